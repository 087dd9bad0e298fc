"""Every file of the public site, by its path, with what makes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from app import publication
from app.publication import Edition
from app.site import folder, indexes, likely, pages
from app.site.folder import Maker
from app.site.press import Press, assets, assets_folder, dump, speaking

PAGES: Mapping[str, Callable[[Press, Edition, str], bytes]] = {
    "index": pages.front,
    "table": pages.newest_table,
    "about-the-numbers": pages.about,
    "data/index": pages.data,
    "embed": pages.embed,
}
"""The pages of the site by path without language and ending; each release's folder has an index too."""


@lru_cache(maxsize=4)
def contents(press: Press, edition: Edition) -> Mapping[str, Maker]:
    """The files by path, checksums after what they are of.

    Each is made when its maker is called, and the same bytes every time.
    """
    found: dict[str, Maker] = {
        f"{assets_folder()}/{name}": _constant(body) for name, body in assets().items()
    }
    for lang in press.languages:
        for name, write in PAGES.items():
            found[f"{name}.{lang}.html"] = _page(press, edition, lang, write)
    found |= {
        "feed.atom": lambda: indexes.feed(press, edition),
        "data/key.txt": lambda: f"{press.public_key}\n".encode(),
        "data/releases.json": lambda: dump(indexes.list_releases(press, edition)),
    }
    newest = edition.newest
    if newest is not None:
        view = likely.to_view(edition, newest, publication.to_stops(edition, "releases/"))
        found["newest-data.js"] = lambda: pages.compose(view).page.data_js.encode()
    for stored in edition.chain:
        if stored.kind == publication.ERRATUM:
            found[f"releases/{stored.id}.json"] = _constant(stored.file)
            continue
        made = folder.entries(press, edition, stored)
        made |= {f"{assets_folder()}/{name}": _constant(body) for name, body in assets().items()}
        found |= {f"releases/{stored.id}/{name}": make for name, make in folder.complete(made).items()}
    return dict(sorted(found.items(), key=lambda item: (item[0].endswith(folder.SUMS), item[0])))


def _page(press: Press, edition: Edition, lang: str, write: Callable[[Press, Edition, str], bytes]) -> Maker:
    def page() -> bytes:
        with speaking(press.app, lang):
            return write(press, edition, lang)

    return page


def _constant(body: bytes) -> Maker:
    return lambda: body
