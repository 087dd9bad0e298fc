"""What the gateways behind the shipped profiles send beside the plain message of their samples."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from sms import errors
from sms.gateways import base, configured
from sms.message import Inbound

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
VALUES = dict.fromkeys(("api_url", "api_key", "api_secret", "token", "username", "password", "number"), "x")


def read(load_case: Callable[[str], Any], name: str, body: bytes, kind: str = FORM) -> tuple[Inbound, ...]:
    request: base.Request = load_case(name).build()
    path = f"/gateways/{name}/s3cret?id=1"
    entry = {"profile": name, "secret": "s3cret", "values": VALUES, "change": {"check": {"kind": "path"}}}
    gateway = configured.build(name, entry)
    request = replace(
        request, path=path, headers={"X-Kannel-From": "+15550100"}, body=body, content_type=kind
    )
    gateway.check(request)
    return tuple(gateway.read(request))


REPORT = {"messageId": "r1", "status": {"groupName": "DELIVERED", "id": 5}, "error": {"groupName": "OK"}}


@pytest.mark.parametrize(
    ("name", "body", "kind"),
    [
        ("jasmin", b"id=r1&level=1&message_status=ESME_ROK&connector=c", FORM),
        ("jasmin", b"id=r1&level=2&message_status=DELIVRD&dlvrd=001&err=000&text=first+words", FORM),
        ("jasmin", b"id=r1&dlvrd=1", FORM),
        ("infobip", json.dumps({"results": [REPORT, REPORT]}).encode(), JSON),
        ("vonage", b"messageId=r1&msisdn=15550100&to=15550199&status=delivered&err-code=0", FORM),
    ],
    ids=["jasmin, accepted", "jasmin, delivered", "jasmin, short", "infobip", "vonage"],
)
def test_a_delivery_report_is_no_message_and_not_refused(
    load_case: Callable[[str], Any], name: str, body: bytes, kind: str
) -> None:
    assert read(load_case, name, body, kind) == ()


@pytest.mark.parametrize(
    "content",
    [
        {"sender": "15550100", "destination": "15550199", "content": [{"type": "TEXT", "text": "words"}]},
        {"from": "15550100", "to": "15550199", "message": {"type": "TEXT", "text": "words"}},
        {"from": "15550100", "to": "15550199", "message": {"type": "IMAGE", "caption": "words"}},
    ],
    ids=["Messages API", "WhatsApp", "WhatsApp picture"],
)
def test_infobips_other_channels_are_read(
    load_case: Callable[[str], Any], content: dict[str, object]
) -> None:
    body = json.dumps({"results": [{"messageId": "m1", **content}]}).encode()

    (inbound,) = read(load_case, "infobip", body, JSON)

    assert (inbound.sender, inbound.recipient, inbound.text) == ("15550100", "15550199", "words")


@pytest.mark.parametrize("urn", ["tel:********", "********", "tel:"])
def test_a_number_that_rapidpro_hides_is_nobodys(load_case: Callable[[str], Any], urn: str) -> None:
    body = json.dumps({"contact": {"urn": urn}, "input": {"uuid": "m1", "text": "words"}}).encode()

    (inbound,) = read(load_case, "rapidpro", body, JSON)

    assert (inbound.sender, inbound.text) == (None, "words")


@pytest.mark.parametrize("charset", ["UCS-2", "ISO-10646-UCS-2", '"UTF-16BE"'])
def test_kannels_names_of_ucs_2_are_known(load_case: Callable[[str], Any], charset: str) -> None:
    body = "near the stop, سوق".encode("utf-16-be")

    (inbound,) = read(load_case, "kannel", body, f"text/plain; charset={charset}")

    assert inbound.text == "near the stop, سوق"


def test_kannel_without_an_id_in_its_address_is_read(load_case: Callable[[str], Any]) -> None:
    def read_at(time: str) -> str:
        case = load_case("kannel")
        request = replace(case.build(), path="/gateways/kannel/s3cret")
        request = replace(request, headers={**request.headers, "X-Kannel-Time": time})
        (inbound,) = case.build_gateway().read(request)
        return str(inbound.message_id)

    first, again, later = (read_at(f"2026-03-01 11:59:{second}") for second in (45, 45, 46))

    assert first == again != later


def test_kannels_xml_is_refused_rather_than_read_as_a_message_without_words(
    load_case: Callable[[str], Any],
) -> None:
    body = b"<message><submit><oa><number>+15550100</number></oa><ud>words</ud></submit></message>"

    with pytest.raises(errors.MalformedError):
        read(load_case, "kannel", body, "text/xml")
