"""The language of a page: by link, else by what the browser asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from babel import Locale
from babel.core import get_global
from babel.dates import format_date
from babel.numbers import format_decimal
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, get_locale

from app import deployment


def install(app: Flask) -> None:
    """Set up the catalogues, and let links keep a language that was chosen by link."""
    Babel(app, locale_selector=choose)
    app.url_defaults(keep_choice)
    app.jinja_env.filters.update(FILTERS)


def as_one(value: object) -> str:
    """A date or the like that keeps its own order within a sentence of any direction (Unicode's isolates)."""
    return f"\u2066{value}\u2069"


def say_day(value: date | str | None) -> str:
    """A day (or its ISO form) as the page's language writes it, with its own direction; "" for none."""
    return _say(value, "long")


def say_month(value: date | str | None) -> str:
    """The month of a day (or of "2026-03") as the page's language writes it; "" for none."""
    return _say(value, "LLLL y")


def _say(value: date | str | None, form: str) -> str:
    if not value:
        return ""
    first = f"{value}-01" if isinstance(value, str) and len(value) == len("2026-03") else str(value)
    return f"\u2068{format_date(date.fromisoformat(first), form, _locale())}\u2069"


def say_ratio(value: float) -> str:
    """A number with one decimal, as the page's language writes it."""
    return format_decimal(value, "0.0", _locale())


def _locale() -> Locale:
    """The page's language; the source's, where there is no page."""
    return get_locale() or Locale("en")


FILTERS: Mapping[str, Callable[..., str]] = {one.__name__: one for one in (as_one, say_day, say_month)}
"""What templates call by these names."""


def choose() -> str:
    """The page's language tag: ?lang=, else Accept-Language's best, else the deployment's first."""
    languages = deployment.current().config.languages
    # Werkzeug's own best match would prefer an exact "en" to a better liked "fr-CA".
    wanted = (match(tag, languages) for tag, quality in request.accept_languages if quality > 0)
    return find_asked() or next((tag for tag in wanted if tag), languages[0])


def find_asked() -> str | None:
    """The language chosen by link, if it is one of ours."""
    return match(request.args.get("lang", ""), deployment.current().config.languages)


def match(tag: str, languages: Sequence[str]) -> str | None:
    """The language of ours that a tag means: ar-EG is ar, tl-PH is fil (by CLDR's aliases), else None."""
    primary = tag.replace("_", "-").split("-")[0].lower()
    meant = get_global("language_aliases").get(primary, primary)
    return next((language for language in languages if language in (primary, meant)), None)


def keep_choice(endpoint: str, values: dict[str, Any]) -> None:
    """Links from a page in a chosen language lead to pages in that language; no cookie remembers it (P10)."""
    if has_request_context() and "static" not in endpoint and "lang" not in g and find_asked():
        values.setdefault("lang", find_asked())


def frame() -> dict[str, Any]:
    """The page's language, its direction, and the links to the others under their own names."""
    locale = _locale()
    languages = deployment.current().config.languages
    return {
        "lang": str(locale).replace("_", "-"),
        "dir": locale.text_direction,
        "languages": [(tag, own_name(tag)) for tag in languages],
    }


def own_name(tag: str) -> str:
    """A language's name in itself."""
    name = Locale.parse(tag).get_display_name(tag) or tag
    return name[:1].upper() + name[1:]
