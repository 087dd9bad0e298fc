"""What a message says: which kind of incident, who tells it, where of a kind, when. Unsaid is None."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sms import categories, language, lexicon, when, words
from sms.pattern import Hit
from sms.weights import Weights
from sms.words import Words

# The main language comes first; English and Hindustani words stand in messages of these languages too.
_MIXED_WITH = {
    "ar": ("en", "fr"), "hi": ("en", "ur"), "ur": ("en", "hi"), "sw": ("en",), "fil": ("en",), "es": (),
    "fr": (), "en": (),
}  # fmt: skip
ROLES = ("me", "saw", "heard")
PLACE_KINDS = (
    *("street", "stop", "vehicle", "market", "school", "work"),
    *("home", "park", "venue", "worship", "hospital", "online"),
)
# Who tells what they saw or heard says "me" and "my" as well.
_ROLES_BY_WEIGHT = ("saw", "heard", "me")
_TOLD = frozenset({"category", "hint", "role", "place_kind", "part", "day"})
_NEGATION_REACH = 3
_CRY_WORDS = 3
# Ten parts of a long message; what comes later is kept for people to read, not understood.
_MAX_CHARS = 1_600
# No phrase spans more words, its gaps included.
_LONGEST = 16


@dataclass(frozen=True, slots=True)
class Draft:
    """A message's meaning, for an organizer to confirm; each field is None where the words do not tell.

    `categories` holds every kind of incident told of, the gravest first, and `category` is its first;
    `is_certain` says that the words name it and do not merely hint. `group` is the one published
    (`categories.GROUPS`). `role` is one of `ROLES`, `place_kind` of `PLACE_KINDS`, `part_of_day` of
    `when.PARTS`, `occurred_on` the local day. `reasons` names the lexicon's words that were found, never
    the reporter's.
    """

    language: str | None = None
    category: str | None = None
    group: str | None = None
    categories: tuple[str, ...] = ()
    is_certain: bool = False
    role: str | None = None
    place_kind: str | None = None
    occurred_on: date | None = None
    part_of_day: str | None = None
    is_emergency: bool = False
    reasons: tuple[str, ...] = ()


def read(
    text: str, *, now: datetime, weights: Weights | None = None, places: Sequence[tuple[int, int]] = ()
) -> Draft:
    """The meaning of a text that arrived at `now`, which is aware and in the deployment's own time zone.

    `weights`, learnt from the deployment's own judged reports, rank the kinds where the words hold any.
    `places` are the names of places in it, from character to character: "Moi Avenue" speaks no French.
    """
    split = words.split(text[:_MAX_CHARS])
    spoken_text = _blank(text[:_MAX_CHARS], places)
    spoken_words = words.split(spoken_text) if places else split
    languages = language.find(spoken_text, spoken_words)
    spoken = _add_mixed(languages)
    hits = _find_hits(split, spoken)
    kinds = _rank(hits)
    if weights is not None:
        kinds = weights.rank(_features(split, spoken, hits)) or kinds
    told = when.read(split, hits, spoken, now)
    is_emergency = _is_emergency(hits, len(split.words))
    tongue = language.tell(spoken_text, spoken_words)
    return Draft(
        language=_find_cry_language(split) if tongue is None and is_emergency else tongue,
        category=kinds[0] if kinds else None,
        group=categories.get(kinds[0]).group if kinds else None,
        categories=kinds,
        is_certain=any(hit.label.startswith("category.") for hit in hits),
        role=_find_role(hits) if kinds else None,
        place_kind=_find_first(hits, "place_kind"),
        occurred_on=told.day,
        part_of_day=told.part,
        is_emergency=is_emergency,
        reasons=_tell(hits),
    )


def _blank(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with spaces in place of these parts."""
    for start, end in spans:
        text = text[:start] + " " * len(text[start:end]) + text[end:]
    return text


def features(text: str) -> frozenset[str]:
    """What training sees of a text: words and labels of the shipped lexicons, never the text's own words."""
    split = words.split(text[:_MAX_CHARS])
    spoken = _add_mixed(language.find(text[:_MAX_CHARS], split))
    return _features(split, spoken, _find_hits(split, spoken))


def _features(split: Words, languages: Iterable[str], hits: Iterable[Hit]) -> frozenset[str]:
    globs = {glob for name in languages for glob in lexicon.get(name).seen(split)}
    return frozenset(globs | {hit.label for hit in hits})


def _add_mixed(languages: Iterable[str]) -> tuple[str, ...]:
    """The languages with those that their speakers mix in; all of them where none was recognised."""
    mixed = (other for one in languages for other in _MIXED_WITH[one])
    return tuple(dict.fromkeys([*languages, *mixed])) or lexicon.LANGUAGES


