"""Messages with identities planted at known places, to measure redaction with."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from sms.identifiers import sources, vocabulary
from sms.identifiers.span import Span

Half = Literal["tune", "held"]

_SLOT: Final = re.compile(r"\{([a-z\-]+)\}")
_DIGITS: Final = {"ar": "٠١٢٣٤٥٦٧٨٩", "hi": "०१२३४५६७८९"}
_SPELLED: Final = {
    "en": "zero one two three four five six seven eight nine",
    "ar": "صفر واحد اتنين تلاتة اربعة خمسة ستة سبعة تمانية تسعة",
    "sw": "sifuri moja mbili tatu nne tano sita saba nane tisa",
    "hi": "शून्य एक दो तीन चार पांच छह सात आठ नौ",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf",
    "fil": "sero isa dalawa tatlo apat lima anim pito walo siyam",
}
_AT_DOT: Final = {
    "en": ("at", "dot"),
    "ar": ("ات", "دوت"),
    "sw": ("at", "nukta"),
    "hi": ("एट", "डॉट"),
    "es": ("arroba", "punto"),
    "fr": ("arobase", "point"),
    "fil": ("at", "tuldok"),
}
LANGUAGES: Final = tuple(_SPELLED)


@dataclass(frozen=True, slots=True)
class Planted:
    """An invented message, its language, its identities and the place names a gazetteer would find."""

    text: str = field(repr=False)
    lang: str
    spans: tuple[Span, ...]
    places: tuple[tuple[int, int], ...] = ()


def plant(count: int, half: Half, seed: int = 0) -> Iterator[Planted]:
    """`count` messages in turn through the languages, the same ones for the same seed."""
    pick = random.Random(seed)  # noqa: S311  # test data, not secrets
    people = {lang: _people(lang) for lang in LANGUAGES}
    for number in range(count):
        lang = LANGUAGES[number % len(LANGUAGES)]
        template = pick.choice(vocabulary.words_in_order("planted", half, lang))
        yield _fill(template, lang, people[lang], pick)


def unseen() -> frozenset[str]:
    """The locales that planted names come from."""
    return frozenset(
        locale for lang in LANGUAGES for locale in vocabulary.words_in_order("planted", "sources", lang)
    )


def _people(lang: str) -> tuple[list[str], list[str]]:
    pairs = [sources.people(locale) for locale in vocabulary.words_in_order("planted", "sources", lang)]
    given = sorted({name for first, _ in pairs for name in first})
    family = sorted({name for _, last in pairs for name in last})
    return given or family, family


def _fill(template: str, lang: str, people: tuple[list[str], list[str]], pick: random.Random) -> Planted:
    text = ""
    last = 0
    spans: list[Span] = []
    places: list[tuple[int, int]] = []
    same: dict[str, str] = {}
    for slot in _SLOT.finditer(template):
        kind = slot[1]
        text += template[last : slot.start()]
        value = _value(kind, lang, people, pick)
        if kind == "name" and pick.random() < 0.5:  # the same person again, half of the times
            value = same.setdefault(kind, value)
        span = (len(text), len(text) + len(value))
        if kind == "place":
            places.append(span)
        else:
            spans.append(Span(*span, {"full": "name", "house": "house number"}.get(kind, kind)))
        text += value
        last = slot.end()
    return Planted(text + template[last:], lang, tuple(spans), tuple(places))


def _value(kind: str, lang: str, people: tuple[list[str], list[str]], pick: random.Random) -> str:
    given, family = people
    if kind == "place":
        return pick.choice(vocabulary.words_in_order("planted", "places", lang))
    if kind == "name":
        return pick.choice(given)
    if kind == "full":
        return f"{pick.choice(given)} {pick.choice(family)}"
    return _MAKERS[kind](lang, pick)


def _number(lang: str, pick: random.Random) -> str:
    """One of the numbers reserved for fiction, in one of the ways people write them."""
    last = f"{pick.randrange(100):02}"
    british = f"07700 900{pick.randrange(1000):03}"
    number = pick.choice(
        (
            f"+1 202 555 01{last}",
            f"(202) 555-01{last}",
            f"2025550 1{last}",
            british,
            british.replace(" ", ""),
            "+44 " + british[1:],
        )
    )
    way = pick.randrange(8)
    digits = [c for c in number if c.isdigit()]
    if way == 0:
        return " ".join(_SPELLED[lang].split()[int(c)] for c in digits)
    if way == 1:
        return ".".join(digits)
    if way == 2:
        return number.replace("0", "O")
    if way in (3, 4) and lang in _DIGITS:
        return number.translate(str.maketrans("0123456789", _DIGITS[lang]))
    return number


def _email(lang: str, pick: random.Random) -> str:
    local = pick.choice(("blue.bird", "night_owl", "k.r", "mango", "tiger", "ocean")) + str(
        pick.randrange(1, 99)
    )
    at, dot = _AT_DOT[lang]
    return pick.choice(
        (
            f"{local}@example.com",
            f"{local}@mail.example.org",
            f"{local} {at} example {dot} com",
            f"{local} {at} gmail {dot} com",
        )
    )


def _handle(_: str, pick: random.Random) -> str:
    return (
        pick.choice(("@", ""))
        + pick.choice(("blue_bird", "mango.queen", "zx_tiger", "kuku", "nightowl"))
        + str(pick.randrange(999))
    )


def _link(_: str, pick: random.Random) -> str:
    return pick.choice(
        ("https://example.com/p/", "www.example.org/", "example.net/u?x=", "http://t.example/")
    ) + str(pick.randrange(9999))


def _plate(lang: str, pick: random.Random) -> str:
    letters = "".join(pick.choices("ABCDEFGHJKLMNPRSTVXYZ", k=5))
    digits = "".join(pick.choices("123456789", k=4))
    shapes: dict[str, tuple[str, ...]] = {
        "en": (
            f"K{letters[:2]} {digits[:3]}{letters[2]}",
            f"{letters[:2]}{digits[:2]} {letters[2:]}",
            f"{letters[:3]}-{digits[:3]}{letters[3:]}",
        ),
        "ar": (
            " ".join((*pick.choices("سصطعقلمنهوي", k=3), digits)),
            " ".join((digits[:3], *pick.choices("سصطعقلمنهوي", k=2))),
        ),
        "sw": (f"T {digits[:3]} {letters[:3]}", f"T{digits[:3]}{letters[:3]}"),
        "hi": (
            f"DL {digits[0]}C {letters[:2]} {digits}",
            f"UP{digits[:2]}{letters[:2]}{digits}",
            f"MH-{digits[:2]}-{letters[0]}-{digits}",
        ),
        "es": (
            f"{letters[:3]}-{digits[:3]}",
            f"{digits} {letters[:3]}",
            f"{letters[:2]} {digits[:3]} {letters[2:4]}",
        ),
        "fr": (f"{letters[:2]}-{digits[:3]}-{letters[2:4]}", f"{digits} {letters[:2]} {digits[:2]}"),
        "fil": (f"{letters[:3]} {digits}", f"{letters[:3]}{digits[:3]}"),
    }
    return pick.choice(shapes[lang])


def _house(_: str, pick: random.Random) -> str:
    number = pick.randrange(1, 400)
    return pick.choice((str(number), f"{number}{pick.choice('ABC')}", f"{number % 30 + 1}/{number}"))


def _id(_: str, pick: random.Random) -> str:
    number = pick.randrange(10**6, 10**9)
    return pick.choice((str(number), f"A{number}", f"{number % 9999}/2026", f"ST-{number % 99999}"))


_MAKERS: Final[dict[str, Callable[[str, random.Random], str]]] = {
    "number": _number,
    "e-mail": _email,
    "handle": _handle,
    "link": _link,
    "plate": _plate,
    "house": _house,
    "id": _id,
}
