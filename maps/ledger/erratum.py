"""What is said later about a published release: never a new number, only a mark or a withdrawal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from maps.ledger import canonical, release, seal

SCHEMA = "hexerratum/1"


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
    return release.finish(
        {
            "schema": SCHEMA,
            "id": f"erratum-{published}-{canonical.digest({'of': about['id'], 'why': reason})[:8]}",
            "release": about["id"],
            "release_sha256": about["sha256"],
            "withdraw": withdraw,
            "cells": sorted(cells),
            "reason": reason,
            "published": str(published),
            "previous": previous,
        },
        seed,
    )
