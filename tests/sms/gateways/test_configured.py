from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib import parse

import pytest

from sms import errors
from sms.gateways import base, configured
from sms.message import Inbound, Reply

PLAIN = b"sender=1&text=a"
FORM = "application/x-www-form-urlencoded"


def build(shipped: str, **change: Any) -> configured.Configured:
    entry = {"profile": shipped, "secret": "s3cret", "values": VALUES}
    return configured.build(shipped, {**entry, "change": {"check": {"kind": "path"}, **change}})


VALUES = {"api_url": "https://api.example", "api_key": "k", "api_secret": "s", "token": "t"}
VALUES |= {"username": "u", "password": "p", "number": "+15550199"}


def post(load_case: Callable[[str], Any], name: str, body: bytes, content_type: str = FORM) -> base.Request:
    request: base.Request = load_case(name).build()
    path = f"/gateways/{name}/s3cret"
    return replace(request, path=path, headers={}, body=body, content_type=content_type)


def read_one(gateway: base.Gateway, request: base.Request) -> Inbound:
    gateway.check(request)
    (inbound,) = gateway.read(request)
    return inbound


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param("content=%05v%05nement&coding=0", "événement", id="septets"),
        pytest.param("content=%1B%65%1B%3C%1B%3E%00&coding=0", "€[]@", id="escaped septets"),
        pytest.param("content=caf%C3%A9&coding=0", "café", id="UTF-8 that says septets"),
        pytest.param("content=caf%E9&coding=3", "café", id="Latin-1"),
        pytest.param("content=%06%2A%06%2D%06%31%06%34&coding=8", "تحرش", id="UTF-16 as it is"),
        pytest.param("content=x&binary=062a062d06310634&coding=8", "تحرش", id="UTF-16 in hex"),
        pytest.param("content=x&binary=d83dde21&coding=8", "😡", id="emoji in hex"),
        pytest.param("content=x&binary=0576056e656d656e74&coding=0", "événement", id="septets in hex"),
        pytest.param("content=words", "words", id="no coding"),
        pytest.param("content=words&coding=999", "words", id="unknown coding"),
        pytest.param("content=x&binary=zz&coding=8", "", id="broken hex"),
    ],
)
def test_jasmins_codings_give_the_words(load_case: Callable[[str], Any], body: str, text: str) -> None:
    request = post(load_case, "jasmin", f"id=1001&From=15550100&To=15550199&{body}".encode())

    inbound = read_one(build("jasmin"), request)

    assert inbound.text == text
    assert inbound.sender == "15550100"


@pytest.mark.parametrize(
    ("text", "extra"),
    [("Which street? @", {"coding": "0"}), ("أي شارع؟", {"coding": "8"})],
    ids=["septets", "UTF-16"],
)
def test_jasmin_is_sent_octets_of_the_right_coding(text: str, extra: dict[str, str]) -> None:
    (call,) = build("jasmin").send([Reply("15550100", text, "15550199")])

    sent = dict(parse.parse_qsl(call.body.decode()))
    octets = bytes.fromhex(sent["hex-content"])
    assert sent.items() >= {**extra, "username": "u", "to": "15550100", "from": "15550199"}.items()
    assert (octets[-1:] == b"\0") if extra["coding"] == "0" else (octets.decode("utf-16-be") == text)


@pytest.mark.parametrize(
    ("headers", "content_type", "body", "text"),
    [
        ({}, "text/plain; charset=UTF-8", "café".encode(), "café"),
        ({}, "text/plain", "café".encode(), "café"),
        ({"X-Kannel-Coding": "2"}, "text/plain", "تحرش".encode("utf-16-be"), "تحرش"),
        ({"X-Kannel-Coding": "2"}, 'text/plain; charset="UTF-8"', "تحرش".encode(), "تحرش"),
        ({"X-Kannel-Coding": "1"}, "application/octet-stream", "café".encode("latin-1"), "café"),
    ],
    ids=["charset", "none", "UCS-2", "recoded", "8 bit"],
)
def test_kannels_body_is_read_in_its_coding(
    load_case: Callable[[str], Any], headers: dict[str, str], content_type: str, body: bytes, text: str
) -> None:
    request = post(load_case, "kannel", body, content_type)
    path = "/gateways/kannel/s3cret?id=1"
    request = replace(request, path=path, headers={"X-Kannel-From": "+15550100", **headers})

    assert read_one(build("kannel"), request).text == text


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("050003CC0201", ("cc", 1, 2)),
        ("%05%00%03%CC%02%01", ("cc", 1, 2)),
        ("06080403E70302", ("03e7", 2, 3)),
        ("0B0504158A0000000301020A", ("01", 10, 2)),
        ("0B05040B8423F000032A0301", ("2a", 1, 3)),
        ("zz", None),
        ("", None),
        ("05", None),
    ],
)
def test_a_user_data_header_tells_the_part(
    load_case: Callable[[str], Any], header: str, part: tuple[str, int, int] | None
) -> None:
    request = post(load_case, "kannel", b"words", "text/plain")
    headers = {"X-Kannel-From": "+15550100", "X-Kannel-UDH": header}
    request = replace(request, path="/gateways/kannel/s3cret?id=1", headers=headers)

    found = read_one(build("kannel"), request).part

    assert ((found.reference, found.number, found.total) if found else None) == part


