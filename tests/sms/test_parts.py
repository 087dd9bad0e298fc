from __future__ import annotations

from itertools import permutations

import pytest

from sms import parts
from sms.message import Inbound, Part


def build(number: int, total: int = 3, text: str = "") -> Inbound:
    return Inbound(
        gateway="vonage",
        message_id=f"id{number}",
        sender="15550100",
        text=text or f"piece {number}. ",
        part=Part("41", number, total),
    )


@pytest.mark.parametrize("order", list(permutations([1, 2, 3])), ids=str)
def test_pieces_join_to_the_same_message_in_any_order(order: tuple[int, ...]) -> None:
    whole = parts.join(build(number) for number in order)

    assert whole is not None
    assert whole.text == "piece 1. piece 2. piece 3. "
    assert whole.message_id == "id1"
    assert whole.part is None


def test_nothing_is_joined_before_all_pieces_came() -> None:
    assert parts.join([build(1), build(3)]) is None
    assert parts.join([]) is None


def test_a_repeated_piece_counts_once() -> None:
    assert parts.join([build(1), build(1), build(2)]) is None
    whole = parts.join([build(2), build(1), build(1), build(3)])

    assert whole is not None
    assert whole.text.count("piece 1") == 1


def test_words_are_not_parted_where_a_segment_ended() -> None:
    whole = parts.join([build(2, 2, "hir Square"), build(1, 2, "near Ta")])

    assert whole is not None
    assert whole.text == "near Tahir Square"


def test_when_waiting_ends_gaps_are_marked() -> None:
    whole = parts.join_late([build(3), build(1)])

    assert whole is not None
    assert whole.text == "piece 1.  … piece 3. "
    assert parts.join_late([]) is None


@pytest.mark.parametrize(
    ("number", "total", "is_piece"),
    [(1, 2, True), (2, 2, True), (1, 1, False), (0, 2, False), (3, 2, False), (1, 256, False), (1, 0, False)],
)
def test_only_possible_pieces_are_pieces(number: int, total: int, is_piece: bool) -> None:
    assert parts.is_piece(build(number, total)) is is_piece


def test_a_whole_message_is_no_piece() -> None:
    assert not parts.is_piece(Inbound(gateway="g", message_id="1", sender=None, text="words"))
