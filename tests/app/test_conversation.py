"""The dialog by text, through the webhook, on the real database and memory."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

import psycopg
import pytest
import redis
from werkzeug.test import TestResponse

from app.demo.load import MovingClock
from app.deployment import Deployment

Texter = Callable[..., str | None]
Looker = Callable[[], list[Any]]
TextSender = Callable[..., TestResponse]
WHERE = "Which street or stop was it near?"
NOTED = "Thank you, noted."


def test_a_text_without_a_place_is_kept_at_once_and_asked_one_question(text: Texter, look: Looker) -> None:
    answer = text("A man followed me last night")

    (seen,) = look()
    assert answer == WHERE
    assert (seen.report.cell_id, seen.report.precision) == (None, "none")


def test_the_answer_fills_the_place_of_the_same_report(text: Texter, look: Looker) -> None:
    text("A man followed me last night")

    answer = text("Kencom stage")

    (seen,) = look()
    assert answer == NOTED
    assert seen.report.precision == "spot"
    assert seen.report.cell_id is not None
    assert seen.details["place"] == "Kencom Stage"


def test_an_answer_nobody_knows_is_kept_with_the_report(text: Texter, look: Looker) -> None:
    text("A man followed me last night")

    answer = text("by the old mango tree")

    (seen,) = look()
    assert answer == NOTED
    assert seen.report.cell_id is None
    assert "mango tree" in seen.details["amendments"][0]["text"]


def test_an_answer_never_moves_a_place_that_is_known(text: Texter, look: Looker) -> None:
    text("A man followed me near Kencom stage")
    before = look()[0].report.cell_id

    text("Add near Blue Mosque")

    assert look()[0].report.cell_id == before


def test_what_nobody_understood_and_the_story_after_it_are_one_report(text: Texter, look: Looker) -> None:
    asked = text("ok")
    told = text("A man followed me near Kencom last night")

    (seen,) = look()
    assert (asked or "").startswith("Please tell in one message what happened")
    assert told == NOTED
    assert (seen.report.precision, seen.report.category_group) == ("spot", "following")
    assert seen.report.part_of_day == "night"


def test_skip_closes_the_question(text: Texter, look: Looker) -> None:
    text("A man followed me last night")

    assert text("skip") == NOTED
    assert len(look()) == 1


def test_a_second_story_is_a_report_of_its_own(text: Texter, look: Looker) -> None:
    text("A man followed me last night")

    text("Another man groped me near Blue Mosque")

    assert sorted(seen.report.category_group for seen in look()) == ["following", "touching"]


def test_another_phone_does_not_answer_the_question(text: Texter, look: Looker) -> None:
    text("A man followed me last night")

    text("Kencom stage", sender="+15550124")

    assert [seen.report.precision for seen in look() if seen.details["category"] == "following"] == ["none"]


def test_after_twenty_minutes_the_question_is_closed(text: Texter, look: Looker, clock: MovingClock) -> None:
    text("A man followed me last night")
    clock.at += timedelta(minutes=21)

    text("Kencom stage")

    assert sorted(seen.report.precision for seen in look()) == ["none", "spot"]


@pytest.mark.parametrize("minutes", [1, 14, 16, 19], ids=lambda minutes: f"after {minutes}")
def test_within_twenty_minutes_it_is_open_across_epochs(
    minutes: int, text: Texter, look: Looker, clock: MovingClock
) -> None:
    clock.at = clock.at.replace(minute=14, second=50)
    text("A man followed me last night")
    clock.at += timedelta(minutes=minutes)

    text("Kencom stage")

    assert [seen.report.precision for seen in look()] == ["spot"]


def test_quiet_takes_the_report_and_answers_nothing(text: Texter, look: Looker) -> None:
    answers = [text("quiet A man followed me near Kencom"), text("He had a red cap")]

    (seen,) = look()
    assert answers == [None, None]
    assert "red cap" in seen.details["amendments"][0]["text"]


def test_safe_forgets_the_dialog(text: Texter, look: Looker, memory: redis.Redis) -> None:
    text("A man followed me last night")

    answer = text("safe")

    assert answer == "Done."
    assert list(memory.scan_iter("dialog:*")) == []


def test_an_emergency_is_given_the_number_at_once(text: Texter, look: Looker) -> None:
    answer = text("Help me, call the ambulance, a man attacked me at Kencom")

    assert answer == "In an emergency call 112."
    assert len(look()) == 1


def test_services_without_a_directory_give_the_number(text: Texter) -> None:
    answer = text("support near Kencom")

    assert answer == "Nothing is listed near there. In an emergency call 112."


def test_withdraw_deletes_the_report_and_all_that_is_tied_to_it(
    text: Texter, owner: psycopg.Connection
) -> None:
    text("A man followed me last night")
    text("Kencom stage")
    text("receipt")

    answer = text("withdraw")

    left = [
        owner.execute(f"SELECT count(*) FROM {name}").fetchone()
        for name in ("report", "amendment", "receipt")
    ]
    assert answer == "Done."
    assert left == [(0,), (0,), (0,)]
    assert owner.execute("SELECT count(*) FROM withdrawal").fetchone() == (1,)


def test_a_receipt_of_one_day_adds_and_withdraws_on_another(
    text: Texter, look: Looker, clock: MovingClock
) -> None:
    text("A man followed me near Kencom")
    given = (text("receipt") or "").removeprefix("Keep this: ")
    clock.at += timedelta(days=3)

    added = text(f"add {given} he had a red cap", sender="+15550177")
    (seen,) = look()
    withdrawn = text(f"withdraw {given}", sender="+15550188")

    assert (added, withdrawn) == ("Done.", "Done.")
    assert "red cap" in seen.details["amendments"][0]["text"]
    assert look() == []


def test_a_receipt_without_a_report_looks_like_any_other_and_opens_nothing(
    text: Texter, look: Looker
) -> None:
    given = (text("receipt") or "").removeprefix("Keep this: ")

    assert len(given.split()) == 7
    assert text(f"withdraw {given}") == "Done."
    assert look() == []


def test_words_for_a_receipt_that_leads_nowhere_are_not_lost(text: Texter, look: Looker) -> None:
    given = (text("receipt") or "").removeprefix("Keep this: ")

    text(f"add {given} a man followed me near Kencom")

    assert [seen.report.category_group for seen in look()] == ["following"]


def test_a_correction_moves_the_place_of_a_report_that_waits(text: Texter, look: Looker) -> None:
    text("A man followed me near Kencom")
    before = look()[0].report.cell_id

    answer = text("correct near Blue Mosque")

    (seen,) = look()
    assert answer == "Done."
    assert seen.report.cell_id not in (None, before)


def test_a_correction_moves_what_it_tells_and_nothing_else(text: Texter, look: Looker) -> None:
    text("A man followed me last night near Kencom")
    before = look()[0].report.cell_id

    text("correct it was yesterday morning")
    text("correct he grabbed my arm")

    (seen,) = look()
    assert (seen.report.cell_id, seen.report.part_of_day) == (before, "morning")
    assert seen.report.category_group == "touching"
    assert seen.details["category"] == "touching"


def test_p8_a_receipt_without_its_keyword_is_no_part_of_a_report(text: Texter, look: Looker) -> None:
    text("A man followed me near Kencom")
    given = (text("receipt") or "").removeprefix("Keep this: ")

    answer = text(f"my code is {given}, he had a red scarf", sender="+15550124")

    (seen,) = look()
    assert answer == "Done."
    assert seen.details["amendments"][0]["text"] == "my code is he had a red scarf"
    assert given not in str(seen.details)


def test_a_judged_report_keeps_its_place_and_shows_what_was_added(
    text: Texter, look: Looker, owner: psycopg.Connection
) -> None:
    text("A man followed me near Kencom")
    before = look()[0].report.cell_id
    owner.execute("UPDATE report SET state = 'accepted'")

    text("correct near Blue Mosque")

    (seen,) = look()
    assert seen.report.cell_id == before
    assert seen.details["amendments"][0]["place"] == "Blue Mosque"


@pytest.mark.parametrize(
    "said",
    ["A man followed me last night", "receipt", "services", "hello", "withdraw", "add he was tall"],
)
def test_a_repeated_delivery_is_answered_with_the_same_bytes(
    said: str, send_text: TextSender, look: Looker, clock: MovingClock
) -> None:
    first = send_text(said, MessageSid="SM" + "1" * 32)
    count = len(look())
    clock.at += timedelta(minutes=1)
    second = send_text(said, MessageSid="SM" + "1" * 32)

    assert (first.status_code, first.data) == (second.status_code, second.data)
    assert len(look()) == count


def test_a_repeat_after_the_dialog_went_on_changes_nothing(text: Texter, look: Looker) -> None:
    first = text("A man followed me last night", MessageSid="SM" + "1" * 32)
    text("Kencom stage")
    again = text("A man followed me last night", MessageSid="SM" + "1" * 32)

    assert again == first
    assert [seen.report.precision for seen in look()] == ["spot"]


def test_a_repeat_that_comes_late_is_answered_by_silence(
    text: Texter, look: Looker, clock: MovingClock
) -> None:
    text("A man followed me near Kencom", MessageSid="SM" + "1" * 32)
    clock.at += timedelta(hours=3)

    assert text("A man followed me near Kencom", MessageSid="SM" + "1" * 32) is None
    assert len(look()) == 1


def test_limited_and_held_reports_are_answered_like_counted_ones(text: Texter, look: Looker) -> None:
    answers = {text(f"A man followed me and shouted near Kencom {'x' * number}") for number in range(6)}

    assert answers == {NOTED}
    assert sum(seen.details["beyond_daily"] for seen in look()) == 3


def test_same_words_in_an_hour_are_held_for_a_closer_look(text: Texter, look: Looker) -> None:
    for number in range(5):
        text("A man followed me near Kencom all the way", sender=f"+1555010{number}")

    assert sum("same words" in seen.details["held"] for seen in look()) == 2


def test_without_redis_reports_are_kept_and_answered_alike_once_and_again(
    here: Deployment, text: Texter, look: Looker
) -> None:
    pool = here.memory.client.connection_pool
    path = pool.connection_kwargs["path"]
    pool.connection_kwargs["path"] = "/nonexistent"
    pool.reset()

    answers = [text("A man followed me last night", MessageSid="SM" + "1" * 32) for _ in range(2)]

    pool.connection_kwargs["path"] = path
    pool.reset()
    assert answers == [WHERE, WHERE]
    assert len(look()) == 1


def test_nothing_in_memory_names_the_phone_or_the_words(text: Texter, memory: redis.Redis) -> None:
    text("A man with a zebra tattoo followed me last night")

    names = list(memory.scan_iter("*"))
    kept = b" ".join([*names, *(cast("bytes", memory.dump(name)) for name in names)])
    assert b"5550123" not in kept
    assert b"zebra" not in kept
    assert all(cast("int", memory.ttl(name)) > 0 for name in names)
