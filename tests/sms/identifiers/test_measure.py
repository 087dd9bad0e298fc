from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pytest

from sms import redact
from sms.identifiers import lists, measure, names, plant
from sms.identifiers.span import Span

MESSAGES = 1400


def _tally(score: measure.Score, kind: str) -> measure.Tally:
    tallies = [tally for (found, _), tally in score.recall.items() if found == kind]
    return measure.Tally(sum(t.found for t in tallies), sum(t.planted for t in tallies))


@pytest.fixture(scope="module")
def unseen() -> measure.Score:
    """Held-back sentences with names from lists that redaction is not given."""
    known = lists.make(plant.unseen())
    finders = tuple(partial(names.find_with, known) if f is names.find else f for f in redact.FINDERS)

    def find(text: str, places: Sequence[tuple[int, int]]) -> list[Span]:
        return redact.find(text, places, finders)

    return measure.score(plant.plant(MESSAGES, "held", seed=3), find)


@pytest.fixture(scope="module")
def served() -> measure.Score:
    """The same sentences, redacted as messages are."""
    return measure.score(plant.plant(MESSAGES, "held", seed=3), redact.find)


@pytest.mark.parametrize(
    ("kind", "floor"),
    [
        ("number", 100),
        ("e-mail", 100),
        ("link", 100),
        ("plate", 97),
        ("house number", 97),
        ("id", 97),
        ("handle", 94),
    ],
)
def test_what_has_a_shape_is_found_by_the_floor(unseen: measure.Score, kind: str, floor: float) -> None:
    assert _tally(unseen, kind).percent >= floor


def test_names_are_found_by_the_floor(served: measure.Score) -> None:
    assert _tally(served, "name").percent >= 89


def test_names_on_no_list_are_found_by_their_cues(unseen: measure.Score) -> None:
    assert _tally(unseen, "name").percent >= 80


def test_few_other_words_are_lost(served: measure.Score) -> None:
    lost = measure.Tally(
        sum(t.found for t in served.other_words.values()), sum(t.planted for t in served.other_words.values())
    )

    assert lost.percent <= 1.6


def test_place_words_are_kept(served: measure.Score) -> None:
    assert all(tally.percent <= 2 for tally in served.place_words.values())


def test_half_a_number_is_a_miss() -> None:
    message = plant.Planted("call 07700 900123", "en", (Span(5, 17, "number"),))

    score = measure.score([message], lambda *_: [Span(5, 10, "number")])

    assert score.recall["number", "en"] == measure.Tally(0, 1)


def test_words_cut_beside_an_identity_are_lost() -> None:
    message = plant.Planted("it was Ann at Cairo", "en", (Span(7, 10, "name"),), ((14, 19),))

    score = measure.score([message], lambda *_: [Span(3, 19, "name")])

    assert score.other_words["en"] == measure.Tally(2, 3)
    assert score.place_words["en"] == measure.Tally(1, 1)


def test_planting_again_plants_the_same() -> None:
    assert list(plant.plant(20, "tune", seed=1)) == list(plant.plant(20, "tune", seed=1))


def test_planted_spans_hold_what_was_planted() -> None:
    for message in plant.plant(70, "held"):
        for span in message.spans:
            assert message.text[span.start : span.end].strip() != ""
