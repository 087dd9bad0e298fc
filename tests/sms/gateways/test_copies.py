from __future__ import annotations

import base64
import json
from datetime import UTC, date, datetime
from typing import Any
from urllib import parse

import pytest

from sms import errors, identity
from sms.gateways import copies, telerivet_copies, twilio, twilio_copies

SID = "SM0123456789abcdef0123456789abcdef"
TWILIO = twilio_copies.TwilioCopies(
    twilio.Settings("AC0", "token"), numbers=("+15550199", "whatsapp:+15550199")
)
TELERIVET = telerivet_copies.TelerivetCopies("api key", "PJ1")


def build_message(**changes: Any) -> dict[str, Any]:
    message = {
        "sid": SID,
        "direction": "inbound",
        "status": "received",
        "from": "+15550100",
        "to": "+15550199",
        "body": "near the bus stop",
        "date_sent": "Sun, 01 Mar 2026 12:00:00 +0000",
    }
    return {**message, **changes}


def test_twilio_is_listed_both_ways_for_each_number_messages_and_calls() -> None:
    requests = TWILIO.list_requests(date(2026, 2, 1))

    asked = [dict(parse.parse_qsl(parse.urlsplit(request.url).query)) for request in requests]
    assert len(requests) == 8
    assert {request.method for request in requests} == {"GET"}
    assert sum(query.get("To") == "whatsapp:+15550199" for query in asked) == 2
    assert sum(query.get("DateSent>") == "2026-02-01" for query in asked) == 4
    assert sum(query.get("StartTime>") == "2026-02-01" for query in asked) == 4
    login = base64.b64decode(requests[0].headers["Authorization"].removeprefix("Basic "))
    assert login == b"AC0:token"


def test_a_page_gives_copies_and_the_next_request() -> None:
    next_path = "/2010-04-01/Accounts/AC0/Messages.json?Page=1&PageToken=PA1"

    page = TWILIO.read_page(json.dumps({"messages": [build_message()], "next_page_uri": next_path}).encode())

    (copy,) = page.copies
    assert (copy.kind, copy.is_inbound, copy.is_final) == ("message", True, True)
    assert copy.sent_at == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert page.next_request is not None
    assert page.next_request.url == f"https://api.twilio.com{next_path}"


@pytest.mark.parametrize(
    "next_page",
    [None, "", "https://evil.example/x", "//evil.example/x", "@evil.example/", "/2010-04-01/Accounts/AC9/x"],
)
def test_credentials_follow_no_page_elsewhere(next_page: str | None) -> None:
    page = TWILIO.read_page(json.dumps({"messages": [], "next_page_uri": next_page}).encode())

    assert page.next_request is None


@pytest.mark.parametrize(
    ("changes", "is_inbound", "is_final"),
    [
        ({"direction": "outbound-reply", "status": "sent"}, False, False),
        ({"direction": "outbound-api", "status": "delivered"}, False, True),
        ({"direction": "outbound-reply", "status": "queued"}, False, False),
        ({"direction": "inbound", "status": "receiving"}, True, False),
    ],
)
def test_a_copy_tells_its_way_and_whether_it_can_go(
    changes: dict[str, str], is_inbound: bool, is_final: bool
) -> None:
    (copy,) = TWILIO.read_page(json.dumps({"messages": [build_message(**changes)]}).encode()).copies

    assert (copy.is_inbound, copy.is_final) == (is_inbound, is_final)


def test_calls_are_copies_too() -> None:
    call = {
        "sid": "CA0",
        "direction": "inbound",
        "status": "completed",
        "from": "+15550100",
        "to": "+15550199",
    }

    (copy,) = TWILIO.read_page(json.dumps({"calls": [call]}).encode()).copies

    assert (copy.kind, copy.is_final) == ("call", True)
    assert TWILIO.delete_request(copy).url == "https://api.twilio.com/2010-04-01/Accounts/AC0/Calls/CA0.json"
    assert TWILIO.to_inbound(copy) is None


def test_what_never_reached_us_is_taken_in_under_the_webhooks_id() -> None:
    (copy,) = TWILIO.read_page(json.dumps({"messages": [build_message()]}).encode()).copies

    inbound = TWILIO.to_inbound(copy)

    assert inbound is not None
    assert (inbound.gateway, inbound.message_id, inbound.text) == ("twilio", SID, "near the bus stop")
    assert identity.delivery_digest(inbound, b"key")


def test_our_replies_are_not_taken_in() -> None:
    listing = {"messages": [build_message(direction="outbound-reply")]}
    (copy,) = TWILIO.read_page(json.dumps(listing).encode()).copies

    assert TWILIO.to_inbound(copy) is None
    assert TWILIO.delete_request(copy).method == "DELETE"


@pytest.mark.parametrize(
    ("status", "body", "fate"),
    [
        (204, b"", copies.Fate.DELETED),
        (404, b'{"code": 20404}', copies.Fate.GONE),
        (400, b'{"code": 20009}', copies.Fate.LATER),
        (409, b'{"code": 20009}', copies.Fate.LATER),
        (429, b"", copies.Fate.LATER),
        (500, b"<html>", copies.Fate.LATER),
        (503, b"[]", copies.Fate.LATER),
        (401, b'{"code": 20003}', copies.Fate.REFUSED),
        (403, b"", copies.Fate.REFUSED),
    ],
)
def test_an_answer_tells_what_became_of_a_deletion(status: int, body: bytes, fate: copies.Fate) -> None:
    assert TWILIO.read_fate(status, body) is fate


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b'"messages"', b"\xff"])
@pytest.mark.parametrize("provider", [TWILIO, TELERIVET], ids=["twilio", "telerivet"])
def test_what_is_no_page_is_malformed(provider: copies.Copies, body: bytes) -> None:
    with pytest.raises(errors.MalformedError):
        provider.read_page(body)


def test_telerivet_is_listed_page_by_page() -> None:
    items = [
        {
            "id": "SM1",
            "direction": "incoming",
            "status": "processed",
            "content": "words",
            "from_number": "+15550100",
        },
        {"id": "SM2", "direction": "outgoing", "status": "sending", "content": "ours"},
        {"id": "SM3", "direction": "incoming", "message_type": "call"},
    ]
    body = json.dumps({"data": items, "truncated": True, "next_marker": "m&1"}).encode()

    page = TELERIVET.read_page(body)

    assert [(copy.kind, copy.is_inbound, copy.is_final) for copy in page.copies] == [
        ("message", True, True),
        ("message", False, False),
        ("call", True, True),
    ]
    assert page.next_request is not None
    assert page.next_request.url.endswith("/v1/projects/PJ1/messages?page_size=200&marker=m%261")
    assert TELERIVET.delete_request(page.copies[0]).url.endswith("/v1/projects/PJ1/messages/SM1")
    inbound = [TELERIVET.to_inbound(copy) for copy in page.copies]
    assert [found.text for found in inbound if found] == ["words"]
    assert TELERIVET.read_page(json.dumps({"data": []}).encode()).next_request is None


def test_repr_of_a_copy_and_a_request_hides_who_and_what() -> None:
    (copy,) = TWILIO.read_page(json.dumps({"messages": [build_message()]}).encode()).copies
    shown = repr([copy, TWILIO.delete_request(copy), TWILIO.list_requests(), TWILIO, TELERIVET])

    assert not [secret for secret in ("15550100", "bus", SID, "token", "api key") if secret in shown]
