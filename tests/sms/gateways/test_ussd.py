from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib import parse

import pytest

from sms import errors
from sms.gateways import base, ussd
from sms.gateways.turn import Step

MENU = ussd.Ussd(ussd.Settings("s3cret", allowed=("192.0.2.0/24",)))


@pytest.fixture
def build(load_case: Callable[[str], Any]) -> Callable[..., base.Request]:
    """A request with a form."""
    case = load_case("africastalking")

    def build_form(**form: str) -> base.Request:
        body = parse.urlencode({"sessionId": "ATUid_1", "phoneNumber": "+15550100", **form}).encode()
        request: base.Request = case.build()
        return replace(request, path="/gateways/ussd/s3cret", body=body)

    return build_form


@pytest.mark.parametrize(
    ("text", "inputs"),
    [("", ()), ("1", ("1",)), ("1*2", ("1", "2")), ("1*محطة*", ("1", "محطة", "")), ("1**2", ("1", "", "2"))],
)
def test_a_turn_has_all_inputs_so_far(
    build: Callable[..., base.Request], text: str, inputs: tuple[str, ...]
) -> None:
    request = build(text=text, serviceCode="*384#", networkCode="99999")
    MENU.check(request)

    turn = MENU.read(request)

    assert turn.inputs == inputs
    assert turn.inbound.text == (inputs[-1] if inputs else "")
    assert (turn.inbound.sender, turn.inbound.message_id) == ("+15550100", "ATUid_1")
    assert not turn.is_over


def test_a_turn_may_be_json(build: Callable[..., base.Request]) -> None:
    turn = {"sessionId": "ATUid_1", "phoneNumber": "+15550100", "text": "1*2", "networkCode": 99999}
    request = replace(build(), body=json.dumps(turn).encode(), content_type="application/json")

    assert MENU.read(request).inputs == ("1", "2")


def test_the_notice_of_a_closed_session_is_a_turn_that_is_over(build: Callable[..., base.Request]) -> None:
    turn = MENU.read(build(status="Success", durationInMillis="9000", hopsCount="3", input="1*2", cost="1"))

    assert turn.is_over
    assert turn.inputs == ("1", "2")


@pytest.mark.parametrize("name", ["sessionId", "phoneNumber"])
def test_a_turn_without_session_or_number_is_malformed(build: Callable[..., base.Request], name: str) -> None:
    with pytest.raises(errors.MalformedError):
        MENU.read(build(text="", **{name: ""}))


def test_a_turn_without_inputs_field_is_malformed(build: Callable[..., base.Request]) -> None:
    with pytest.raises(errors.MalformedError):
        MENU.read(build())


def test_a_turn_without_the_secret_path_is_refused(build: Callable[..., base.Request]) -> None:
    with pytest.raises(errors.SignatureError):
        MENU.check(replace(build(text=""), path="/gateways/ussd/guess"))


@pytest.mark.parametrize(("is_last", "screen"), [(False, "CON Où ?"), (True, "END Où ?")])
def test_a_step_goes_on_or_closes(is_last: bool, screen: str) -> None:
    answer = MENU.answer(Step("Où ?", is_last=is_last))

    assert answer.body.decode() == screen
    assert answer.content_type.startswith("text/plain")


@pytest.mark.parametrize(
    ("text", "fits"),
    [("a" * 182, True), ("a" * 183, False), ("ي" * 80, True), ("ي" * 81, False), ("€" * 92, False)],
)
def test_a_screen_has_its_length(text: str, fits: bool) -> None:
    assert ussd.is_one_screen(text) is fits


def test_repr_hides_who_and_what(build: Callable[..., base.Request]) -> None:
    turn = MENU.read(build(text="1*hemorrhage"))

    assert not [secret for secret in ("15550100", "hemorrhage", "s3cret") if secret in repr([turn, MENU])]
