"""What a coordinator answers for besides reports: copies at providers, backups, the canary run, the disk.

No figure here moves when a message arrives: ages are whole hours from the first on, the disk in tenths (P5).
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date, datetime

import redis

from app.backups import folder
from app.deployment import Deployment
from app.statement import facts
from app.sweep import account
from app.sweep.account import Account

TIGHT = 1
"""Tenths of the disk below or at which room must be made."""
RARE_DAYS = 7
"""Days after which a backup is an old one."""


@dataclass(frozen=True, slots=True)
class Left:
    """What one provider still holds: `oldest_hours` is 0 where nothing is an hour old, None where unknown.

    `days_late` counts, by whole days of age, what is older than a day and should long be gone.
    """

    gateway: str
    oldest_hours: int | None
    days_late: dict[int, int]
    swept_hours: int | None
    is_failing: bool


@dataclass(frozen=True, slots=True)
class Upkeep:
    """The state of everything; `disk_tenths` is the share that is free, rounded down."""

    left: tuple[Left, ...]
    backup: date | None
    is_backup_old: bool
    canary: date | None
    disk_tenths: int

    @property
    def is_disk_tight(self) -> bool:
        """Whether room must be made."""
        return self.disk_tenths <= TIGHT


def examine(here: Deployment) -> Upkeep:
    """The state of things now."""
    today, backups = here.local_now().date(), folder.find_all(here.config.backup_folder)
    newest = backups[-1][0] if backups else None
    usage = shutil.disk_usage(here.config.instance)
    return Upkeep(
        left=tuple(_find_left(here, gateway) for gateway in sorted(here.copies)),
        backup=newest,
        is_backup_old=newest is None or (today - newest).days > RARE_DAYS,
        canary=facts.find_last_canary(),
        disk_tenths=10 * usage.free // max(1, usage.total),
    )


def _find_left(here: Deployment, gateway: str) -> Left:
    try:
        found = account.find(here.memory, gateway)
    except redis.RedisError:
        found = None
    return sum_up(gateway, found, here.clock())


def sum_up(gateway: str, found: Account | None, now: datetime) -> Left:
    """What a sweep's account says, without what is younger than an hour: that is who has just written."""
    if found is None:
        return Left(gateway, None, {}, None, is_failing=True)
    late: dict[int, int] = {}
    for hours, number in found.left.items():
        if hours >= 24:
            late[hours // 24] = late.get(hours // 24, 0) + number
    swept = int((now - datetime.fromisoformat(found.at)).total_seconds() // 3600)
    return Left(
        gateway, max(found.left, default=0), late, max(0, swept), is_failing=found.problem is not None
    )
