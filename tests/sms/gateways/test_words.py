from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms.gateways import words


def pack(text: str, encoding: str = "utf-8") -> str:
    return base64.b64encode(text.encode(encoding)).decode()


@pytest.mark.parametrize(
    "text",
    [
        "He grabbed me near the bus stop",
        "تحرش في ميدان التحرير أمس مساء",
        "😡 بالقرب 😡 من هنا",
        "line\r\nline\ttab…",
    ],
)
def test_a_wrapped_text_is_unwrapped(text: str) -> None:
    assert words.read_words(pack(text)) == text
    assert words.read_words(f" {pack(text)}\n") == text


def test_wrapped_lines_are_joined_first() -> None:
    packed = pack("a rather long message about something that happened near the old station yesterday")
    lines = "\r\n".join(packed[at : at + 76] for at in range(0, len(packed), 76))

    assert words.read_words(lines).startswith("a rather long")


@pytest.mark.parametrize("lost", [1, 2])
def test_a_last_character_that_was_cut_in_half_is_dropped(lost: int) -> None:
    octets = "The Camp of the Saints “".encode()[:-lost]
    padded = octets + b" " * (-len(octets) % 3) if len(octets) % 3 == 0 else octets

    assert words.read_words(base64.b64encode(padded).decode()) == "The Camp of the Saints "


@pytest.mark.parametrize(
    "text",
    [
        "Mohandessin",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "HELPMEPLEASEATTHEOLDSTATIONNOW==",
        "https://maps.example/abcdefghijklmnopqrs",
        "123456789012345678901234",
        pack("short"),
        base64.b64encode(bytes(range(256))).decode(),
        "two words that are no code at all==",
        "=" * 24,
    ],
)
def test_words_are_not_taken_for_wrapping(text: str) -> None:
    assert words.read_words(text) == text


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=24, max_size=80))
def test_a_run_of_small_letters_is_words(text: str) -> None:
    assert words.read_words(text) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (True, ""), ([], ""), ({}, ""), (7, "7"), (1.5, "1.5"), ("a\0b", "ab"), ("\ud83d", "")],
    ids=repr,
)
def test_any_field_becomes_text(value: object, text: str) -> None:
    assert words.to_text(value) == text


@pytest.mark.parametrize(
    ("latitude", "longitude", "text"),
    [(30.1, 31.2, "30.1, 31.2"), ("0", "0", "0, 0"), (None, 31.2, ""), ("", "", "")],
)
def test_a_pin_needs_both_coordinates(latitude: object, longitude: object, text: str) -> None:
    assert words.point_to_words(latitude, longitude) == text
