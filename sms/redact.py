"""What identifies someone inside a text, cut before anything is stored (P3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from sms.errors import RedactionError
from sms.identifiers import addresses, contacts, fold, names, numbers, papers, spelled
from sms.identifiers.span import CERTAIN, KINDS, Span

Finder = Callable[[fold.Folded], Iterable[Span]]

FINDERS: Final[tuple[Finder, ...]] = (
    addresses.find,
    contacts.find,
    papers.find,
    numbers.find,
    spelled.find,
    names.find,
)
MARKS: Final = {kind: f"[{kind}]" for kind in KINDS}
MOST_CHARACTERS: Final = 20_000
"""Longer than forty text messages; what is longer is refused, since time grows with length."""

_RANK: Final = {kind: rank for rank, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class Cut:
    """One mark in a redacted text: its kind, and the half-open range of characters where it stands."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text with marks where identities stood, and where the marks are, in order."""

    text: str = field(repr=False)
    cuts: tuple[Cut, ...]


def cut(text: str, protected: Sequence[tuple[int, int]] = (), models: Sequence[Finder] = ()) -> Redacted:
    """The text with every recognised identity replaced by a mark such as `[name]` or `[number]`.

    `protected` are half-open ranges of place names that the gazetteer found in this very text: names, plates
    and house numbers are left inside them; what proves itself by its shape is cut even there.
    `models` are further finders, for example `sms.identifiers.model.find`.

    Raises:
        RedactionError: anything went wrong; the text must then not be kept.
    """
    spans = find(text, protected, (*FINDERS, *models))
    pieces: list[str] = []
    cuts: list[Cut] = []
    length = last = 0
    for span in spans:
        mark = MARKS[span.kind]
        pieces += (text[last : span.start], mark)
        length += span.start - last + len(mark)
        cuts.append(Cut(span.kind, length - len(mark), length))
        last = span.end
    pieces.append(text[last:])
    return Redacted("".join(pieces), tuple(cuts))


def find(
    text: str, protected: Sequence[tuple[int, int]] = (), finders: Sequence[Finder] = FINDERS
) -> list[Span]:
    """What `cut` replaces: ranges of the original text, in order and apart from one another.

    Raises:
        RedactionError: as for `cut`.
    """
    if len(text) > MOST_CHARACTERS:
        raise RedactionError("the text is too long to be redacted in bounded time")
    folded = fold.fold(text)
    if len(folded.low) != len(folded.text):
        raise RedactionError("the text changes length in small letters, so ranges cannot be trusted")
    try:
        found = [
            Span(*folded.to_original(span.start, span.end), span.kind)
            for finder in finders
            for span in finder(folded)
        ]
    except (LookupError, RuntimeError, TypeError, ValueError):
        # P3: fails closed; and not "from error", whose traceback would hold the text (P1).
        raise RedactionError("a finder failed on this text") from None
    return _join(_outside(found, protected), text)


def _outside(spans: Iterable[Span], protected: Sequence[tuple[int, int]]) -> Iterator[Span]:
    """The spans without their parts inside place names, except for those that prove themselves."""
    for span in spans:
        if span.kind in CERTAIN:
            yield span
            continue
        rest = [(span.start, span.end)]
        for start, end in protected:
            rest = [
                part
                for low, high in rest
                for part in ((low, min(high, start)), (max(low, end), high))
                if part[0] < part[1]
            ]
        yield from (Span(low, high, span.kind) for low, high in rest)


def _is_one_name(span: Span, following: Span, text: str) -> bool:
    return span.kind == following.kind == "name" and text[span.end : following.start] == " "


def _join(spans: Iterable[Span], text: str) -> list[Span]:
    """Overlapping spans as one, of the kind of the longest, then of the surest; so the parts of a name."""
    joined: list[Span] = []
    longest = 0
    for span in sorted(spans, key=lambda s: (s.start, -s.end, _RANK[s.kind])):
        if joined and (span.start < joined[-1].end or _is_one_name(joined[-1], span, text)):
            kind = span.kind if span.end - span.start > longest else joined[-1].kind
            longest = max(longest, span.end - span.start)
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end), kind)
        else:
            joined.append(span)
            longest = span.end - span.start
    return joined
