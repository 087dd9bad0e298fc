"""Which language a message is written in: its letters first, then the small words nobody can do without."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib import resources

from sms import lexicon
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
# Below this the small words leave it open, and the lexicons' own words are asked too.
_ENOUGH = 5.0
_WORD_WEIGHT = 1.0
# One word that stands in hardly any other language, or several that stand in few.
_SURE = 3.0
_AHEAD = 1.0
_AFFIX_SIZES = (2, 3, 4, 5)
# Several of these languages share small words, so a second one must say more than that.
_MIXED_SHARE = 0.5
# Those who write these in Latin letters mix English in, down to whole clauses: the small words decide.
_MIXING = ("fil", "sw", "hi", "ar")
_MIXED_IN = "en"
_MIN_MIXED = 2


@cache
def _markers() -> Mapping[str, Mapping[str, float]]:
    """For each small word and ending (`-ing`), how much it speaks for which language."""
    data = tomllib.loads(resources.files("sms").joinpath(DATA).read_text("utf-8"))
    table: dict[str, dict[str, float]] = defaultdict(dict)
    for language, by_weight in data.items():
        for weight, group in by_weight.items():
            for word in group.split():
                table[word][language] = float(weight)
    return dict(table)


def find(text: str, words: Words) -> tuple[str, ...]:
    """The languages of the message, the main one first; empty where nothing tells."""
    scores = score(text, words)
    best = max(scores.values(), default=0.0)
    if best <= 0:
        return ()
    ranked = sorted(scores, key=lambda language: -scores[language])
    return tuple(language for language in ranked if scores[language] >= best * _MIXED_SHARE)


def tell(text: str, words: Words) -> str | None:
    """The one language to answer in; None where a few words could be of several."""
    found = find(text, words)
    if not found or len(_SCRIPTS["latin"].findall(text)) < _MIN_SHARE * len(text):
        return found[0] if found else None
    if all(len(word) == 1 for word in words.words):
        # A letter is a word in several languages, and an answer to a menu in all.
        return None
    spoken = _score_latin(words)
    mixed = _find_mixed(words)
    if mixed and _MIXED_IN in (*found, mixed):
        return mixed
    ranked = sorted(spoken.values(), reverse=True)
    if len(ranked) == 1 and len(words.words) > 1 and _known_places(words, found[0]):
        return found[0]
    ahead = ranked[0] - ranked[1] if len(ranked) > 1 else ranked[0]
    return found[0] if ranked[0] >= _SURE and ahead >= _AHEAD else None


def _find_mixed(words: Words) -> str | None:
    """The language that English is mixed into, where several small words of it and of no English tell so."""
    told: dict[str, set[str]] = defaultdict(set)
    weights: dict[str, float] = defaultdict(float)
    for word in set(words.words):
        said = _markers().get(word, {})
        for language in () if _MIXED_IN in said else said:
            told[language].add(word)
            weights[language] += said[language]
    mixed = [one for one in _MIXING if len(told[one]) >= _MIN_MIXED and weights[one] >= _ENOUGH]
    return max(mixed, key=lambda one: weights[one], default=None)


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
    scores: dict[str, float] = defaultdict(float)
    markers = _markers()
    for word in words.words:
        for language, weight in {**_ending(word, markers), **markers.get(word, {})}.items():
            scores[language] += weight
    if max(scores.values(), default=0.0) < _ENOUGH:
        for language in lexicon.LANGUAGES:
            scores[language] += _WORD_WEIGHT * len(_known_places(words, language))
    return {language: value for language, value in scores.items() if value > 0}


def _known_places(words: Words, language: str) -> set[int]:
    """The words of a message that the language's lexicon knows, each by its place; figures are of none."""
    seen = {place for places in lexicon.get(language).seen(words).values() for place in places}
    return {place for place in seen if not words.words[place].isdigit()}


def _ending(word: str, markers: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """What the known beginnings and endings of a longer word say."""
    found: dict[str, float] = {}
    for size in _AFFIX_SIZES:
        if len(word) > size + 1:
            found |= markers.get(f"-{word[-size:]}", {})
            found |= markers.get(f"{word[:size]}-", {})
    return found
