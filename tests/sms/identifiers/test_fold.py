from __future__ import annotations

import pytest

from sms.identifiers import fold


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("٠١٢٣", "0123"),
        ("९८७", "987"),
        ("０７７", "077"),
        ("𝟎𝟕", "07"),
        ("①②", "12"),
        ("José ÉCOLE", "jose ecole"),
        ("مُحَمَّد", "محمد"),
        ("أحـــمد", "احمد"),
        ("a\u200bb\u2060c\ufeff", "abc"),
        ("\u202e123\u202c", "123"),
        ("5\ufe0f\u20e3", "5"),
        ("क़लम", "कलम"),
        ("a\u00a0b", "a b"),
        ("3\u2011 4", "3- 4"),
        ("İz", "iz"),
        ("\u3164x\u2800", "x"),
    ],
    ids=[
        "Arabic-Indic digits",
        "Devanagari digits",
        "full-width digits",
        "mathematical digits",
        "circled digits",
        "accents",
        "Arabic marks",
        "stretch and hamza",
        "invisible",
        "bidi",
        "keycap",
        "nukta",
        "hard space",
        "hard hyphen",
        "dotted I",
        "letters that show nothing",
    ],
)
def test_a_text_is_read_as_plain_letters_and_digits(text: str, low: str) -> None:
    assert fold.fold(text).low == low


def test_ranges_lead_back_to_the_original_with_what_is_hidden_in_them() -> None:
    text = "x 0\u200b7\u200b7 y"
    folded = fold.fold(text)
    start = folded.low.index("077")

    begin, end = folded.to_original(start, start + 3)

    assert text[begin:end] == "0\u200b7\u200b7"


def test_vowel_signs_are_letters() -> None:
    assert fold.IS_SIGN.match("\u093f")
