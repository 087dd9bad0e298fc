"""Addresses and accounts on the net: e-mails, links and handles, also spelled out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sms.identifiers import fold, made, vocabulary
from sms.identifiers.span import Span

_words = vocabulary.words
_any = vocabulary.any_of
_CHAR: Final = rf"[\w{fold.MARKS}.+%'\-]"
_START: Final = rf"(?<!{_CHAR})"
"""A word starts once: without it a long word is read again from each of its letters."""
_LABEL: Final = rf"[\w{fold.MARKS}\-]{{1,63}}"

_SPELLED_AT: Final = _any(_words("contacts", "at") - {"@"})
_SPELLED_DOT: Final = _any(_words("contacts", "dot"))
_WORD_DOT: Final = rf"(?:\s{{1,3}}{_SPELLED_DOT}\s{{1,3}}|\s?[\[({{<]\s?(?:\.|{_SPELLED_DOT})\s?[\])}}>]\s?)"
_DOT: Final = rf"(?:\s{{0,2}}\.\s{{0,2}}|{_WORD_DOT})"
_AT: Final = rf"(?:\s{{1,3}}{_SPELLED_AT}\s{{1,3}}|\s?[\[({{<]\s?(?:@|{_SPELLED_AT})\s?[\])}}>]\s?)"
_PAUSE: Final = rf"(?:\s{{1,2}}(?:{_SPELLED_DOT}|{_any(_words('contacts', 'separator'))})\s{{1,2}})"
_LOCAL: Final = rf"{_START}{_CHAR}{{1,64}}(?:{_PAUSE}{_CHAR}{{1,64}}){{0,3}}"
_ENDING: Final = _any(_words("contacts", "ending")) + fold.CLOSE
_MAIL: Final = _any(_words("contacts", "mail"))

_EMAIL: Final = re.compile(
    rf"{_START}(?={_CHAR}*\w@){_CHAR}+@{_LABEL}(?:\s?\.\s?{_LABEL}){{0,5}}"
    rf"|{_START}{_CHAR}+\s{{1,2}}@\s{{1,2}}{_LABEL}(?:\s?\.\s?{_LABEL}){{1,5}}"
    rf"|(?<!{fold.SIGN})(?:{fold.SIGN}\s){{2,20}}@\s{{0,2}}{_LABEL}(?:\s?\.\s?{_LABEL}){{0,5}}"
    rf"|{_LOCAL}{_AT}{_LABEL}(?:{_WORD_DOT}{_LABEL}){{0,3}}{_WORD_DOT}{_ENDING}"
    rf"|{_LOCAL}{_AT}{_MAIL}(?:{_DOT}|\s)?{_ENDING}"
    rf"|{_LOCAL}{_AT}{_MAIL}{fold.CLOSE}"
)
_SHOUTED: Final = re.compile(r"(?<!\w)[\w.\-]{1,64}AT[\w\-]{1,63}DOT\w{2,12}(?!\w)")
"""Capitals inside small letters, spelled without blanks: read in the text's own case."""
_HANDLE: Final = re.compile(rf"@\s?[\w{fold.MARKS}][\w{fold.MARKS}.\-]*")


_LINKS: Final = vocabulary.table("contacts")["link"]
_PATH: Final = r"(?:[:/?#][^\s<>\"]*)"
_NAME: Final = rf"{_START}{_LABEL}(?:\.{_LABEL}){{0,4}}"
_LINK: Final = re.compile(
    rf"{fold.OPEN}{_any(_LINKS['schemes'])}\s?:\s?/{{0,2}}\s?[^\s<>\"]+"
    rf"|{fold.OPEN}{_any(_LINKS['short_schemes'])}:[^\s<>\"]+"
    rf"|{fold.OPEN}www\s?\.\s?[^\s<>\"]+"
    rf"|{_NAME}\.(?:{_any(_LINKS['endings'])}|{_any(_LINKS['plain'])}){fold.CLOSE}{_PATH}?"
    rf"|{_NAME}\.{_any(_LINKS['countries'])}{fold.CLOSE}/[^\s<>\"]*"
    rf"|{_NAME}(?:\[\.\]|\(\.\)){_LABEL}{_PATH}?"
    rf"|{_START}{_LABEL}{_WORD_DOT}{_any(_LINKS['spelled'])}{fold.CLOSE}(?:\s{{0,2}}/\s{{0,2}}{_LABEL})?"
)
_ADDRESS: Final = re.compile(
    r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{1,4})(?![\w.:])"
)
"""IP addresses, fourth and sixth version."""

_ACCOUNT: Final = re.compile(
    vocabulary.cue("contacts", "service")
    + rf"(?:\s{{1,2}}{_any(_words('contacts', 'account'))}{fold.CLOSE}){{0,2}}"
    + rf"(?P<mark>\s{{0,2}}[:=@\-]\s{{0,2}}|\s{{1,2}}{_any(_words('contacts', 'copula'))}\s{{1,2}}|\s{{1,2}})"
    + rf"(?P<name>[\w{fold.MARKS}][\w{fold.MARKS}.\-]{{1,40}})"
)
_HINT: Final = re.compile(rf"[@/:\[({{<]|\.\S|\s\.|{_SPELLED_DOT}|{_MAIL}")
"""Without any of these there is no address: most texts are done here."""
_INVENTED: Final = re.compile(
    rf"(?<![\w#@.\-/])(?:(?P<sign>[^\W_]+_[\w.]*\w)|(?P<word>{fold.LETTER}{{3,24}})[.\-]?\d{{2,6}})(?![\w@/\-])"
)
"""Words that nobody says: joined by a low line, or a name of one's own with figures behind it."""
_SIGNED: Final = re.compile(r"[\d_]|\w\.\w")


def find(folded: fold.Folded) -> Iterator[Span]:
    """E-mails, links and handles."""
    if _HINT.search(folded.low):
        yield from _find_addresses(folded)
    for match in _SHOUTED.finditer(folded.text):
        yield Span(*match.span(), "e-mail")
    for match in _ACCOUNT.finditer(folded.low):
        if _is_account(match):
            yield Span(*match.span("name"), "handle")
    for match in _INVENTED.finditer(folded.low):
        if match["sign"] or not made.is_common(match["word"]):
            yield Span(*match.span(), "handle")


def _find_addresses(folded: fold.Folded) -> Iterator[Span]:
    for pattern, kind in ((_LINK, "link"), (_ADDRESS, "link"), (_EMAIL, "e-mail"), (_HANDLE, "handle")):
        for match in pattern.finditer(folded.low):
            yield Span(match.start(), _without_stop(folded.low, match), kind)


def _without_stop(low: str, match: re.Match[str]) -> int:
    """The match's end before the punctuation of the sentence around it."""
    end = match.end()
    while end > match.start() + 1 and low[end - 1] in ".,;:!?)'\"":
        end -= 1
    return end


def _is_account(match: re.Match[str]) -> bool:
    """True after a colon or the like; else only what no language has as a word."""
    name = match["name"].rstrip(".-")
    if _SIGNED.search(name):
        return True
    mark = match["mark"].strip()
    return bool(mark) and (not mark[0].isalpha() or not made.is_common(name))