def _find_hits(split: Words, languages: Iterable[str]) -> list[Hit]:
    """All phrases of these languages, without incidents that the message says did not happen."""
    hits = [hit for name in languages for hit in lexicon.get(name).match(split)]
    breaks = {hit.start for hit in hits if hit.label == "negation.breaks"}
    denied = {place for hit in hits for place in _denies(hit, split, breaks)}
    return _drop_parts_of_longer([hit for hit in hits if hit.start not in denied or not _tells_kind(hit)])


def _tells_kind(hit: Hit) -> bool:
    return hit.label.startswith(("category.", "hint."))


def _denies(hit: Hit, split: Words, breaks: set[int]) -> Iterable[int]:
    """The words that a negation reaches: `before` and `after` it within its clause, or its own word."""
    if hit.label == "negation.before":
        reach = range(hit.end, min(hit.end + _NEGATION_REACH, len(split.words)))
    elif hit.label == "negation.after":
        reach = range(hit.start - 1, max(hit.start - 1 - _NEGATION_REACH, -1), -1)
    elif hit.label == "negation.self":
        reach = range(hit.start, hit.end)
    else:
        return
    for place in reach:
        if split.clauses[place] != split.clauses[hit.start] or place in breaks:
            return
        yield place


def _drop_parts_of_longer(hits: list[Hit]) -> list[Hit]:
    """The hits without those that a longer phrase of the same table explains: bus in bus stop.

    `none` phrases only explain, as "followed by" and "good morning" do.
    """
    longer: dict[int, list[Hit]] = defaultdict(list)
    for hit in hits:
        if hit.end - hit.start > 1:
            longer[hit.start].append(hit)
    kept = (hit for hit in hits if not hit.label.endswith(".none"))
    return [hit for hit in kept if not _is_part(hit, longer)]


def _is_part(hit: Hit, longer: Mapping[int, list[Hit]]) -> bool:
    table = hit.label.partition(".")[0]
    return any(
        other.end >= hit.end
        and other.end - other.start > hit.end - hit.start
        and other.label != hit.label
        and other.label.partition(".")[0] == table
        for start in range(max(hit.start - _LONGEST, 0), hit.start + 1)
        for other in longer.get(start, ())
    )


def _is_emergency(hits: Iterable[Hit], length: int) -> bool:
    """True for a cry for help; words that stories hold too ("nobody came to help") are one only alone."""
    labels = {hit.label for hit in hits}
    return "emergency.now" in labels or ("emergency.alone" in labels and length <= _CRY_WORDS)


def _find_cry_language(split: Words) -> str | None:
    """The language with the longest cry for help in the message; None where several have one as long."""
    spans = {
        name: max((hit.end - hit.start for hit in hits if hit.label.startswith("emergency.")), default=0)
        for name in lexicon.LANGUAGES
        if _is_emergency(hits := lexicon.get(name).match(split), len(split.words))
    }
    longest = [name for name, span in spans.items() if span == max(spans.values())]
    return longest[0] if len(longest) == 1 else None


def _rank(hits: Iterable[Hit]) -> tuple[str, ...]:
    """The categories found, the gravest first; hints count only where nothing else was found."""
    scores: dict[str, dict[str, set[str]]] = {"category": defaultdict(set), "hint": defaultdict(set)}
    for hit in hits:
        kind, _, key = hit.label.partition(".")
        if kind in scores:
            scores[kind][key].add(hit.phrase)
    if scores["category"]:
        return tuple(sorted(scores["category"], key=_gravity))
    hinted: Mapping[str, set[str]] = scores["hint"]
    return tuple(sorted(hinted, key=lambda key: (-len(hinted[key]), _gravity(key))))[:1]


def _gravity(key: str) -> int:
    return -categories.get(key).severity


def _find_role(hits: Iterable[Hit]) -> str | None:
    found = {hit.label for hit in hits if hit.label.startswith("role.")}
    return next((role for role in _ROLES_BY_WEIGHT if f"role.{role}" in found), None)


def _find_first(hits: Iterable[Hit], kind: str) -> str | None:
    """The label whose phrase comes first, the longer one of two at the same word."""
    found = [hit for hit in hits if hit.label.startswith(f"{kind}.")]
    first = min(found, key=lambda hit: (hit.start, -hit.end), default=None)
    return first.label.partition(".")[2] if first else None


def _tell(hits: Iterable[Hit]) -> tuple[str, ...]:
    """The reasons an organizer sees beside a suggestion: each label with the longest phrase found for it."""
    longest: dict[str, str] = {}
    for hit in hits:
        table, _, name = hit.label.partition(".")
        if table in _TOLD and len(hit.phrase) > len(longest.get(name, "")):
            longest[name] = hit.phrase
    return tuple(f"{name}: {phrase}" for name, phrase in sorted(longest.items()))
