from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib import parse
from xml.etree import ElementTree

import pytest

from sms import errors
from sms.gateways import twilio, voice
from sms.gateways.turn import Step

MENU = voice.Voice(
    voice.Settings(
        twilio.Settings("AC0", "token"),
        "https://safelight.example/gateways/voice",
        voices={"ar": "Polly.Zeina"},
    )
)


def build(load_case: Callable[[str], Any], **form: str) -> Any:
    body = parse.urlencode({"CallSid": "CA0", "From": "+15550100", "To": "+15550199", **form}).encode()
    return load_case("twilio").build_raw("application/x-www-form-urlencoded", body)


@pytest.mark.parametrize(
    ("form", "inputs", "is_over"),
    [
        ({"CallStatus": "ringing"}, (), False),
        ({"CallStatus": "in-progress", "Digits": "2"}, ("2",), False),
        ({"CallStatus": "in-progress", "Digits": "12345"}, ("12345",), False),
        ({"CallStatus": "completed", "CallDuration": "9"}, (), True),
    ],
)
def test_a_turn_has_the_keys_that_were_pressed(
    load_case: Callable[[str], Any], form: dict[str, str], inputs: tuple[str, ...], is_over: bool
) -> None:
    request = build(load_case, **form)
    MENU.check(request)

    turn = MENU.read(request)

    assert (turn.inputs, turn.is_over) == (inputs, is_over)
    assert (turn.inbound.sender, turn.inbound.message_id) == ("+15550100", "CA0")


@pytest.mark.parametrize("withheld", ["anonymous", "Anonymous", "+266696687", "Restricted", ""])
def test_callers_who_withhold_their_number_do_not_share_a_sender(
    load_case: Callable[[str], Any], withheld: str
) -> None:
    assert MENU.read(build(load_case, From=withheld)).inbound.sender is None


def test_an_unsigned_call_is_refused(load_case: Callable[[str], Any]) -> None:
    with pytest.raises(errors.SignatureError):
        MENU.check(replace(build(load_case), headers={}))


def test_a_step_waits_for_keys_twice_and_records_nothing() -> None:
    response = ElementTree.fromstring(MENU.answer(Step("Press 1 & wait")).body)

    gathers = response.findall("Gather")
    assert [verb.tag for verb in response] == ["Gather", "Gather", "Hangup"]
    assert {gather.get("input") for gather in gathers} == {"dtmf"}
    assert gathers[0].get("numDigits") == "1"
    assert gathers[0].findtext("Say") == "Press 1 & wait"
    assert b"ecord" not in MENU.answer(Step("x")).body


def test_the_last_step_is_said_again_for_who_writes_it_down() -> None:
    response = ElementTree.fromstring(MENU.answer(Step("1 2 3 4", is_last=True)).body)

    assert [verb.tag for verb in response] == ["Say", "Pause", "Say", "Pause", "Hangup"]


def test_several_digits_end_with_the_hash_key() -> None:
    gather = ElementTree.fromstring(MENU.answer(Step("Type it", digits=0)).body).find("Gather")

    assert gather is not None
    assert (gather.get("numDigits"), gather.get("finishOnKey")) == (None, "#")


@pytest.mark.parametrize(
    ("language", "tag", "speaker"),
    [("ar", "ar-XA", "Polly.Zeina"), ("hi", "hi-IN", None), ("de-DE", "de-DE", None)],
)
def test_a_step_is_said_in_its_language(language: str, tag: str, speaker: str | None) -> None:
    say = ElementTree.fromstring(MENU.answer(Step("…", is_last=True, language=language)).body).find("Say")

    assert say is not None
    assert (say.get("language"), say.get("voice")) == (tag, speaker)


def test_a_recording_is_played_in_place_of_words() -> None:
    step = Step("karibu", is_last=True, audio_url="https://safelight.example/audio/sw/1.mp3")

    response = ElementTree.fromstring(MENU.answer(step).body)

    assert response.findtext("Play") == "https://safelight.example/audio/sw/1.mp3"
    assert response.find("Say") is None
