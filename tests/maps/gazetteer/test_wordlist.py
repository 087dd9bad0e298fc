from __future__ import annotations

import random
import string
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from maps.gazetteer import keyset, place, typos, wordlist
from maps.gazetteer.place import AreaPrior
from maps.gazetteer.wordlist import Word, WordList

USES = {"mohandessin": 3, "westlands": 2, "market": 40, "kencom": 1, "المهندسين": 5, "राजीव": 2}
WORDS = tuple(Word(word, uses, -1) for word, uses in USES.items())


def cut_of(packed: bytes) -> Callable[[int, int], NDArray[np.uint8]]:
    return lambda first, last: np.frombuffer(packed, np.uint8)[first:last]


def unpack(packed: bytes) -> WordList:
    return wordlist.read(len(packed), cut_of(packed))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("mohandesin", "mohandessin"),
        ("wetslands", "westlands"),
        ("markket", "market"),
        ("kecnom", "kencom"),
        ("المهنسين", "المهندسين"),
        ("राजव", "राजीव"),
        ("market", "market"),
    ],
    ids=["missed", "swapped", "doubled", "swapped short", "Arabic", "Devanagari", "no slip"],
)
def test_a_word_a_slip_away_is_near(typed: str, meant: str) -> None:
    assert (meant, USES[meant]) in wordlist.of(WORDS).near(typed)


def test_a_word_of_other_letters_is_not_near() -> None:
    assert wordlist.of(WORDS).near("quarry") == []


def test_every_word_within_the_slips_allowed_is_found() -> None:
    chance = random.Random(4)
    words = {"".join(chance.choices("abcdef", k=chance.randint(3, 8))) for _ in range(400)}
    known = wordlist.of(Word(word, 1, -1) for word in words)

    for typed in list(words)[:40]:
        asked = typed[1:] + chance.choice(string.ascii_lowercase)
        slips = typos.slips_allowed(asked)
        expected = {word for word in words if OSA.distance(word, asked) <= slips}
        assert {word for word, _ in known.near(asked)} == {
            word for word in expected if abs(len(word) - len(asked)) <= wordlist.MOST_GAP
        }


def test_a_list_is_the_same_after_packing() -> None:
    packed = unpack(wordlist.of(WORDS).to_bytes())

    assert [packed.near(word) for word in USES] == [wordlist.of(WORDS).near(word) for word in USES]


def test_an_empty_list_knows_no_word() -> None:
    assert unpack(wordlist.of([]).to_bytes()).near("kencom") == []
    assert wordlist.read(0, cut_of(b"")).near("kencom") == []


def test_a_key_set_keeps_every_key_it_holds_and_few_others() -> None:
    keys = [f"kiosk {number}" for number in range(3000)]
    others = [f"stall {number}" for number in range(3000)]
    known = keyset.of(len(keys), [keyset.hashes(key.encode() for key in keys)])

    assert known.keep(keys) == keys
    assert len(known.keep(others)) < 60


def test_an_empty_key_set_keeps_nothing() -> None:
    assert keyset.KeySet().keep(["kencom"]) == []
    assert keyset.KeySet().keep([]) == []


@pytest.mark.parametrize(
    ("area", "is_inside"),
    [
        (AreaPrior(36.6, -1.5, 37.2, -1.0), True),
        (AreaPrior(36.05, -0.95, 36.06, -0.91), True),
        (AreaPrior(-122.5, 37.7, -122.3, 37.8), False),
        (AreaPrior(-180.0, -90.0, 180.0, 90.0), True),
    ],
    ids=["around it", "its margin", "another continent", "the earth"],
)
def test_words_are_kept_by_where_their_names_lie(area: AreaPrior, is_inside: bool) -> None:
    known = wordlist.of([Word("kencom", 1, wordlist.square(36.82, -1.28))])

    assert bool(known.within(wordlist.squares(area)).near("kencm")) is is_inside


def test_the_squares_of_several_areas_are_those_of_each() -> None:
    one, other = AreaPrior(36.6, -1.5, 37.2, -1.0), AreaPrior(77.1, 28.4, 77.3, 28.8)

    together = wordlist.squares(place.around([one, other]))

    assert together == wordlist.squares(one) | wordlist.squares(other)


def test_words_chosen_by_where_they_lie_are_found_among_others() -> None:
    here, there = wordlist.square(36.82, -1.28), wordlist.square(31.24, 30.04)
    names = ("tahrir", "kencom", "المهندسين", "odeon", "imbaba", "ngara")
    known = wordlist.of(
        Word(name, 1, here if name in ("kencom", "ngara", "odeon") else there) for name in names
    )

    local = known.within(here).settled()

    assert local.near("kencm") == [("kencom", 1)]
    assert local.near("ngarra") == [("ngara", 1)]
    assert local.near("tahrr") == local.near("المهندسن") == []
    assert known.settled().near("tahrr") == [("tahrir", 1)]


def test_all_squares_fit_a_signed_number() -> None:
    every = [wordlist.square(lon, lat) for lon in range(-180, 180) for lat in range(-90, 90)]

    assert len(set(every)) == 64
    assert min(every) == -(1 << 63)
    assert max(every) == 1 << 62
