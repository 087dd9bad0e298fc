from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from sms import errors
from sms.message import Reply


def poll(case: Any, method: str, query: str, body: bytes = b"", kind: str = "application/json") -> Any:
    request, path = case.build(), f"/gateways/smssync?{query}"
    request = replace(request, method=method, path=path, body=body, content_type=kind)
    gateway = case.build_gateway()
    gateway.check(request)
    return json.loads(gateway.handshake(request).body)


@pytest.mark.parametrize(
    ("method", "task", "body", "told"),
    [
        ("GET", "send", b"", {"payload": {"success": True, "error": None, "messages": []}}),
        ("GET", "result", b"", {"message_uuids": []}),
        ("POST", "sent", b'{"queued_messages": ["u1", "u2"]}', {"message_uuids": ["u1", "u2"]}),
        ("POST", "sent", b'{"queued_messages": "u1"}', {"message_uuids": []}),
        ("POST", "result", b'{"message_result": [{"uuid": "u1"}]}', {"message_uuids": []}),
    ],
    ids=["send", "result asked", "sent", "sent oddly", "result told"],
)
def test_polls_are_answered(
    load_case: Callable[[str], Any], method: str, task: str, body: bytes, told: dict[str, Any]
) -> None:
    assert poll(load_case("smssync"), method, f"task={task}&secret=s3cret", body) == told


@pytest.mark.parametrize("query", ["task=send", "task=send&secret=guess", "task=send&secret="])
def test_a_poll_without_the_secret_is_refused(load_case: Callable[[str], Any], query: str) -> None:
    with pytest.raises(errors.SignatureError):
        poll(load_case("smssync"), "GET", query)


def test_a_message_cannot_hide_in_a_poll(load_case: Callable[[str], Any]) -> None:
    case = load_case("smssync")
    path = "/gateways/smssync?secret=s3cret&from=%2B15550100&message=words"

    with pytest.raises(errors.MethodError):
        case.build_gateway().check(replace(case.build(), method="GET", path=path, body=b""))


def test_a_phone_without_message_ids_repeats_itself_recognisably(load_case: Callable[[str], Any]) -> None:
    case = load_case("smssync")
    gateway = case.build_gateway()

    (one,) = gateway.read(case.build(without="message_id"))
    (again,) = gateway.read(case.build(without="message_id"))
    (other,) = gateway.read(case.build(without="message_id", text="other words"))

    assert one.message_id == again.message_id != other.message_id


def test_replies_ride_in_the_answer_as_tasks_with_ids_of_their_own(load_case: Callable[[str], Any]) -> None:
    gateway = load_case("smssync").build_gateway()

    payload = json.loads(gateway.answer([Reply("+15550100", "One"), Reply("+15550101", "Two")]).body)[
        "payload"
    ]

    assert (payload["success"], payload["error"], payload["task"]) == (True, None, "send")
    assert payload["secret"] == "s3cret"
    assert [(m["to"], m["message"]) for m in payload["messages"]] == [
        ("+15550100", "One"),
        ("+15550101", "Two"),
    ]
    assert len({m["uuid"] for m in payload["messages"]}) == 2


def test_xml_with_a_document_type_is_refused(load_case: Callable[[str], Any]) -> None:
    case = load_case("smssync_xml")
    bomb = b'<!DOCTYPE p [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><p><secret>s3cret</secret></p>'

    with pytest.raises(errors.MalformedError):
        case.build_gateway().check(case.build_raw("text/xml", bomb))


def test_a_message_may_be_put(load_case: Callable[[str], Any]) -> None:
    case = load_case("smssync")
    request = replace(case.build(), method="PUT")

    case.build_gateway().check(request)

    assert len(case.build_gateway().read(request)) == 1


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_a_poll_with_the_body_of_the_last_message_is_a_poll(
    load_case: Callable[[str], Any], method: str
) -> None:
    case = load_case("smssync")
    body, kind = case.build().body, case.build().content_type

    told = poll(case, method, "task=send&secret=s3cret", body, kind)

    assert told["payload"]["messages"] == []
    assert "task" not in told["payload"]


def test_an_answer_without_replies_has_a_list_of_none(load_case: Callable[[str], Any]) -> None:
    answer = load_case("smssync").build_gateway().answer(())

    assert json.loads(answer.body)["payload"]["messages"] == []


def test_of_fields_that_come_again_the_last_are_the_message(load_case: Callable[[str], Any]) -> None:
    case = load_case("smssync")
    before, now = case.build(id="m1", text="before"), case.build(id="m2", text="now")
    request = replace(now, body=before.body + b"&" + now.body)

    case.build_gateway().check(request)
    (inbound,) = case.build_gateway().read(request)

    assert (inbound.message_id, inbound.text) == ("m2", "now")


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "text/plain", ""])
def test_xml_is_known_by_its_look(load_case: Callable[[str], Any], kind: str) -> None:
    case = load_case("smssync_xml")
    request = replace(case.build(text="near the stop"), content_type=kind)

    case.build_gateway().check(request)
    (inbound,) = case.build_gateway().read(request)

    assert inbound.text == "near the stop"
