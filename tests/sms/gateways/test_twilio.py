from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib import parse

import pytest
from twilio.request_validator import RequestValidator

from sms import errors
from sms.gateways import base, twilio
from sms.message import Inbound, Reply

SID = "SM0123456789abcdef0123456789abcdef"


@pytest.fixture
def read(load_case: Callable[[str], Any]) -> Callable[..., tuple[Inbound, ...]]:
    """Reads a signed form."""

    def read_form(**form: str) -> tuple[Inbound, ...]:
        case = load_case("twilio")
        gateway, request = case.build_gateway(), case.build_raw(FORM, parse.urlencode(form).encode())
        gateway.check(request)
        return tuple(gateway.read(request))

    return read_form


FORM = "application/x-www-form-urlencoded; charset=UTF-8"


@pytest.mark.parametrize(
    ("form", "sender"),
    [
        pytest.param({"From": "whatsapp:+15550100"}, "whatsapp:+15550100", id="WhatsApp number"),
        pytest.param({"From": "whatsapp:US.1349"}, "whatsapp:US.1349", id="business-scoped id"),
        pytest.param({"From": "", "ExternalUserId": "US.1349"}, "US.1349", id="id in its own field"),
        pytest.param({"From": "whatsapp:", "ProfileName": "someone"}, None, id="scheme without number"),
        pytest.param({"ProfileName": "someone"}, None, id="nobody"),
    ],
)
def test_a_sender_may_be_a_number_an_id_or_nobody(
    read: Callable[..., tuple[Inbound, ...]], form: dict[str, str], sender: str | None
) -> None:
    (inbound,) = read(MessageSid=SID, Body="words", **form)

    assert inbound.sender == sender


def test_media_without_words_is_a_message_without_words(read: Callable[..., tuple[Inbound, ...]]) -> None:
    (inbound,) = read(MessageSid=SID, From="+15550100", NumMedia="1", MediaUrl0="https://api.example/cat.jpg")

    assert inbound.text == ""


def test_a_pressed_button_gives_its_words_where_there_are_no_others(
    read: Callable[..., tuple[Inbound, ...]],
) -> None:
    (pressed,) = read(MessageSid=SID, From="whatsapp:+15550100", Body="", ButtonText="Yes", ButtonPayload="y")
    (written,) = read(MessageSid=SID, From="whatsapp:+15550100", Body="words", ButtonText="Yes")

    assert (pressed.text, written.text) == ("Yes", "words")


def test_a_shared_pin_is_read_as_pasted_coordinates(read: Callable[..., tuple[Inbound, ...]]) -> None:
    (inbound,) = read(MessageSid=SID, From="+15550100", Body="", Latitude="30.0444", Longitude="31.2357")

    assert inbound.text == "30.0444, 31.2357"


@pytest.mark.parametrize("given", ["STOP", "stop"])
def test_an_opt_out_type_is_an_opt_out_whatever_the_words(
    read: Callable[..., tuple[Inbound, ...]], given: str
) -> None:
    (inbound,) = read(MessageSid=SID, From="+15550100", Body="basta", OptOutType=given)

    assert inbound.is_opt_out


@pytest.mark.parametrize("given", ["HELP", "START"])
def test_other_opt_out_types_are_messages(read: Callable[..., tuple[Inbound, ...]], given: str) -> None:
    (inbound,) = read(MessageSid=SID, From="+15550100", Body=given, OptOutType=given)

    assert not inbound.is_opt_out


@pytest.mark.parametrize(
    ("status", "finished"),
    [("delivered", SID), ("undelivered", SID), ("failed", SID), ("read", SID), ("sent", None), ("huh", None)],
)
def test_a_status_is_no_message_and_tells_when_a_copy_can_go(
    load_case: Callable[[str], Any], status: str, finished: str | None
) -> None:
    case = load_case("twilio")
    body = parse.urlencode({"MessageSid": SID, "MessageStatus": status, "To": "+15550100"}).encode()
    gateway, request = case.build_gateway(), case.build_raw(FORM, body)

    gateway.check(request)

    assert gateway.read(request) == ()
    assert gateway.find_finished(request) == finished