def test_kannel_is_answered_with_the_reply_itself() -> None:
    gateway = build("kannel")

    plain, arabic = (gateway.answer([Reply("+15550100", text)]) for text in ("Which street?", "أي شارع؟"))

    assert (plain.body, dict(plain.headers)) == (b"Which street?", {})
    assert (arabic.body.decode(), dict(arabic.headers)) == ("أي شارع؟", {"X-Kannel-Coding": "2"})
    assert gateway.answer(()).body == b""


def test_vonages_json_is_proved_like_its_forms(load_case: Callable[[str], Any]) -> None:
    case = load_case("vonage")
    form = case.build(text="a & b = c").body.decode()
    signed: dict[str, Any] = dict(parse.parse_qsl(form, keep_blank_values=True))
    signed["timestamp"] = int(signed["timestamp"])
    request = replace(case.build(), body=json.dumps(signed).encode(), content_type="application/json")

    assert read_one(case.build_gateway(), request).text == "a & b = c"


@pytest.mark.parametrize("hours", [1, 23])
def test_vonages_later_tries_still_pass(load_case: Callable[[str], Any], hours: int) -> None:
    case = load_case("vonage")
    request = case.build()

    case.build_gateway().check(replace(request, now=request.now + timedelta(hours=hours)))


def test_vonages_binary_messages_are_no_messages(load_case: Callable[[str], Any]) -> None:
    body = b"messageId=1&msisdn=15550100&to=15550199&type=binary&data=00ff&text="

    assert build("vonage").read(post(load_case, "vonage", body)) == ()


@pytest.mark.parametrize(("text", "kind"), [("Which street?", "text"), ("أي شارع؟", "unicode")])
def test_vonage_is_told_the_encoding(text: str, kind: str) -> None:
    (call,) = build("vonage").send([Reply("15550100", text, "15550199")])

    assert dict(parse.parse_qsl(call.body.decode()))["type"] == kind


@pytest.mark.parametrize(
    ("body", "sender", "text"),
    [
        (b"sender=%2B15550100&text=Join", "+15550100", "Join"),
        (b"from=%2B15550100&text=Join&date=2017-06-23T12:30:00.500Z", "+15550100", "Join"),
    ],
)
def test_rapidpros_external_channels_post_without_ids(
    load_case: Callable[[str], Any], body: bytes, sender: str, text: str
) -> None:
    request = post(load_case, "rapidpro", body)

    one, again = (read_one(build("rapidpro"), request) for _ in range(2))

    assert (one.sender, one.text) == (sender, text)
    assert one.message_id == again.message_id


@pytest.mark.parametrize(("hours", "is_repeat"), [(0.5, True), (2, False)])
def test_without_id_and_time_the_same_words_are_a_repeat_for_an_hour(
    load_case: Callable[[str], Any], hours: float, is_repeat: bool
) -> None:
    request = post(load_case, "rapidpro", PLAIN)
    later = replace(request, now=request.now + timedelta(hours=hours))

    one, other = (read_one(build("rapidpro"), each) for each in (request, later))

    assert (one.message_id == other.message_id) is is_repeat


def test_rapidpros_multipart_forms_are_read(load_case: Callable[[str], Any]) -> None:
    body = (
        b'--b\r\nContent-Disposition: form-data; name="sender"\r\n\r\n15550100\r\n'
        b'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\nna\xc3\xafve\r\n--b--\r\n'
    )

    inbound = read_one(
        build("rapidpro"), post(load_case, "rapidpro", body, "multipart/form-data; boundary=b")
    )

    assert (inbound.sender, inbound.text) == ("15550100", "naïve")


