"""Vehicle plates and the numbers of papers, cards and cases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sms.identifiers import fold, made, vocabulary
from sms.identifiers.span import Span

_DIGIT: Final = re.compile(r"\d")
_NUMBERED: Final = rf"(?:\s{{0,2}}{vocabulary.any_of(vocabulary.words('numbers', 'numbered'))})?"
_LINK: Final = (
    rf"(?:\s{{1,2}}(?:{vocabulary.any_of(vocabulary.words('papers', 'copula'))}){fold.CLOSE}){{0,2}}"
)
_MARK: Final = r"\s{0,3}[:.=#\-]?\s{0,3}"

_CODE: Final = (
    rf"(?P<code>(?=[^\s]*\d)[\w{fold.MARKS}][\w{fold.MARKS}/.\-]*(?:[ \-](?=[^\s]*\d)[\w/.\-]+){{0,5}})"
)
"""A word with a digit in it, and those beside it that have one, too."""
_PLATE_PART: Final = (
    rf"(?:(?!{vocabulary.any_of(vocabulary.words('papers', 'beside_plate'))}{fold.CLOSE})[a-z]{{1,3}}"
    r"|\d{1,4}|[a-z]{1,3}\d{1,4}[a-z]{0,3}|\d{1,4}[a-z]{1,3}\d{0,4}|[ء-ي])"
)
_PLATE_CODE: Final = rf"(?P<code>(?:{_PLATE_PART}{fold.CLOSE}[ \-./]{{0,3}}){{1,8}}|\w*\d\w*)"
_CUED_ID: Final = re.compile(vocabulary.cue("papers", "id") + _NUMBERED + _LINK + _MARK + _CODE)
_CUED_PLATE: Final = re.compile(vocabulary.cue("papers", "plate") + _NUMBERED + _LINK + _MARK + _PLATE_CODE)

_PLATE: Final = re.compile(
    r"(?<![\w/@.\-])(?:"
    r"[A-Z]{2}[ \-]?\d{1,2}[ \-]?[A-Z]{0,2}[ \-]?[A-Z]{1,3}[ \-]?\d{4}"  # DL 3C AB 1234
    r"|[A-Z]{1,3}[ \-]?\d{1,4}[ \-]?[A-Z]{1,3}(?:[ \-]?\d{1,4})?"  # KBZ 123A, AB-123-CD, AB12 CDE
    r"|[A-Z]{1,3}[ \-]?\d{3,5}"  # ABC-1234
    r"|\d{1,4}[ \-]?[A-Z]{1,3}(?:[ \-]?\d{1,4})?"  # 1234 ABC
    r")(?![\w/@\-]|\.\w)"
)
_SMALL_PLATE: Final = re.compile(
    r"(?<![\w/@.\-])(?:[a-z]{2}[ \-]?\d{2}[ \-]?[a-z]{1,3}[ \-]?\d{4}|k[a-z]{2} ?\d{3} ?[a-z]"
    r"|t ?\d{3} ?[a-z]{3}|[a-z]{2}\d{2} ?[a-z]{3}|[a-z]{2}-\d{3}-[a-z]{2}|u[a-z]{2} ?\d{3} ?[a-z])"
    r"(?![\w/@\-]|\.\w)"
)
_ARABIC_PLATE: Final = re.compile(
    r"(?<![\wء-ي])(?:[ء-ي](?:[ \-]{1,2}[ء-ي]){1,2}[ \-]{0,2}\d{1,4}"
    r"|\d{1,4}[ \-]{1,2}[ء-ي](?:[ \-]{1,2}[ء-ي]){1,2})(?![\wء-ي])"
)
_PARTS: Final = re.compile(r"[^\W\d_]+|\d+")
_NOT_PLATE: Final = vocabulary.words("papers", "not_plate")

_MIXED: Final = re.compile(r"(?<![\w#@])(?=[\w\-]*[a-z])(?=[\w\-]*\d)[a-z\d][a-z\d\-]{5,39}(?![\w@])")
_UNIT: Final = re.compile(
    r"\d+(?:st|nd|rd|th|h|"
    + "|".join(sorted(map(re.escape, vocabulary.words("numbers", "unit_after"))))
    + ")"
)


def find(folded: fold.Folded) -> Iterator[Span]:
    """Plates and papers; cued ones whatever their shape."""
    if not _DIGIT.search(folded.low):
        return
    announced = [*_announced(folded.low)]
    yield from announced
    for span in _shaped(folded):
        if not any(span.start < other.end and other.start < span.end for other in announced):
            yield span


def _announced(low: str) -> Iterator[Span]:
    for match in _CUED_ID.finditer(low):
        yield Span(*match.span("code"), "id")
    for match in _CUED_PLATE.finditer(low):
        code = match["code"].rstrip(" -./")
        if _DIGIT.search(code):
            yield Span(match.start("code"), match.start("code") + len(code), "plate")


def _shaped(folded: fold.Folded) -> Iterator[Span]:
    for pattern, text in ((_PLATE, folded.text), (_SMALL_PLATE, folded.low), (_ARABIC_PLATE, folded.low)):
        yield from (
            Span(*match.span(), "plate") for match in pattern.finditer(text) if _is_plate(match.group())
        )
    for match in _MIXED.finditer(folded.low):
        if _is_code(match.group()):
            yield Span(*match.span(), "id")


def _is_plate(code: str) -> bool:
    """True where letters and digits are as many as on a plate and the letters say nothing else."""
    parts = _PARTS.findall(code.lower())
    letters = [part for part in parts if not part.isdigit()]
    digits = sum(len(part) for part in parts if part.isdigit())
    if digits < 2 or sum(map(len, letters)) < 2 - (digits > 3) - (len(parts) > 2):
        return False
    if len(letters) > 1:
        return not all(part in _NOT_PLATE for part in letters)
    if len(parts) > 2:
        return digits > 3
    if letters[0] in _NOT_PLATE or digits < 3:
        return False
    return " " not in code or not made.is_common(letters[0])


def _is_code(word: str) -> bool:
    """True for a serial number: four digits at least among letters, and no amount with its unit."""
    return sum(c.isdigit() for c in word) >= 4 and not _UNIT.fullmatch(word)
