"""What a reporter comes back with: six words or 28 digits, the same value, kept only as a keyed hash (P8)."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice, product

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from sms import digits, wordlist

WORDS = 6
# 7,776 ** 6 is 77.5 bits: out of reach of guessing, and still sayable on the phone (P8).
SPACE = wordlist.SIZE**WORDS
# The largest prime of four digits. It is larger than the list, so that no wrong word and no two swapped
# words pass; 10 has an order above 28 modulo it, so that no wrong digit and no two swapped digits pass.
CHECK_PRIME = 9973
GROUPS, GROUP_DIGITS = 7, 4
MAX_EDITS = 2
MAX_READINGS = 4_000
MAX_LOOKS = 20

_PART = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"(?:\d[\s.\-–_/]*){28}(?!\d)")


@dataclass(frozen=True, slots=True)
class Receipt:
    """One secret value below `SPACE`; `repr` hides it, since it opens a report (P8)."""

    value: int = field(repr=False)

    def to_words(self, language: str = "en") -> str:
        """Six words and the check: what is said on the phone. The check is in the language's digits."""
        places = (self.value // wordlist.SIZE**place % wordlist.SIZE for place in reversed(range(WORDS)))
        check = digits.localize(f"{_check(self.value):04}", language)
        return " ".join([*(wordlist.words()[place] for place in places), check])

    def to_digits(self, language: str = "en") -> str:
        """Seven groups of four digits, the last one the check, in the language's own digits."""
        plain = f"{self.value:024}{_check(self.value):04}"
        groups = (plain[start : start + GROUP_DIGITS] for start in range(0, len(plain), GROUP_DIGITS))
        return digits.localize(" ".join(groups), language)


def make(randbelow: Callable[[int], int] = secrets.randbelow) -> Receipt:
    """A new receipt; drawn again while it holds a word that is to be avoided (P9)."""
    while True:
        receipt = Receipt(randbelow(SPACE))
        if wordlist.AVOIDED.isdisjoint(receipt.to_words().split()):
            return receipt


def passphrase(words: int = 7, randbelow: Callable[[int], int] = secrets.randbelow) -> str:
    """Words drawn from the same list, for an organizer: 12.9 bits a word, 90 for seven."""
    usable = [word for word in wordlist.words() if word not in wordlist.AVOIDED]
    return " ".join(usable[randbelow(len(usable))] for _ in range(words))


def digest(receipt: Receipt, key: bytes) -> bytes:
    """The 32 bytes under which a report is found: HMAC-SHA256, worth nothing without the key (P8)."""
    return hmac.new(key, f"receipt:{receipt.value}".encode(), hashlib.sha256).digest()


def parse(text: str) -> Receipt | None:
    """The receipt that the whole text is, or None; mends typos where only one reading passes the check."""
    found = split(text)
    return found[0] if found and not found[1] else None


def split(text: str) -> tuple[Receipt, str] | None:
    """The receipt at the start of the text and the words after it, or None."""
    plain = digits.to_ascii(text)
    found = _read(plain, len(plain) - len(plain.lstrip()))
    return (found[0], _rest(text, found[1])) if found else None


def find(text: str) -> tuple[Receipt, str, str] | None:
    """A receipt within a message, the words before it and those after it, or None.

    Nobody has said that there is one, so no more than one word may be misspelt: else a story that is
    followed by a number would be read as one now and then. The first `MAX_LOOKS` places that have the shape
    of one are read: a text may be long, and whoever wrote it may want to keep us busy.
    """
    plain = digits.to_ascii(text)
    for start in islice(_find_shapes(plain), MAX_LOOKS):
        found = _read(plain, start)
        if found:
            return found[0], text[:start].strip(), _rest(text, found[1])
    return None


def _find_shapes(plain: str) -> Iterator[int]:
    """Where 28 digits stand, or six words with a number after them that are the list's but for one."""
    parts = list(_PART.finditer(plain))
    known = [part[0].casefold() in wordlist.positions() for part in parts]
    for place, part in enumerate(parts):
        follows = parts[place + WORDS][0] if place + WORDS < len(parts) else ""
        is_worded = follows.isdigit() and sum(known[place : place + WORDS]) >= WORDS - 1
        if is_worded or _DIGITS.match(plain, part.start()):
            yield part.start()


def looks_like_one(text: str) -> bool:
    """True for words or digits that were meant as a receipt, whether or not they are one."""
    parts = _PART.findall(digits.to_ascii(text).casefold())
    figures = sum(len(part) for part in parts if part.isdigit())
    known = sum(part in wordlist.positions() for part in parts[: WORDS + 1])
    return (figures >= 2 * GROUP_DIGITS + 1 and figures * 2 > sum(map(len, parts))) or known >= WORDS - 1


def say(receipt: Receipt, language: str) -> str:
    """The receipt as a text message gives it: words where letters are Latin, else the script's digits."""
    return receipt.to_digits(language) if digits.has_own(language) else receipt.to_words(language)


def dictate(receipt: Receipt) -> str:
    """The digits as a voice reads them out, one by one, a pause between groups: keys can type no words."""
    return ", ".join(" ".join(group) for group in receipt.to_digits().split())


def _check(value: int) -> int:
    """The number from 0 to 9972 that goes with a value."""
    return value % CHECK_PRIME


def _verify(value: int, check: int) -> Receipt | None:
    return Receipt(value) if value < SPACE and _check(value) == check else None


def _read(plain: str, start: int) -> tuple[Receipt, int] | None:
    """The receipt that stands there, and where it ends."""
    return _read_digits(plain, start) or _read_words(plain, start)


def _read_digits(plain: str, start: int) -> tuple[Receipt, int] | None:
    match = _DIGITS.match(plain, start)
    if match is None:
        return None
    number = re.sub(r"\D", "", match.group())
    receipt = _verify(int(number[:-GROUP_DIGITS]), int(number[-GROUP_DIGITS:]))
    return (receipt, match.end()) if receipt else None


def _read_words(plain: str, start: int) -> tuple[Receipt, int] | None:
    parts = list(islice(_PART.finditer(plain, start), WORDS + 1))
    if len(parts) <= WORDS or not parts[WORDS][0].isdigit() or len(parts[WORDS][0]) > GROUP_DIGITS:
        return None
    check = int(parts[WORDS][0])
    readings = {_words_to_value(words) for words in _readings([part[0].casefold() for part in parts[:WORDS]])}
    found = [receipt for receipt in (_verify(value, check) for value in readings) if receipt]
    return (found[0], parts[WORDS].end()) if len(found) == 1 else None


def _rest(text: str, end: int) -> str:
    """What follows the receipt, without the marks that part the two."""
    return text[end:].lstrip(" \t\n.,;:!-–/").rstrip()


def _words_to_value(words: tuple[str, ...]) -> int:
    value = 0
    for word in words:
        value = value * wordlist.SIZE + wordlist.positions()[word]
    return value


def _readings(parts: list[str]) -> Iterator[tuple[str, ...]]:
    """What the six parts may have been meant as: themselves, or the words nearest to each misspelt one."""
    choices = [[part] if part in wordlist.positions() else _nearest(part) for part in parts]
    return islice(product(*choices), MAX_READINGS)


def _nearest(part: str) -> list[str]:
    """Up to eight words of the list within two edits (a swap of neighbours is one), the nearest first."""
    matches = process.extract(
        part, wordlist.words(), scorer=DamerauLevenshtein.distance, score_cutoff=MAX_EDITS, limit=8
    )
    return [word for word, _, _ in matches]
