"""What is cut out of a text, what is left, and that failing means keeping nothing (P3)."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from sms import redact
from sms.errors import RedactionError
from sms.identifiers import fold
from sms.identifiers.span import Span

PHONE = "+44 7700 900123"
HOSTILE = {
    "one letter": "a",
    "one digit": "1",
    "spaced digits": "1 ",
    "dotted digits": "1.",
    "at signs": "@",
    "addresses without end": "a@",
    "labels without end": "a.",
    "spelled at": "a at ",
    "spelled dot": "a dot ",
    "bracketed at": "a(at)b(dot)",
    "number words": "five ",
    "zeros that are letters": "0O",
    "joiners": "1\u200b",
    "capitals": "Aa ",
    "vowel signs": "नि",
    "stretched letters": "ا\u0640",
    "plates": "AB 12 ",
    "streets": "calle a a a ",
    "street numbers": "12 a a ",
    "schemes": "http://",
    "brackets": "(",
    "colons": ":",
    "slashes": "///a.",
    "decimals": "1.1111,",
    "paper cues": "id 1 ",
    "name cues": "my name is ",
    "titles": "mr ",
    "two names": "Sara and ",
    "accents": "e\u0301",
    "bidi": "\u202e",
    "hyphens": "a1-",
    "newlines": "\n",
}


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        (f"Call {PHONE} now", "Call [number] now"),
        ("write to a.b@example.org", "write to [e-mail]"),
        ("see https://example.com/x?y=1.", "see [link]."),
        ("he is @night_owl7", "he is [handle]"),
        ("taxi KBZ 123A", "taxi [plate]"),
        ("I live at 24 High Street", "I live at [house number] High Street"),
        ("my passport is A1234567", "my passport is [id]"),
        ("at 30.0444, 31.2357 exactly", "at [point] exactly"),
        ("my name is Fatima", "my name is [name]"),
    ],
    ids=["number", "e-mail", "link", "handle", "plate", "house number", "id", "point", "name"],
)
def test_each_kind_leaves_its_mark(text: str, redacted: str) -> None:
    assert redact.cut(text).text == redacted


def test_cuts_say_where_the_marks_stand() -> None:
    result = redact.cut(f"Fatima and Ahmed, {PHONE}")

    marks = [(cut.kind, result.text[cut.start : cut.end]) for cut in result.cuts]
    assert marks == [("name", "[name]"), ("name", "[name]"), ("number", "[number]")]


def test_a_text_without_identity_stays_as_it_is() -> None:
    text = "Two men on a motorbike shouted at us near the market at 10:30 pm on 12/05/2026, bus 145."

    assert redact.cut(text) == redact.Redacted(text, ())


def test_an_empty_text_stays_empty() -> None:
    assert redact.cut("") == redact.Redacted("", ())


def test_a_place_name_found_by_the_gazetteer_survives() -> None:
    text = "Ahmed Orabi Street, Ahmed followed me"
    place = (0, len("Ahmed Orabi Street"))

    assert redact.cut(text, [place]).text == "Ahmed Orabi Street, [name] followed me"


def test_a_number_in_a_place_name_survives_but_a_telephone_number_does_not() -> None:
    place = "26 July Street"

    kept = redact.cut(f"near {place}", [(5, 5 + len(place))])
    cut = redact.cut(f"near {PHONE}", [(5, 5 + len(PHONE))])

    assert kept.text == "near 26 July Street"
    assert cut.text == "near [number]"


@pytest.mark.parametrize("point", ["30.0444, 31.2357", "8G2X+4V", "7GXHX4HM+9V", "30°02'40\"N 31°14'08\"E"])
def test_an_exact_point_is_cut_even_inside_a_place(point: str) -> None:
    """P4: the cell is kept, never the point."""
    assert redact.cut(point, [(0, len(point))]).text == "[point]"


def test_a_range_of_the_original_holds_its_hidden_characters() -> None:
    hidden = "\u200f".join("07700900123")

    assert redact.cut(f"call \u202a{hidden}\u202c now").text in {
        "call \u202a[number] now",
        "call [number] now",
    }


def test_a_text_beyond_the_limit_is_refused() -> None:
    with pytest.raises(RedactionError):
        redact.cut("a" * (redact.MOST_CHARACTERS + 1))


def test_a_finder_that_fails_lets_nothing_through() -> None:
    def broken(_: fold.Folded) -> list[Span]:
        raise RedactionError("no model")

    with pytest.raises(RedactionError):
        redact.cut("anything", models=[broken])


def test_an_unforeseen_failure_is_a_redaction_error_without_the_text() -> None:
    def broken(folded: fold.Folded) -> list[Span]:
        raise ValueError(folded.text)

    with pytest.raises(RedactionError) as raised:
        redact.cut("secret words", models=[broken])

    assert "secret" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_a_model_adds_to_the_rules() -> None:
    def model(folded: fold.Folded) -> Iterator[Span]:
        start = folded.low.index("zorblax")
        yield Span(start, start + 7, "name")

    assert redact.cut("it was zorblax again", models=[model]).text == "it was [name] again"


def test_neither_repr_shows_the_text() -> None:
    assert "secret" not in repr(redact.cut("secret words"))
    assert "secret" not in repr(fold.fold("secret words"))


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE.keys())
def test_time_grows_with_length_whatever_is_sent(unit: str) -> None:
    text = (unit * 5000)[:5000]
    redact.cut("lists are read once")

    begin = time.process_time()
    redact.cut(text)

    assert time.process_time() - begin < 0.5


def test_a_message_takes_less_than_a_millisecond() -> None:
    text = (
        "Yesterday evening a man called Otieno grabbed my arm near the market, his plate was KBZ 123A, help"
    )
    redact.cut(text)

    took = []
    for _ in range(50):
        begin = time.process_time()
        redact.cut(text)
        took.append(time.process_time() - begin)

    assert min(took) < 0.001
