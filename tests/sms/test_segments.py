from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms import segments


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", ("GSM-7", 0, 1, 160), id="empty"),
        pytest.param("a" * 160, ("GSM-7", 160, 1, 0), id="one full"),
        pytest.param("a" * 161, ("GSM-7", 161, 2, 145), id="one more"),
        pytest.param("a" * 306, ("GSM-7", 306, 2, 0), id="two full"),
        pytest.param("a" * 307, ("GSM-7", 307, 3, 152), id="two and one"),
        pytest.param("€" * 80, ("GSM-7", 160, 1, 0), id="escaped, one full"),
        pytest.param("€" * 81, ("GSM-7", 162, 2, 143), id="escaped, never cut in two"),
        pytest.param("@£$¥èéùìòÇ\nØø\rÅå", ("GSM-7", 16, 1, 144), id="specials"),
        pytest.param("[]{}\\~^|€\f", ("GSM-7", 20, 1, 140), id="all escaped"),
        pytest.param("ç", ("UCS-2", 1, 1, 69), id="small c with cedilla is outside"),
        pytest.param("`", ("UCS-2", 1, 1, 69), id="backtick is outside"),
        pytest.param("ي" * 70, ("UCS-2", 70, 1, 0), id="Arabic, one full"),
        pytest.param("ي" * 71, ("UCS-2", 71, 2, 63), id="Arabic, one more"),
        pytest.param("😀" * 35, ("UCS-2", 70, 1, 0), id="emoji, one full"),
        pytest.param("😀" * 36, ("UCS-2", 72, 2, 61), id="emoji, never cut in two"),
        pytest.param("a" * 153 + "b" * 6 + "’", ("UCS-2", 160, 3, 41), id="one quote mark costs two"),
    ],
)
def test_a_text_is_counted_as_carriers_do(text: str, expected: tuple[str, int, int, int]) -> None:
    count = segments.count(text)

    assert (count.encoding, count.units, count.segments, count.left) == expected


@given(st.text(max_size=400))
def test_more_text_never_takes_fewer_segments(text: str) -> None:
    assert segments.count(text + "x").segments >= segments.count(text).segments


def test_an_editor_is_shown_what_makes_a_text_long() -> None:
    assert segments.find_outside_gsm7("It’s “here” – it’s") == ["’", "“", "”", "–"]


@given(st.text(alphabet=sorted(segments.SEPTETS), max_size=200))
def test_septets_come_back_as_the_text(text: str) -> None:
    octets = segments.encode_gsm7(text)

    assert segments.decode_gsm7(octets) == text
    assert len(octets) == segments.count(text).units


@given(st.binary(max_size=200))
def test_any_octets_decode(octets: bytes) -> None:
    assert len(segments.decode_gsm7(octets).encode("utf-16-le")) <= 2 * len(octets)


def test_an_unknown_escape_gives_its_basic_character() -> None:
    assert segments.decode_gsm7(b"\x1bA\x1b\x65\x1b") == "A€"
