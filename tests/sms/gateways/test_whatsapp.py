from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib import parse

import pytest

from sms import errors
from sms.message import Inbound, Reply

Reader = Callable[..., tuple[Inbound, ...]]


@pytest.fixture
def read(load_case: Callable[[str], Any]) -> Reader:
    """Reads a signed batch of messages, spread over as many entries."""

    def read_batch(*messages: Any, **value: Any) -> tuple[Inbound, ...]:
        metadata = {"metadata": {"phone_number_id": "12345"}}
        values = [{**metadata, "messages": [message]} for message in messages] or [{**metadata, **value}]
        entries = [{"id": "1", "changes": [{"field": "messages", "value": item}]} for item in values]
        body = json.dumps({"object": "whatsapp_business_account", "entry": entries}).encode()
        case = load_case("whatsapp")
        gateway, request = case.build_gateway(), case.build_raw("application/json", body)
        gateway.check(request)
        return tuple(gateway.read(request))

    return read_batch


def build(kind: str, **content: Any) -> dict[str, Any]:
    return {"from": "15550100", "id": "wamid.1", "timestamp": "1772366400", "type": kind, **content}


@pytest.mark.parametrize(
    ("message", "text"),
    [
        pytest.param(build("text", text={"body": "words"}), "words", id="text"),
        pytest.param(build("button", button={"text": "Yes", "payload": "y"}), "Yes", id="button"),
        pytest.param(
            build("interactive", interactive={"type": "button_reply", "button_reply": {"title": "Skip"}}),
            "Skip",
            id="button reply",
        ),
        pytest.param(
            build("interactive", interactive={"type": "list_reply", "list_reply": {"id": "1", "title": "A"}}),
            "A",
            id="list reply",
        ),
        pytest.param(
            build("interactive", interactive={"type": "nfm_reply", "nfm_reply": {"body": "Sent"}}),
            "Sent",
            id="flow reply",
        ),
        pytest.param(build("interactive", interactive={"type": "new"}), "", id="unknown reply"),
        pytest.param(
            build("image", image={"id": "1", "caption": "this corner"}), "this corner", id="caption"
        ),
        pytest.param(build("image", image={"id": "1"}), "", id="image"),
        pytest.param(build("audio", audio={"id": "1", "voice": True}), "", id="audio"),
        pytest.param(build("sticker", sticker={"id": "1"}), "", id="sticker"),
        pytest.param(build("reaction", reaction={"emoji": "x"}), "", id="reaction"),
        pytest.param(build("unsupported", errors=[{"code": 131051}]), "", id="unsupported"),
        pytest.param(
            build("location", location={"latitude": 30.0444, "longitude": 31.2357, "name": "Square"}),
            "30.0444, 31.2357",
            id="pin",
        ),
        pytest.param(
            build("location", location={"latitude": 0.0, "longitude": 0}), "0.0, 0", id="pin at zero"
        ),
    ],
)
def test_each_type_of_message_gives_the_words_it_has(
    read: Reader, message: dict[str, Any], text: str
) -> None:
    (inbound,) = read(message)

    assert inbound.text == text
    assert inbound.recipient == "12345"


def test_a_sender_may_have_an_id_without_a_number(read: Reader) -> None:
    message = build("text", text={"body": "words"})
    del message["from"]

    (inbound,) = read({**message, "from_user_id": "US.13491208655302741918"})

    assert inbound.sender == "US.13491208655302741918"


def test_a_message_from_nobody_is_still_a_message(read: Reader) -> None:
    (inbound,) = read({"id": "wamid.1", "type": "text", "text": {"body": "words"}})

    assert inbound.sender is None


def test_statuses_and_errors_are_no_messages(read: Reader) -> None:
    assert read(statuses=[{"id": "wamid.9", "status": "delivered"}], errors=[{"code": 1}]) == ()


def test_what_is_said_in_a_group_is_left_out(read: Reader) -> None:
    said = build("text", text={"body": "words"})

    assert read({**said, "group_id": "555"}) == ()
    assert len(read({**said, "group_id": "555"}, said)) == 1


def test_every_message_of_every_entry_is_read_and_bad_ones_are_left_out(read: Reader) -> None:
    batch = read(
        {**build("text", text={"body": "one"}), "id": "1"},
        {"type": "text", "text": {"body": "without id"}},
        {**build("text", text={"body": "three"}), "id": "3"},
    )

    assert [(inbound.message_id, inbound.text) for inbound in batch] == [("1", "one"), ("3", "three")]


def ask(case: Any, **query: str) -> Any:
    path = f"/gateways/whatsapp?{parse.urlencode({f'hub.{k}': v for k, v in query.items()})}"
    gateway, request = case.build_gateway(), replace(case.build(), method="GET", path=path, body=b"")
    gateway.check(request)
    return gateway.handshake(request)


def test_the_challenge_is_said_back(load_case: Callable[[str], Any]) -> None:
    answer = ask(load_case("whatsapp"), mode="subscribe", verify_token="verify", challenge="1158201444")

    assert answer.body == b"1158201444"
    assert answer.content_type.startswith("text/plain")


@pytest.mark.parametrize("token", ["guess", ""])
def test_a_challenge_with_another_token_is_refused(load_case: Callable[[str], Any], token: str) -> None:
    with pytest.raises(errors.SignatureError):
        ask(load_case("whatsapp"), mode="subscribe", verify_token=token, challenge="1")


@pytest.mark.parametrize("challenge", ["", "<script>", "a b", "1" * 300])
def test_an_odd_challenge_is_not_said_back(load_case: Callable[[str], Any], challenge: str) -> None:
    with pytest.raises(errors.MalformedError):
        ask(load_case("whatsapp"), mode="subscribe", verify_token="verify", challenge=challenge)


@pytest.mark.parametrize(("to", "name"), [("15550100", "to"), ("US.1349", "recipient")])
def test_a_reply_names_a_number_or_an_id(load_case: Callable[[str], Any], to: str, name: str) -> None:
    gateway = load_case("whatsapp").build_gateway()

    (call,) = gateway.send([Reply(to, "Which street?", sent_from="67890")])

    assert call.url.endswith("/67890/messages")
    assert json.loads(call.body)[name] == to
    assert json.loads(call.body)["text"] == {"body": "Which street?", "preview_url": False}
