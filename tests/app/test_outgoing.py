"""Calls to providers: in the background, dropped and counted when they cannot be made."""

from __future__ import annotations

import pytest

from app import outgoing
from app.outgoing import Sender
from sms.gateways.base import Outgoing

NOWHERE = Outgoing("POST", "http://127.0.0.1:9/", {}, b"to=%2B15550123")


def test_a_provider_that_is_not_there_is_counted() -> None:
    sender = Sender()

    sender.send("android", [NOWHERE, NOWHERE])
    sender.wait()

    assert sender.dropped == {"android": 2}


def test_a_call_that_waited_too_long_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "LONGEST_WAIT_S", -1)
    sender = Sender()

    sender.send("android", [NOWHERE])
    sender.wait()

    assert sender.dropped == {"android": 1}


def test_a_full_line_drops_and_never_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "WORKERS", 0)
    sender = Sender()

    sender.send("android", [NOWHERE] * (outgoing.MOST_WAITING + 3))

    assert sender.dropped == {"android": 3}


def test_nothing_of_a_call_is_shown() -> None:
    sender = Sender()
    waiting = outgoing.Waiting("android", NOWHERE, 0.0)

    shown = repr(sender) + repr(waiting)

    assert "15550123" not in shown
    assert "127.0.0.1" not in shown
