"""Which language a message is written in: its letters first, then the small words nobody can do without."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from sms.words import Words

DATA = "data/language.toml"
_SCRIPTS = {
    "ar": re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]"),
    "hi": re.compile(r"[\u0900-\u097f]"),
    "latin": re.compile(r"[A-Za-z\u00c0-\u024f]"),
}
# Letters that Urdu has and Arabic has not.
_URDU_LETTERS = re.compile(r"[ٹڈڑںےہھگچپکیۓژ]")
_MIN_SHARE = 0.3
# Several of these languages share small words, so a second one must say more than that.
_MIXED_SHARE = 0.5


@cache
def _markers() -> Mapping[str, Mapping[str, float]]:
    """For each language its small words and endings (`-ing`) with how much each speaks for it."""
    text = resources.files("sms").joinpath(DATA).read_text("utf-8")
    return {
        language: {word: float(weight) for weight, group in weights.items() for word in group.split()}
        for language, weights in tomllib.loads(text).items()
    }


def find(text: str, words: Words) -> tuple[str, ...]:
    """The languages of the message, the main one first; empty where nothing tells."""
    scores = score(text, words)
    best = max(scores.values(), default=0.0)
    if best <= 0:
        return ()
    ranked = sorted(scores, key=lambda language: -scores[language])
    return tuple(language for language in ranked if scores[language] >= best * _MIXED_SHARE)


def score(text: str, words: Words) -> dict[str, float]:
    """How much speaks for each language: letters of other scripts by their share, Latin words by marker."""
    letters = {script: len(pattern.findall(text)) for script, pattern in _SCRIPTS.items()}
    total = sum(letters.values()) or 1
    scores: dict[str, float] = {}
    if letters["hi"]:
        scores["hi"] = 100 * letters["hi"] / total
    if letters["ar"]:
        is_urdu = len(_URDU_LETTERS.findall(text)) > letters["ar"] / 25
        scores["ur" if is_urdu else "ar"] = 100 * letters["ar"] / total
    if letters["latin"] >= _MIN_SHARE * total or not scores:
        share = letters["latin"] / total
        spoken = _score_latin(words)
        best = max(spoken.values(), default=1.0)
        for language, value in spoken.items():
            scores[language] = max(scores.get(language, 0.0), 100 * share * value / best)
    return scores


def _score_latin(words: Words) -> dict[str, float]:
    scores: dict[str, float] = {}
    for language, markers in _markers().items():
        value = sum(markers.get(word, 0.0) or _ending(word, markers) for word in words.words)
        if value > 0:
            scores[language] = value
    return scores


def _ending(word: str, markers: Mapping[str, float]) -> float:
    """What the longest known ending or beginning of a longer word says."""
    for size in (5, 4, 3, 2):
        if len(word) > size + 1:
            value = markers.get(f"-{word[-size:]}", 0.0) or markers.get(f"{word[:size]}-", 0.0)
            if value:
                return value
    return 0.0
