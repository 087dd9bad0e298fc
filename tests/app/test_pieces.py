"""Long messages in pieces: safe from the first piece on, one report at the end, in whatever order."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import psycopg
import pytest
import redis

from app import conversation
from app.deployment import Deployment
from sms.message import Inbound, Part

Looker = Callable[[], list[Any]]
TEXTS = ("A man followed me near Ken", "com stage, his number is 0722 123", " 456 and he had a red cap")


def make_piece(number: int, reference: str = "41") -> Inbound:
    return Inbound(
        gateway="vonage",
        message_id=f"id{reference}{number}",
        sender="15550123",
        text=TEXTS[number - 1],
        part=Part(reference, number, len(TEXTS)),
    )


@pytest.mark.parametrize("order", list(itertools.permutations((1, 2, 3))), ids=str)
def test_pieces_in_any_order_are_one_report(order: tuple[int, ...], here: Deployment, look: Looker) -> None:
    replies = [conversation.take_in(here, [make_piece(number)]) for number in order]

    (seen,) = look()
    assert [len(one) for one in replies] == [0, 0, 1]
    assert seen.details["place"] == "Kencom Stage"
    assert seen.report.precision == "spot"
    assert "Kencom stage" in seen.details["text"]
    assert "red cap" in seen.details["text"]
    assert "456" not in seen.details["text"]


def test_a_piece_alone_is_stored_without_the_words_at_its_seams(here: Deployment, look: Looker) -> None:
    conversation.take_in(here, [make_piece(2)])

    (seen,) = look()
    assert "his number" in seen.details["text"]
    assert not set("0123456789") & set(seen.details["text"])


def test_what_was_acknowledged_outlives_the_memory(
    here: Deployment, look: Looker, memory: redis.Redis
) -> None:
    conversation.take_in(here, [make_piece(1)])
    memory.flushdb()
    conversation.take_in(here, [make_piece(2)])

    assert len(look()) == 2


def test_repeated_pieces_change_nothing(here: Deployment, look: Looker, owner: psycopg.Connection) -> None:
    for number in (1, 1, 2, 1, 3, 3, 2):
        conversation.take_in(here, [make_piece(number)])

    assert len(look()) == 1
    assert owner.execute("SELECT count(*) FROM amendment").fetchone() == (2,)


def test_a_long_keyword_leaves_no_report(here: Deployment, look: Looker) -> None:
    texts = ("receipt", " ")

    for number, text in enumerate(texts, start=1):
        piece = replace(make_piece(number), text=text, part=Part("7", number, len(texts)))
        last = conversation.take_in(here, [piece])

    assert last[0].text.startswith("Keep this: ")
    assert look() == []


def test_two_long_messages_of_one_phone_are_not_mixed(here: Deployment, look: Looker) -> None:
    for number, reference in itertools.product((1, 2, 3), ("41", "42")):
        conversation.take_in(here, [make_piece(number, reference)])

    assert len(look()) == 2