def test_rapidpro_is_sent_urns() -> None:
    gateway = build("rapidpro")

    calls = gateway.send([Reply("+15550100", "Which street?"), Reply("telegram:1", "Which street?")])

    assert [json.loads(call.body)["urns"] for call in calls] == [["tel:+15550100"], ["telegram:1"]]


def test_infobips_mms_has_its_first_words_and_a_batch_all_its_messages(
    load_case: Callable[[str], Any],
) -> None:
    pieces = [
        {"contentType": "image/jpeg", "url": "https://x"},
        {"contentType": "text/plain", "value": "mms"},
    ]
    results = [
        {"messageId": "1", "from": "15550100", "to": "15550199", "message": pieces},
        {"messageId": "2", "from": "15550101", "to": "15550199", "text": "sms"},
        {"from": "15550102", "text": "without id"},
    ]
    request = post(load_case, "infobip", json.dumps({"results": results}).encode(), "application/json")

    assert [inbound.text for inbound in build("infobip").read(request)] == ["mms", "sms"]


@pytest.mark.parametrize("kind", ["message.phone.sent", "message.send.failed", "message.call.missed"])
def test_other_events_of_httpsms_are_no_messages(load_case: Callable[[str], Any], kind: str) -> None:
    event = {"type": kind, "data": {"id": "1", "contact": "+15550100", "content": "ours"}}
    request = post(load_case, "httpsms", json.dumps(event).encode(), "application/json")

    assert build("httpsms").read(request) == ()


def test_httpsms_events_of_old_versions_are_read(load_case: Callable[[str], Any]) -> None:
    data = {"id": "m1", "from": "+15550100", "to": "+15550199", "content": "words"}
    body = json.dumps({"type": "message.phone.received", "data": data}).encode()

    inbound = read_one(build("httpsms"), post(load_case, "httpsms", body, "application/json"))

    assert (inbound.message_id, inbound.sender, inbound.recipient) == ("m1", "+15550100", "+15550199")


@pytest.mark.parametrize("shipped", ["kannel", "jasmin", "rapidpro", "infobip", "vonage", "httpsms"])
def test_numbers_and_nulls_in_place_of_strings_are_read(
    load_case: Callable[[str], Any], shipped: str
) -> None:
    fields: dict[str, Any] = {
        "id": 7,
        "from": 15550100,
        "sender": 15550100,
        "text": 42,
        "to": None,
        "ts": 1493735509,
    }
    fields |= {"messageId": 7, "msisdn": 15550100, "content": 42, "results": [{**fields, "messageId": 7}]}
    fields["data"] = {"message_id": 7, "contact": 15550100, "content": 42}
    request = post(load_case, shipped, json.dumps(fields).encode(), "application/json")

    inbound = read_one(build(shipped), request)

    assert (inbound.sender, inbound.text) == ("15550100", "42")


def test_an_unknown_placeholder_of_a_reply_is_left_alone() -> None:
    (call,) = build("httpsms").send([Reply("+15550100", "{api_key} {to}", "+15550199")])

    assert json.loads(call.body)["content"] == "{api_key} {to}"


@pytest.mark.parametrize(
    ("check", "headers", "body"),
    [
        ({"kind": "header", "name": "X-Key"}, {"x-key": "s3cret"}, PLAIN),
        (
            {"kind": "header", "name": "Authorization", "prefix": "Token "},
            {"Authorization": "Token s3cret"},
            PLAIN,
        ),
        ({"kind": "field", "name": "key"}, {}, b"sender=1&text=a&key=s3cret"),
        ({"kind": "basic"}, {"Authorization": "Basic czNjcmV0"}, PLAIN),
        (
            {"kind": "hmac", "name": "X-Sig", "encoding": "base64"},
            {"X-Sig": base64.b64encode(hmac.digest(b"s3cret", PLAIN, "sha256")).decode()},
            PLAIN,
        ),
    ],
    ids=["header", "header with prefix", "field", "basic", "hmac in base64"],
)
def test_other_proofs_can_be_configured(
    load_case: Callable[[str], Any], check: dict[str, str], headers: dict[str, str], body: bytes
) -> None:
    gateway = build("rapidpro", check=check)
    request = replace(post(load_case, "rapidpro", body), headers=headers)

    gateway.check(request)

    with pytest.raises(errors.SignatureError):
        gateway.check(replace(request, headers={}, body=b"sender=1&text=a&key=guess"))
