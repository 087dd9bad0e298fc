"""How far back a sweep may take messages in, as two times an instance's file keeps for each provider.

Digests of deliveries last four days (P12). Within three, what is not known never reached us. After a longer
stop nobody can tell by digests, but what was sent since the last sweep that finished was never seen.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

SURE = timedelta(days=3)
"""While digests answer for certain; a day less than they are kept, since keys go by the day."""

EARLIEST = datetime.min.replace(tzinfo=UTC)
EVERY = "*"
"""The entry that holds for all providers: what a restored backup covers."""


@dataclass(frozen=True, slots=True)
class Watermark:
    """`swept`: when the last complete sweep began. `floor`: what was sent before is in a restored backup."""

    swept: datetime | None = None
    floor: datetime = EARLIEST

    def is_open(self, sent_at: datetime, now: datetime) -> bool:
        """Whether a message sent then may be taken in when its delivery is not known."""
        if sent_at < self.floor:
            return False
        return sent_at >= now - SURE or (self.swept is not None and sent_at >= self.swept)


def _path(instance: Path) -> Path:
    return instance / "sweep.json"


def _load(instance: Path) -> dict[str, str]:
    path = _path(instance)
    found: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    return found


def _store(instance: Path, times: dict[str, str]) -> None:
    part = _path(instance).with_suffix(".part")
    part.write_text(json.dumps(times, indent=1) + "\n")
    part.rename(_path(instance))


def read(instance: Path, gateway: str) -> Watermark:
    """The provider's times."""
    times = _load(instance)
    swept, floor = times.get(gateway), times.get(EVERY)
    return Watermark(
        datetime.fromisoformat(swept) if swept else None,
        datetime.fromisoformat(floor) if floor else EARLIEST,
    )


def set_swept(instance: Path, gateway: str, began: datetime) -> None:
    """A sweep that began then saw and took in everything."""
    _store(instance, _load(instance) | {gateway: began.isoformat(timespec="seconds")})


def set_floor(instance: Path, made_at: datetime) -> None:
    """A backup of this time was restored: what was sent before is in it, though its digests are not."""
    _store(instance, {EVERY: made_at.isoformat(timespec="seconds")})