def test_a_message_is_no_status(load_case: Callable[[str], Any]) -> None:
    case = load_case("twilio")

    assert case.build_gateway().find_finished(case.build()) is None


def sign(url: str, params: dict[str, str]) -> str:
    return str(RequestValidator("token").compute_signature(url, params))


def build_json(body: bytes, url: str, load_case: Callable[[str], Any]) -> base.Request:
    request: base.Request = load_case("twilio").build()
    headers = {"X-Twilio-Signature": sign(url, {})}
    path = url.removeprefix("https://safelight.example")
    return replace(request, url=url, path=path, headers=headers, body=body, content_type="application/json")


def test_a_json_body_is_proved_by_its_hash_in_the_address(load_case: Callable[[str], Any]) -> None:
    body = json.dumps({"MessageSid": SID, "From": "+15550100", "Body": "عند المحطة"}).encode()
    url = f"https://safelight.example/gateways/twilio?bodySHA256={hashlib.sha256(body).hexdigest()}"
    gateway, request = load_case("twilio").build_gateway(), build_json(body, url, load_case)

    gateway.check(request)
    (inbound,) = gateway.read(request)

    assert inbound.text == "عند المحطة"
    with pytest.raises(errors.SignatureError):
        gateway.check(replace(request, body=body + b" "))


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "", "multipart/form-data"])
def test_a_body_that_nothing_binds_to_the_signature_is_refused(
    load_case: Callable[[str], Any], content_type: str
) -> None:
    url = "https://safelight.example/gateways/twilio"
    request = replace(build_json(b'{"MessageSid": "SM1"}', url, load_case), content_type=content_type)

    with pytest.raises(errors.SignatureError):
        load_case("twilio").build_gateway().check(request)


def test_the_configured_address_is_proved_not_the_one_the_request_names(
    load_case: Callable[[str], Any],
) -> None:
    case = load_case("twilio")
    request = case.build()
    hostile = {**request.headers, "Host": "evil.example", "X-Forwarded-Proto": "http"}

    case.build_gateway().check(replace(request, headers=hostile))


def test_an_empty_field_is_part_of_the_signature(load_case: Callable[[str], Any]) -> None:
    case = load_case("twilio")
    request = case.build()

    with pytest.raises(errors.SignatureError):
        case.build_gateway().check(replace(request, body=request.body + b"&Empty="))


def test_an_unknown_algorithm_is_refused_without_a_word(
    load_case: Callable[[str], Any], caplog: pytest.LogCaptureFixture
) -> None:
    case = load_case("twilio")
    request = case.build()
    headers = {**request.headers, "X-Twilio-Webhooks-Signature-Settings": "algorithm=+15550100"}

    with pytest.raises(errors.SignatureError):
        case.build_gateway().check(replace(request, headers=headers))
    assert not caplog.records


def test_letters_moved_over_a_fields_border_do_not_make_a_new_message(
    load_case: Callable[[str], Any],
) -> None:
    """The signature joins names and values without borders, so it fits both forms."""
    case = load_case("twilio")
    whole = case.build_raw(FORM, f"MessageSid={SID}&NumMedia=0&To=%2B15550199".encode())
    moved = replace(whole, body=f"MessageSid={SID}NumMedia0&To=%2B15550199".encode())
    gateway = case.build_gateway()

    gateway.check(moved)

    with pytest.raises(errors.MalformedError):
        gateway.read(moved)


def test_a_reply_reports_its_status_where_asked() -> None:
    account = twilio.Settings("AC0", "token", status_callback_url="https://safelight.example/gateways/twilio")

    answer = twilio.Twilio(account).answer([Reply("+15550100", "Which street & stop?")])

    assert b'statusCallback="https://safelight.example/gateways/twilio"' in answer.body
    assert b"Which street &amp; stop?" in answer.body
    assert b"15550100" not in answer.body
    assert answer.content_type.startswith("text/xml")
