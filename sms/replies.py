"""What a phone is answered: one data file a language, neutral and short (P9)."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from sms import words

DEFAULT_LANGUAGE = "en"


def text(key: str, language: str | None, **values: str) -> str:
    """The reply of a key in a language (English where we have none), its placeholders filled.

    Raises KeyError for a key there is not or a value that is missing.
    """
    texts = catalogue(language if language in languages() else DEFAULT_LANGUAGE)
    return texts[key].format_map(values)


@cache
def languages() -> tuple[str, ...]:
    """The languages that replies are written in."""
    folder = resources.files("sms").joinpath("data", "replies")
    return tuple(sorted(file.name.removesuffix(".toml") for file in folder.iterdir()))


@cache
def catalogue(language: str | None) -> Mapping[str, str]:
    """All replies of a language by key, placeholders unfilled."""
    return _read(f"replies/{language}.toml")


def placeholders(template: str) -> frozenset[str]:
    """The names that a template wants filled."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name is not None)


def forbidden_words(template: str, language: str) -> tuple[str, ...]:
    """The beginnings of words in a text that would give the phone away (P9)."""
    table = _read("forbidden.toml")
    spoken = words.split(template).words
    barred = [words.fold(word) for word in (*table["all"], *table.get(language, ()))]
    return tuple(word for word in barred if any(said.startswith(word) for said in spoken))


def problems(key: str, language: str, template: str) -> tuple[str, ...]:
    """What speaks against an organizer's own wording: placeholders that differ, words that tell."""
    wanted = placeholders(catalogue(DEFAULT_LANGUAGE)[key])
    try:
        has = placeholders(template)
    except ValueError:
        return ("braces do not close",)
    if any(spec or conversion for _, name, spec, conversion in string.Formatter().parse(template) if name):
        return ("braces hold more than a name",)
    missing = [f"missing {{{name}}}" for name in sorted(wanted - has)]
    unknown = [f"unknown {{{name}}}" for name in sorted(has - wanted)]
    return (*missing, *unknown, *(f"tells: {word}" for word in forbidden_words(template, language)))


@cache
def _read(path: str) -> Mapping[str, Any]:
    return tomllib.loads(resources.files("sms").joinpath("data", path).read_text("utf-8"))
