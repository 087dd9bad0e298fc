from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib import parse

import pytest

from sms.message import Reply

FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    "form",
    [
        {"event": "send_status", "id": "SM1", "status": "delivered"},
        {"event": "incoming_message", "id": "SM1", "message_type": "call", "from_number": "+15550100"},
        {"event": "incoming_message", "id": "SM1", "message_type": "service", "from_number": "+15550100"},
    ],
    ids=["status", "call", "notice"],
)
def test_statuses_calls_and_notices_are_no_messages(
    load_case: Callable[[str], Any], form: dict[str, str]
) -> None:
    case = load_case("telerivet")
    request = case.build_raw(FORM, parse.urlencode({**form, "secret": "s3cret"}).encode())
    gateway = case.build_gateway()

    gateway.check(request)

    assert gateway.read(request) == ()


def test_an_mms_without_words_is_a_message(load_case: Callable[[str], Any]) -> None:
    case = load_case("telerivet")

    (inbound,) = case.build_gateway().read(case.build(without="content"))

    assert inbound.text == ""


def test_replies_ride_in_an_answer_that_names_no_number(load_case: Callable[[str], Any]) -> None:
    gateway = load_case("telerivet").build_gateway()

    answer = gateway.answer([Reply("+15550100", "Which street?")])

    assert (answer.status, answer.content_type.partition(";")[0]) == (200, "application/json")
    assert json.loads(answer.body) == {"messages": [{"content": "Which street?"}]}


def test_an_event_may_come_as_json(load_case: Callable[[str], Any]) -> None:
    case = load_case("telerivet")
    event = {"event": "incoming_message", "id": "SM1", "content": "words", "from_number": "+15550100"}
    body = json.dumps({**event, "secret": "s3cret", "time_created": 1772366400}).encode()
    gateway, request = case.build_gateway(), case.build_raw("application/json", body)

    gateway.check(request)
    (inbound,) = gateway.read(request)

    assert (inbound.sender, inbound.text) == ("+15550100", "words")
