"""Marked people: everything that could point to someone, made so that it can occur nowhere by chance."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, fields

SYLLABLES = ("zu", "qo", "vi", "xe", "ka", "dru", "fli", "ghe", "myo", "pru", "tzi", "wex")
NUMBERS = 1000
"""+44 7700 900000 to 900999: Ofcom's range for drama, which no phone has."""


@dataclass(frozen=True, slots=True)
class Person:
    """One made-up reporter; each field is a canary, and which door it is sent through."""

    channel: str
    number: str
    name: str
    email: str
    handle: str
    address: str
    forwarded: str
    agent: str
    word: str

    def canaries(self) -> Iterator[tuple[str, str]]:
        """Kind and value of everything that may be found nowhere."""
        for item in fields(self):
            if item.name != "channel":
                yield item.name, getattr(self, item.name)


def _word(parts: int) -> str:
    return "".join(secrets.choice(SYLLABLES) for _ in range(parts))


def _octet() -> int:
    """Three digits, so that even the digits alone of an address are too many to occur by chance."""
    return 100 + secrets.randbelow(155)


def make(channel: str, number: int) -> Person:
    """A person of one channel; `number` below 1000 tells them apart by phone."""
    tag = secrets.token_hex(4)
    return Person(
        channel=channel,
        number=f"+447700900{number:03d}",
        name=f"{_word(5)}{tag}",
        email=f"{_word(4)}.{tag}@{_word(3)}.example",
        handle=f"@{_word(4)}{tag}",
        address=f"127.{_octet()}.{_octet()}.{_octet()}",
        forwarded=f"203.{_octet()}.{_octet()}.{_octet()}",
        agent=f"{_word(4).title()}{tag}/{_octet()}",
        word=f"{_word(6)}{tag}",
    )


def crowd(channels: tuple[str, ...], each: int) -> list[Person]:
    """Some people for each channel, no two with the same number.

    Raises:
        ValueError: there are not as many numbers.
    """
    if len(channels) * each > NUMBERS:
        raise ValueError(f"at most {NUMBERS} people can be told apart by number")
    return [
        make(channel, place * each + person)
        for place, channel in enumerate(channels)
        for person in range(each)
    ]
