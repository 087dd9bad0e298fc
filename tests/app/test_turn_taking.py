"""Texts of one sender that come at once, through the webhook."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import pytest
import redis
from werkzeug.test import TestResponse

from app import turn_taking
from app.deployment import Deployment
from sms.message import Inbound

Texter = Callable[..., str | None]
Looker = Callable[[], list[Any]]
TextSender = Callable[..., TestResponse]
WHERE = "Which street or stop was it near?"
TOLD, STAGE = "A man followed me last night", "Kencom stage"
SENDER = "+15550123"


@pytest.mark.parametrize("turn", range(4))
def test_two_texts_at_once_are_one_report(
    turn: int, send_text: TextSender, look: Looker, here: Deployment
) -> None:
    sent = (TOLD, STAGE) if turn % 2 else (STAGE, TOLD)  # whichever is quicker
    start = threading.Barrier(len(sent))

    def send(body: str) -> int:
        start.wait()
        answer = send_text(body)
        here.database.intake.close()  # a thread's connection ends with it
        return answer.status_code

    with ThreadPoolExecutor(len(sent)) as phones:
        statuses = list(phones.map(send, sent))

    (seen,) = look()
    assert statuses == [200, 200]
    assert (seen.report.category_group, seen.report.precision) == ("following", "spot")


def test_a_text_waits_for_no_turn_that_never_ends(
    text: Texter, look: Looker, here: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turn_taking, "WAIT_SECONDS", 0.05)
    with turn_taking.in_turn(here, Inbound("twilio", "1", SENDER, TOLD)):
        answer = text(TOLD, sender=SENDER)

    assert (answer, len(look())) == (WHERE, 1)


def test_a_text_waits_for_no_turn_where_others_wait_already(
    text: Texter, look: Looker, here: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turn_taking, "WAIT_SECONDS", 600.0)
    with ExitStack() as others:
        others.enter_context(turn_taking.in_turn(here, Inbound("twilio", "1", SENDER, TOLD)))
        for _ in range(turn_taking.WAITERS):
            others.enter_context(turn_taking.WAITING)
        answer = text(TOLD, sender=SENDER)

    assert (answer, len(look())) == (WHERE, 1)


def test_a_turn_ends_with_its_message(text: Texter, memory: redis.Redis) -> None:
    text(TOLD)

    assert list(memory.scan_iter("turn:*")) == []
