from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib import parse

import pytest

from sms import errors
from sms.message import Reply

FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("2017-05-03T06:04:45Z", datetime(2017, 5, 3, 6, 4, 45, tzinfo=UTC)),
        ("2017-05-03 06:04:45", datetime(2017, 5, 3, 6, 4, 45, tzinfo=UTC)),
        ("yesterday", None),
        ("", None),
    ],
)
def test_both_formats_of_dates_are_read_and_others_refuse_nothing(
    load_case: Callable[[str], Any], date: str, moment: datetime | None
) -> None:
    case = load_case("africastalking")
    form = {"id": "1", "from": "+15550100", "to": "21512", "text": "words", "date": date}

    (inbound,) = case.build_gateway().read(case.build_raw(FORM, parse.urlencode(form).encode()))

    assert inbound.sent_at == moment


@pytest.mark.parametrize(
    "form",
    [
        {"id": "ATXid_1", "status": "Success", "phoneNumber": "+15550100"},
        {"senderId": "21512", "phoneNumber": "+15550100"},
        {"phoneNumber": "+15550100", "shortCode": "21512", "updateType": "addition"},
    ],
    ids=["delivery report", "opt-out", "subscription"],
)
def test_notices_are_no_messages(load_case: Callable[[str], Any], form: dict[str, str]) -> None:
    case = load_case("africastalking")

    assert case.build_gateway().read(case.build_raw(FORM, parse.urlencode(form).encode())) == ()


@pytest.mark.parametrize("peer", ["198.51.100.1", "", None, "elsewhere", "::ffff:198.51.100.1"])
def test_an_address_outside_the_list_is_refused(load_case: Callable[[str], Any], peer: str | None) -> None:
    case = load_case("africastalking")

    with pytest.raises(errors.SignatureError):
        case.build_gateway().check(replace(case.build(), peer_address=peer))


def test_a_listed_address_passes_in_its_ipv6_form(load_case: Callable[[str], Any]) -> None:
    case = load_case("africastalking")

    case.build_gateway().check(replace(case.build(), peer_address="::ffff:192.0.2.10"))


def test_a_reply_leaves_from_the_number_that_was_written_to(load_case: Callable[[str], Any]) -> None:
    gateway = load_case("africastalking").build_gateway()

    (call,) = gateway.send([Reply("+15550100", "Karibu na wapi?", sent_from="21512")])

    assert call.url == "https://api.africastalking.com/version1/messaging"
    assert dict(parse.parse_qsl(call.body.decode())) == {
        "username": "sandbox",
        "to": "+15550100",
        "message": "Karibu na wapi?",
        "from": "21512",
    }


@pytest.mark.parametrize(
    ("charset", "body"),
    [
        ("UTF-8", b"text=caf%C3%A9"),
        ("ISO-8859-1", b"text=caf%E9"),
        ('"windows-1252"', b"text=caf%E9"),
        ("punycode", b"text=caf%C3%A9"),
        ("nonsense", b"text=caf%C3%A9"),
    ],
)
def test_a_form_is_read_in_the_charset_it_names(
    load_case: Callable[[str], Any], charset: str, body: bytes
) -> None:
    case = load_case("africastalking")
    request = case.build_raw(f"{FORM}; charset={charset}", b"id=1&from=%2B15550100&" + body)

    (inbound,) = case.build_gateway().read(request)

    assert inbound.text == "café"
