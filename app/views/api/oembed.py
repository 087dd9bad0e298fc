"""`/oembed`: how another site's page shows the map, for programs that ask (oEmbed 1.0)."""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

from flask import Blueprint, Response
from flask_babel import gettext

from app import i18n
from app.views.api import query, releases
from app.views.api.box import ParameterError
from app.views.api.query import UnknownError

blueprint = Blueprint("oembed", __name__)
blueprint.register_error_handler(ParameterError, releases.show_parameter_error)
blueprint.register_error_handler(UnknownError, releases.show_unknown)

WIDE, HIGH, LEAST, MOST = 640, 560, 160, 4000


@blueprint.get("/oembed")
def show() -> Response:
    """The frame to put into a page, for an address of this site."""
    given = query.arguments(("url", "format", "maxwidth", "maxheight"))
    own = query.press().public_url
    if given.get("format", "json") != "json":
        raise ParameterError("format must be json")
    if urlsplit(given.get("url", ""))[:2] != urlsplit(own)[:2]:
        raise UnknownError(f"url must be an address of {own}")
    width, height = _size(given, "maxwidth", WIDE), _size(given, "maxheight", HIGH)
    lang = given.get("lang", "")
    address = f"{own}/embed" + (f"?lang={lang}" if lang in query.press().languages else "")
    title = gettext("Map of %(place)s", place=query.edition().names.place_in(i18n.choose()))
    return query.answer(
        {
            "version": "1.0",
            "type": "rich",
            "provider_name": "Safelight",
            "provider_url": f"{own}/",
            "title": title,
            "width": width,
            "height": height,
            "html": (
                f'<iframe src="{escape(address)}" width="{width}" height="{height}" title="{escape(title)}"'
                ' loading="lazy" referrerpolicy="no-referrer"></iframe>'
            ),
        }
    )


def _size(given: dict[str, str], name: str, usual: int) -> int:
    """The width or height, at most what was asked for."""
    asked = query.whole(given, name, LEAST, MOST)
    return usual if asked is None else min(usual, asked)
