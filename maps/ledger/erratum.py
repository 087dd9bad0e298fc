"""What is said later about a published release: never a new number, only a mark or a withdrawal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from maps.ledger import canonical, release, seal

SCHEMA = "hexerratum/1"
SAID = ("release", "reason", "cells", "withdraw")
"""What an erratum says; its id is made of it and the day, so that two that say different things are two."""


def issue(
    about: Mapping[str, Any],
    reason: str,
    published: date,
    previous: str,
    seed: seal.SigningSeed,
    *,
    cells: Sequence[str] = (),
    withdraw: bool = False,
) -> bytes:
    """The finished file of an erratum: store exactly these bytes in the chain after `previous`.

    It marks the cells, or withdraws the release's display; the reason is public and must name nobody.
    """
    said = {"release": about["id"], "reason": reason, "cells": sorted(cells), "withdraw": withdraw}
    return release.finish(
        {
            "schema": SCHEMA,
            "id": f"erratum-{published}-{canonical.digest(said)[:8]}",
            **said,
            "release_sha256": about["sha256"],
            "published": str(published),
            "previous": previous,
        },
        seed,
    )


def is_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two errata say the same on the same day, whatever their ids: older ones left the cells out."""
    return all(one[name] == other[name] for name in (*SAID, "published"))
