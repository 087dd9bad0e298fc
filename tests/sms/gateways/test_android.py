from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from sms import errors
from sms.message import Inbound, Reply


@pytest.fixture
def read(load_case: Callable[[str], Any]) -> Callable[[dict[str, Any]], tuple[Inbound, ...]]:
    """Reads a signed event."""

    def read_event(event: dict[str, Any]) -> tuple[Inbound, ...]:
        case = load_case("android")
        gateway, request = (
            case.build_gateway(),
            case.build_raw("application/json", json.dumps(event).encode()),
        )
        gateway.check(request)
        return tuple(gateway.read(request))

    return read_event


def build(**payload: Any) -> dict[str, Any]:
    received = {"messageId": "abc", "message": "words", "receivedAt": "2026-03-01T12:00:00.000+02:00"}
    return {"event": "sms:received", "id": "e1", "deviceId": "d1", "payload": {**received, **payload}}


Reader = Callable[[dict[str, Any]], tuple[Inbound, ...]]


@pytest.mark.parametrize("name", ["sender", "phoneNumber"])
def test_the_sender_stands_under_its_old_or_its_new_name(read: Reader, name: str) -> None:
    (inbound,) = read(build(**{name: "+15550100"}))

    assert inbound.sender == "+15550100"


def test_the_same_words_at_another_time_are_another_message(read: Reader) -> None:
    (one,), (other,) = read(build()), read(build(receivedAt="2026-03-01T12:05:00.000+02:00"))

    assert one.message_id != other.message_id


def test_without_an_id_of_its_own_a_message_has_its_events(read: Reader) -> None:
    (inbound,) = read(build(messageId=None))

    assert inbound.message_id == "e1"


@pytest.mark.parametrize(
    "event", ["sms:sent", "sms:delivered", "sms:failed", "system:ping", "mms:received", "app:started", "new"]
)
def test_other_events_are_no_messages(read: Reader, event: str) -> None:
    assert read({**build(), "event": event}) == ()


def test_a_batch_gives_each_message_and_leaves_out_a_bad_one(read: Reader) -> None:
    messages = [
        {"messageId": "1", "message": "one", "sender": "+15550100", "receivedAt": "2026-03-01T10:00:00Z"},
        {"messageId": "2", "sender": "+15550101", "receivedAt": "2026-03-01T10:00:01Z"},
        {"messageId": "3", "message": "three", "sender": "+15550102", "receivedAt": "2026-03-01T10:00:02Z"},
    ]

    batch = read({"event": "sms:batch:received", "id": "e1", "payload": {"messages": messages}})

    assert [inbound.text for inbound in batch] == ["one", "three"]


@pytest.mark.parametrize(
    ("data", "text"),
    [("Y2Fmw6k=", "café"), ("/////w==", ""), ("no base64", ""), ("", "")],
    ids=["words", "octets", "neither", "empty"],
)
def test_a_data_message_has_the_words_in_its_base64(read: Reader, data: str, text: str) -> None:
    (inbound,) = read({**build(data=data, message=None), "event": "sms:data-received"})

    assert inbound.text == text


def test_an_mms_has_subject_and_body(read: Reader) -> None:
    payload = {"messageId": "m1", "sender": "+15550100", "subject": "At the stop", "body": "he followed me"}

    (inbound,) = read({"event": "mms:downloaded", "id": "e1", "payload": payload})

    assert inbound.text == "At the stop\nhe followed me"


def test_a_payload_that_is_no_object_is_malformed(read: Reader) -> None:
    with pytest.raises(errors.MalformedError):
        read({"event": "sms:received", "payload": "words"})


def test_a_reply_leaves_by_the_sim_that_was_written_to(load_case: Callable[[str], Any]) -> None:
    gateway = load_case("android").build_gateway()

    (call,) = gateway.send([Reply("+15550100", "Which street?", sent_from="sim:2")])

    assert call.url == "http://192.0.2.20:8080/messages"
    assert json.loads(call.body) == {
        "textMessage": {"text": "Which street?"},
        "phoneNumbers": ["+15550100"],
        "ttl": 1200,
        "simNumber": 2,
    }
