"""USSD and voice menus, through their own doors."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, cast

import psycopg
import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from twilio.request_validator import RequestValidator

from app import factory
from app.demo.load import MovingClock
from config import Config
from sms import receipt
from tests import city

SECRET = "0123456789abcdefghij"
CLINICS = """name,taxonomy_term,phone,longitude,latitude
Centre Clinic,clinic,+44 7700 900100,36.8245,-1.2858
East Clinic,clinic,+44 7700 900101,36.8500,-1.2750
"""
Looker = Callable[[], list[Any]]
Dialler = Callable[..., str]


@pytest.fixture
def phone_app(config: Config, prepared: city.Account, app: Flask, clock: MovingClock) -> Iterator[Flask]:
    settings = {
        "SAFELIGHT_INSTANCE": str(config.instance),
        "SAFELIGHT_DATABASE_URL": config.database_url,
        "SAFELIGHT_REDIS_URL": config.redis_url,
        "SAFELIGHT_PUBLIC_URL": config.public_url,
        "SAFELIGHT_LANGUAGES": "en,sw",
        "SAFELIGHT_TWILIO_AUTH_TOKEN": config.twilio_auth_token,
        "SAFELIGHT_TWILIO_VOICE": "1",
        "SAFELIGHT_AFRICASTALKING_USSD_SECRET": SECRET,
    }
    made = factory.create_app(Config.from_env(settings), clock)
    made.testing = False
    yield made
    made.extensions["safelight"].database.close()
    made.extensions["safelight"].memory.client.close()


@pytest.fixture
def dial(phone_app: Flask) -> Dialler:
    """One USSD request with all inputs so far: dial("1", "3") gives the screen."""
    client = phone_app.test_client()

    def send(*inputs: str, session: str = "s1") -> str:
        form = {"sessionId": session, "phoneNumber": "+15550123", "serviceCode": "*1#"}
        answer = client.post(f"/gateways/ussd/{SECRET}", data={**form, "text": "*".join(inputs)})
        assert answer.status_code == 200
        return answer.get_data(as_text=True)

    return send


@pytest.fixture
def call(phone_app: Flask, config: Config) -> Dialler:
    """One voice request with the keys pressed: call("1") gives what is said."""
    client = phone_app.test_client()
    validator = RequestValidator(config.twilio_auth_token)

    def press(keys: str = "", sender: str = "+15550123", **fields: str) -> str:
        form = {"CallSid": "CA1", "From": sender, "To": "+15550100", "CallStatus": "in-progress", **fields}
        form |= {"Digits": keys} if keys else {}
        signature = validator.compute_signature(f"{config.public_url}/gateways/voice", form)
        answer = client.post("/gateways/voice", data=form, headers={"X-Twilio-Signature": signature})
        assert answer.status_code == 200
        return answer.get_data(as_text=True)

    return press


def get_receipt(dial: Dialler) -> str:
    """The receipt of a report by USSD."""
    inputs = ["1", "3", "0", "0", "1"]
    for number in range(len(inputs) + 1):
        last = dial(*inputs[:number])
    return last.removeprefix("END Keep this: ")


def test_p8_a_receipt_that_was_heard_opens_its_report_by_keypad(call: Dialler, look: Looker) -> None:
    for keys in ("", "1", "4", "0", "0"):
        call(keys, CallSid="CA1")
    heard = call("1", CallSid="CA1").partition("Keep this: ")[2].partition("<")[0]

    for keys in ("", "1", "6", re.sub(r"\D", "", heard)):
        call(keys, CallSid="CA2")
    call("3", CallSid="CA2")

    assert re.fullmatch(r"((\d ){3}\d, ){6}(\d ){3}\d", heard)
    assert look() == []


def test_each_language_is_offered_by_a_voice_that_speaks_it(call: Dialler) -> None:
    assert re.findall(r'<Say language="(.+?)">(.+?)</Say>', call())[:2] == [
        ("en-US", "1 English"),
        ("sw-KE", "2 Kiswahili"),
    ]


def test_a_part_of_the_day_that_was_told_is_not_asked(dial: Dialler, look: Looker) -> None:
    screens = [dial(), dial("1"), dial("1", "A man followed me near Kencom last night")]

    (seen,) = look()
    assert seen.report.part_of_day == "night"
    assert "Morning" not in screens[-1]


def test_a_kind_by_number_is_stored_before_the_place_is_asked(dial: Dialler, look: Looker) -> None:
    screens = [dial(), dial("1"), dial("1", "3")]

    (seen,) = look()
    assert [screen[:3] for screen in screens] == ["CON"] * 3
    assert "Kiswahili" in screens[0]
    assert "Which street or stop" in screens[2]
    assert (seen.report.category_group, seen.report.precision) == ("following", "none")


def test_the_whole_menu_fills_place_and_part_of_day_and_gives_a_receipt(dial: Dialler, look: Looker) -> None:
    inputs = ["1", "3", "Kencom", "4"]
    for number in range(len(inputs) + 1):
        last = dial(*inputs[:number])

    screen = dial(*inputs, "1")

    (seen,) = look()
    assert last.startswith("CON Thank you, noted.")
    assert re.fullmatch(r"END Keep this: ([a-z]+ ){6}\d{4}", screen)
    assert (seen.report.precision, seen.report.part_of_day) == ("spot", "night")


def test_words_can_be_written_in_place_of_a_number(dial: Dialler, look: Looker) -> None:
    dial()
    dial("1")
    screen = dial("1", "A man followed me near Kencom")

    (seen,) = look()
    assert "When was it?" in screen
    assert seen.report.precision == "spot"


def test_a_receipt_withdraws_by_ussd(dial: Dialler, look: Looker) -> None:
    given = get_receipt(dial)

    dial(session="s2")
    dial("1", session="s2")
    screen = dial("1", f"withdraw {given}", session="s2")

    assert screen == "END Done."
    assert look() == []


@pytest.mark.parametrize(("number", "act"), [("1", "help"), ("2", "better")])
def test_a_receipt_is_good_for_more_by_ussd(number: str, act: str, dial: Dialler, look: Looker) -> None:
    given = get_receipt(dial)

    for upto in range(5):
        screen = dial(*["1", "6", given, number][:upto], session="s2")

    (seen,) = look()
    assert screen.startswith("END")
    assert [one["act"] for one in seen.details["amendments"]] == [act]


def ask_about(console: FlaskClient, about: str) -> None:
    """An organizer asks about the one report that waits."""
    page = console.get("/console/reports/").get_data(as_text=True)
    path = re.findall(r'action="(/console/reports/[0-9a-f-]{36})/accept', page)[0]
    assert console.post(f"{path}/ask", data={"about": about}).status_code == 303


@pytest.mark.parametrize(
    ("about", "asked", "answer", "found"),
    [
        ("where", "Which street or stop", "Kencom", ("answered", "spot", None)),
        ("when", "When was it?", "4", ("answered", "none", "night")),
        ("when", "When was it?", "yesterday night", ("answered", "none", "night")),
    ],
)
def test_what_an_organizer_asked_is_answered_by_ussd(
    about: str,
    asked: str,
    answer: str,
    found: tuple[str, ...],
    dial: Dialler,
    console: FlaskClient,
    owner: psycopg.Connection,
) -> None:
    given = get_receipt(dial)
    ask_about(console, about)

    screens = [dial(*["1", "6", given, answer][:upto], session="s2") for upto in range(5)]

    assert asked in screens[3]
    assert owner.execute("SELECT state, precision, part_of_day FROM report").fetchone() == found


def test_where_an_organizer_asked_a_call_chooses_by_keys(
    dial: Dialler, call: Dialler, console: FlaskClient, owner: psycopg.Connection
) -> None:
    found = receipt.parse(get_receipt(dial))
    assert found is not None
    ask_about(console, "where")

    call()
    call("1")
    call("6")
    asked = call(found.to_digits().replace(" ", ""))
    call("2")

    assert "Near which of these?" in asked
    assert owner.execute("SELECT state, cell_id IS NULL FROM report").fetchone() == ("answered", False)


def test_who_passes_an_organizers_question_over_can_still_take_the_report_back(
    dial: Dialler, console: FlaskClient, look: Looker
) -> None:
    given = get_receipt(dial)
    ask_about(console, "where")

    for upto in range(6):
        screen = dial(*["1", "6", given, "0", "3"][:upto], session="s2")

    assert screen == "END Done."
    assert look() == []


def test_a_receipt_withdraws_by_keypad(dial: Dialler, call: Dialler, look: Looker) -> None:
    found = receipt.parse(get_receipt(dial))
    assert found is not None

    call()
    asked = [call("1"), call("6"), call(found.to_digits().replace(" ", ""))]
    said = call("3")

    assert 'finishOnKey="#"' in asked[1]
    assert "numDigits" not in asked[1]
    assert "Take it back" in asked[2]
    assert "Done." in said
    assert look() == []


def test_a_receipt_nobody_has_is_answered_alike(call: Dialler) -> None:
    call()
    call("1")
    call("6")
    call(receipt.Receipt(1).to_digits().replace(" ", ""))

    assert "Done." in call("3")


def test_a_mistyped_receipt_is_asked_for_again(call: Dialler) -> None:
    call()
    call("1")
    call("6")
    again = call("1" * 28)

    assert "could not be read" in again
    assert "Words" in call("0")


def test_a_repeated_request_is_shown_the_same_screen_and_stored_once(dial: Dialler, look: Looker) -> None:
    dial()
    dial("1")

    assert dial("1", "3") == dial("1", "3")
    assert len(look()) == 1


def test_swahili_is_spoken_where_it_was_chosen(dial: Dialler) -> None:
    dial()
    dial("2")

    assert "Ilikuwa" in dial("2", "3") or "Which" not in dial("2", "3")


def test_a_call_chooses_among_the_areas_best_known_places(call: Dialler, look: Looker) -> None:
    call()
    call("1")
    offered = call("2")
    names = re.findall(r"(\d) ([A-Z][A-Za-z ]+)", offered)
    call(next(number for number, name in names if name.startswith("Kencom")))
    call("3")

    (seen,) = look()
    assert (seen.report.category_group, seen.report.part_of_day) == ("looks", "evening")
    assert seen.details["place"] == "Kencom Stage"


def test_two_callers_without_a_number_are_not_mixed(call: Dialler, look: Looker) -> None:
    call(sender="anonymous")
    call("1", sender="anonymous")
    other = call(sender="anonymous", CallSid="CA2")

    assert "Kiswahili" in other
    assert look() == []


def test_after_hanging_up_nothing_of_the_call_is_remembered(call: Dialler, memory: redis.Redis) -> None:
    call()
    call("1")
    call("3")

    call(CallStatus="completed")

    assert list(memory.scan_iter("dialog:*")) == []


def test_nothing_of_a_session_names_the_phone(
    dial: Dialler, memory: redis.Redis, owner: psycopg.Connection
) -> None:
    dial()
    dial("1")
    dial("1", "3")

    kept = b" ".join(cast("bytes", memory.dump(name)) for name in memory.scan_iter("*"))
    assert b"5550123" not in kept


def press_all(dial: Dialler, *inputs: str) -> list[str]:
    """The screens of a USSD session, one after the other."""
    return [dial(*inputs[:number]) for number in range(len(inputs) + 1)]


def test_back_shows_the_screen_before_and_its_answer_replaces_what_was_said(
    dial: Dialler, look: Looker
) -> None:
    screens = press_all(dial, "1", "3", "Eastleigh", "4", "00", "2", "00", "00", "Kencom", "1")

    (seen,) = look()
    assert screens[5] == screens[3]
    assert (screens[7], screens[8]) == (screens[3], screens[2])
    assert (seen.report.precision, seen.report.part_of_day) == ("spot", "morning")
    assert seen.report.category_group == "following"


def test_back_to_the_kind_corrects_it_and_stores_no_second_report(dial: Dialler, look: Looker) -> None:
    screens = press_all(dial, "1", "3", "00", "4", "Kencom")

    (seen,) = look()
    assert "Which street or stop" in screens[4]
    assert (seen.report.category_group, seen.report.precision) == ("touching", "spot")


def test_back_to_the_languages_speaks_the_other_one(dial: Dialler) -> None:
    screens = press_all(dial, "1", "00", "2")

    assert screens[2] == screens[0]
    assert "Nini kilitokea" in screens[3]


def test_back_stops_before_a_receipt(dial: Dialler, look: Looker) -> None:
    given = get_receipt(dial)

    screens = [dial(*["1", "6", given, "00"][:upto], session="s2") for upto in range(5)]

    assert screens[4].startswith("END")
    assert len(look()) == 1


def test_a_call_goes_back_by_the_star_key(call: Dialler, look: Looker) -> None:
    call()
    asked = [call("1"), call("3"), call("2"), call("*")]
    call("1")

    (seen,) = look()
    assert "Star key: back" in asked[2]
    assert "Near which of these?" in asked[3]
    assert seen.report.precision != "none"


@pytest.mark.parametrize(
    ("place", "nearest"), [("Kencom", "Centre Clinic"), ("Eastleigh", "East Clinic")], ids=["kencom", "east"]
)
def test_help_at_the_end_is_help_near_the_place_that_was_given(
    place: str, nearest: str, dial: Dialler, console: FlaskClient
) -> None:
    assert console.post("/console/services/import", data={"rows": CLINICS}).status_code == 303

    screens = press_all(dial, "1", "3", place, "4", "2")

    assert screens[-1].startswith(f"END {nearest}")
