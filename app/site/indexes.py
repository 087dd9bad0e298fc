"""What lists releases for programs: the JSON list, the Atom feed, the OpenAPI document's parts."""

from __future__ import annotations

import uuid
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from app import publication
from app.archive import Stored
from app.publication import Edition
from app.site import folder
from app.site.press import Press

SPACE = uuid.UUID("5afe1167-0000-5000-8000-000000000000")
"""The name space of feed ids, so that every mirror of a release has the same (RFC 9562, version 5)."""


def describe(press: Press, edition: Edition, stored: Stored) -> dict[str, Any]:
    """One entry of the chain: what it is, its hash, and where its files are."""
    entry, base = stored.entry, f"{press.public_url}/releases/{stored.id}"
    found: dict[str, Any] = {
        "id": stored.id,
        "kind": stored.kind,
        "published": str(stored.published_on),
        "sha256": stored.digest,
        "previous": entry["previous"],
    }
    if stored.kind == publication.ERRATUM:
        about = {name: entry[name] for name in ("release", "withdraw", "cells", "reason")}
        return found | about | {"url": f"{press.public_url}/releases/{stored.id}.json"}
    return found | {
        "period": {
            "from": str(stored.first),
            "to": str(stored.last),
            "closed_by": entry["period"]["closed_by"],
        },
        "epsilon": entry["epsilon"],
        "tables": [
            {"name": table.name, "epsilon": table.epsilon, "noise_sd": round(table.noise_sd, 2)}
            for table in publication.tables(stored).values()
        ],
        "is_withdrawn": edition.is_withdrawn(stored.id),
        "errata": [one["id"] for one in edition.errata(stored.id)],
        "files": {name: f"{base}/{name}" for name in sorted(_data_files(press, edition, stored))},
    }


def _data_files(press: Press, edition: Edition, stored: Stored) -> list[str]:
    kinds = (".json", ".csv", ".geojson", ".kml", ".gpkg", ".pdf", ".png", ".txt")
    return [name for name in folder.entries(press, edition, stored) if name.endswith(kinds)]


def list_releases(press: Press, edition: Edition) -> dict[str, Any]:
    """The whole chain, oldest first."""
    return {
        "place": edition.names.place,
        "public_key": press.public_key,
        "epsilon_life": 1.0,
        "note": "Random noise was added to every number before it was published. Blank does not mean safe.",
        "releases": [describe(press, edition, stored) for stored in edition.chain],
    }


def feed(press: Press, edition: Edition) -> bytes:
    """The releases as an Atom feed (RFC 4287), newest first; days only, since finer times say more (P6)."""
    newest = max((stored.published_on for stored in edition.chain), default=None)
    updated = f"{newest}T00:00:00Z" if newest else "1970-01-01T00:00:00Z"
    name = escape(edition.names.place or "Safelight")
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<title>Safelight: {name}</title><id>urn:uuid:{uuid.uuid5(SPACE, press.public_key)}</id>",
        f"<updated>{updated}</updated><author><name>Safelight</name></author>",
        f'<link rel="self" href={quoteattr(press.public_url + "/feed.atom")}/>',
        f"<link href={quoteattr(press.public_url + '/data/')}/>",
        *(_entry(press, stored) for stored in reversed(edition.chain)),
        "</feed>\n",
    ]
    return "\n".join(lines).encode()


def _entry(press: Press, stored: Stored) -> str:
    page = f"{press.public_url}/releases/{stored.id}"
    page += ".json" if stored.kind == publication.ERRATUM else "/"
    about = stored.entry.get("reason") or f"{stored.first} to {stored.last}"
    return (
        f"<entry><title>{escape(stored.id)}</title><id>urn:uuid:{uuid.uuid5(SPACE, stored.digest)}</id>"
        f"<updated>{stored.published_on}T00:00:00Z</updated><link href={quoteattr(page)}/>"
        f"<summary>{escape(str(about))}</summary></entry>"
    )
