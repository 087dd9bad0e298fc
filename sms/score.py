"""How well categories are told: macro-F1, by language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sms import parse

NONE = "none"
"""The label of a message that tells of nothing."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message, the key of what it is known to tell of or `NONE`, and its language if that is known."""

    text: str = field(repr=False)
    label: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """Of `messages`, the share that got exactly their label, and the mean F1 over the labels they have."""

    messages: int
    exact: float
    macro_f1: float


def measure(messages: Iterable[Labelled], now: datetime) -> dict[str, Score]:
    """Language to score, and all together under ""; what is measured is `parse.read` with no weights."""
    told = [(one, parse.read(one.text, now=now).category or NONE) for one in messages]
    languages = sorted({one.language for one, _ in told if one.language})
    return {
        language: score([(one.label, said) for one, said in told if language in ("", one.language)])
        for language in (*languages, "")
    }


def score(pairs: Sequence[tuple[str, str]]) -> Score:
    """The score of pairs (label, what was said).

    F1 of a label is 2 tp / (2 tp + fp + fn) (van Rijsbergen 1979); the mean is over labels that occur.
    """
    labels = Counter(label for label, _ in pairs)
    said = Counter(said for _, said in pairs)
    hits = Counter(label for label, said in pairs if label == said)
    each = [2 * hits[label] / (labels[label] + said[label]) for label in labels]
    size = max(len(pairs), 1)
    return Score(len(pairs), sum(hits.values()) / size, sum(each) / max(len(each), 1))
