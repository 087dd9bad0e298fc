"""The words on pictures and posters: English here, translated by who asks for a picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields


def N_(text: str) -> str:  # noqa: N802  # the name by which Babel finds texts to translate
    """The text itself, marked for translation."""
    return text


@dataclass(frozen=True, slots=True)
class Words:
    """What a picture says; `%(…)s` stand for numbers and names."""

    heading: str = N_("Where it is unsafe")
    night: str = N_("Worst at night")
    whole_day: str = N_("Worst over the whole day")
    reports: str = N_("reports")
    stands_out_not: str = N_("Cannot tell yet: no place stands out from the noise.")
    per_km2: str = N_("Reports for each km²")
    under: str = N_("under %(high)s")
    between: str = N_("%(low)s to %(high)s")
    over: str = N_("%(low)s and more")
    at_most: str = N_("at most %(high)s")
    clear: str = N_("clearly more than the noise")
    probable: str = N_("probably more than the noise")
    unsure: str = N_("cannot tell: pooled into a big hexagon")
    hot: str = N_("hot spot: more than chance and noise explain")
    cold: str = N_("cold spot: fewer")
    not_safe: str = N_("No colour does not mean safe.")
    not_safe_why: str = N_("It means that too few reports came from there to tell.")
    noise: str = N_(
        "To protect everyone who reported, random noise was added to every number before it was published: "
        "give or take %(low)s to %(high)s reports a hexagon (standard deviation). So the numbers are ranges."
    )
    near: str = N_("near")
    km_from: str = N_("%(km)s km from")
    picture: str = N_("Map of %(place)s")


COMMAS = {"ar": "، ", "fa": "، ", "ur": "، "}


def comma(lang: str) -> str:
    """What stands between two names in a language."""
    return COMMAS.get(lang.split("-")[0], ", ")


def translated(gettext: Callable[[str], str]) -> Words:
    """The words in the language that `gettext` speaks."""
    english = Words()
    return Words(**{field.name: gettext(getattr(english, field.name)) for field in fields(Words)})
