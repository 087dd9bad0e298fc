"""Numbers that reach or name a person: telephone numbers first, written in any way.

Told from dates, times, amounts and bus lines by shape and by the words beside them. What is left with four
digits or more is cut: a year kept by mistake costs nothing, a telephone number does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sms.identifiers import fold, vocabulary
from sms.identifiers.span import Span

_LEAST: Final = 4
_SHORT: Final = 6
_LONG: Final = 9
"""Digits: fewer are no number, so many may be small numbers in a row, more are no amount."""
_ALIKE: Final = str.maketrans({"o": "0", "l": "1", "i": "1", "|": "1", "о": "0", "ο": "0", "օ": "0"})
_O: Final = "oоοօ"
_DISGUISED: Final = re.compile(
    rf"(?<!{fold.SIGN})(?=[{_O}li|]*\d)[\d{_O}li|]{{2,}}(?!{fold.SIGN})"
    rf"|(?<=[\d{_O}][ .\-])[{_O}]{{1,3}}(?=[ .\-][\d{_O}])"
)
_RUN: Final = re.compile(r"(?<!\d)\+?\(?\d(?:(?:[\s().\-/_*~+]{0,4}|[,:])\d)*")
_LISTED: Final = re.compile(r"(?<!\d)\d{1,2}(?:\s?[,;|.]\s{0,2}\d{1,2}){4,}(?!\d)")
_SPACED_SIGN: Final = re.compile(r"\s{0,2}([./\-])\s{0,2}")
_GROUP: Final = re.compile(r"\d+")

_YEAR = r"(?:19\d\d|20\d\d|14[0-5]\d)"
"""Of the Gregorian and of the Islamic calendar; a year of birth in two digits is an identity, not a date."""
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_TIME = r"(?:[01]?\d|2[0-4])(?:[:.][0-5]\d|:[0-5]\d:[0-5]\d)"
_DATE = (
    rf"(?:{_DAY}[./\-]{_MONTH}|{_MONTH}[./\-]{_DAY})(?:[./\-](?:{_YEAR}|[012]\d))?"
    rf"|{_YEAR}[./\-]{_MONTH}[./\-]{_DAY}|(?:{_DAY} {_MONTH}|{_MONTH} {_DAY}) {_YEAR}"
)
_WHEN: Final = re.compile(
    rf"(?:{_DATE}|{_TIME})(?:-(?:{_DATE}|{_TIME}))?|{_YEAR}(?:[ \-/]{_YEAR}|[\-/]\d\d)*"
)
_CLEAR_WHEN: Final = re.compile(
    rf"(?:{_DAY}[./\-]{_MONTH}|{_MONTH}[./\-]{_DAY})[./\-]{_YEAR}|\d\d?:\d\d(?::\d\d)?"
)
_AMOUNT: Final = re.compile(r"\d{1,3}(?:[, ]\d{3})+(?:\.\d{1,2})?|\d{1,7}(?:\.\d{1,3})?")
_ROUND: Final = re.compile(
    r"[1-9]\d{0,2}000|\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+\.\d+|\d{0,2}[05]-\d{0,2}[05]|\d{1,2}-\d{1,2}"
)
_CLOCK: Final = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d")

_BEFORE = r"\s{0,2}[:.#=\-]?\s{0,2}$"
_RIDE: Final = re.compile(
    vocabulary.cue("numbers", "ride")
    + rf"\s{{0,2}}{vocabulary.any_of(vocabulary.words('numbers', 'numbered'))}?"
    + _BEFORE
)
_MONEY: Final = re.compile(vocabulary.cue("numbers", "money_before") + r"\s{0,2}$")
_UNIT: Final = re.compile(r"[\s\-]{0,2}" + vocabulary.cue("numbers", "unit_after"))
_CALL: Final = re.compile(vocabulary.cue("numbers", "call") + rf"(?:\s{fold.LETTER}{{1,6}}){{0,2}}" + _BEFORE)
_HOUR: Final = re.compile(vocabulary.cue("numbers", "clock_before") + r"\s{0,2}$")
_REACH: Final = 32
"""Characters before a number that are read for words that explain it."""


def find(folded: fold.Folded) -> Iterator[Span]:
    """Telephone and other personal numbers, in digits or in words."""
    if not _GROUP.search(folded.low):
        return
    view = _DISGUISED.sub(lambda match: match.group().translate(_ALIKE), folded.low)
    for match in _LISTED.finditer(view):
        if sum(map(len, _GROUP.findall(match.group()))) > _LEAST and not _WHEN.fullmatch(match.group()):
            yield Span(*match.span(), "number")
    for match in _RUN.finditer(view):
        start, end = _without_time(view, *match.span())
        if _is_personal(view, start, end):
            yield Span(start, end, "number")


def _without_time(view: str, start: int, end: int) -> tuple[int, int]:
    """The run without a full date or a clock time that stands at one of its ends."""
    parts = [(start + m.start(), start + m.end()) for m in re.finditer(r"\S+", view[start:end])]
    while parts and _CLEAR_WHEN.fullmatch(view, *parts[0]):
        del parts[0]
    while parts and _CLEAR_WHEN.fullmatch(view, *parts[-1]):
        del parts[-1]
    return (parts[0][0], parts[-1][1]) if parts else (start, start)


def _is_personal(view: str, start: int, end: int) -> bool:
    run = _SPACED_SIGN.sub(r"\1", view[start:end])
    groups = _GROUP.findall(run)
    count = sum(map(len, groups))
    if count < _LEAST:
        return False
    if run.startswith("+") or count > _LONG:  # longer than any amount with its unit
        return not _WHEN.fullmatch(run)
    before, after = view[max(0, start - _REACH) : start], view[end : end + _REACH]
    if _CALL.search(before):
        return True
    return not (
        _WHEN.fullmatch(run)
        or (_AMOUNT.fullmatch(run) and (_MONEY.search(before) or _UNIT.match(after)))
        or _ROUND.fullmatch(run)
        or (count == _LEAST and (_RIDE.search(before) or _is_clock(run, before)))
        or (count <= _SHORT and _are_counts(groups))
    )


def _are_counts(groups: list[str]) -> bool:
    """True for two or three small numbers in a row; pairs and single digits of one length are dialled."""
    lengths = {len(group) for group in groups}
    return max(lengths) <= 2 and not (
        len(lengths) == 1 and len(groups) > 2 and sum(map(len, groups)) > _LEAST
    )


def _is_clock(run: str, before: str) -> bool:
    return bool(_CLOCK.fullmatch(run) and _HOUR.search(before))
