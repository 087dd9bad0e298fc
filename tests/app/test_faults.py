"""A fault is logged with its kind and its lines, and with none of its words."""

from __future__ import annotations

import pytest
from flask import Flask

from app import faults


def test_p1_a_fault_in_an_error_page_is_logged_without_its_words(caplog: pytest.LogCaptureFixture) -> None:
    program = faults.Program("tried")
    program.add_url_rule("/", view_func=_fail)
    program.register_error_handler(ValueError, _fail_again)

    answer = program.test_client().get("/")

    text = caplog.text
    assert answer.status_code == 500
    assert "KeyError" in text
    assert "test_faults.py:" in text
    assert "5550142" not in text


def _fail() -> str:
    raise ValueError("call +15550142")


def _fail_again(error: Exception) -> str:
    raise KeyError(str(error))


def test_every_program_of_ours_is_one_that_says_no_words(app: Flask) -> None:
    assert isinstance(app, faults.Program)
