"""What this deployment keeps, for how long, and who sees it: one mapping for machines and for the page.

Nothing here moves when a report arrives: no count, no state, no live figure (P14).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from app import retention
from app.models.report import Report
from app.sealing import IDLE_SECONDS
from app.sweep.run import DIALOG
from maps.disclosure import budget

if TYPE_CHECKING:
    from config import Config

SCHEMA = "safelight-statement/1"
PROOFS = Path(__file__).parents[2] / "docs" / "proofs.md"
CANARY = re.compile(r"<!-- canary: [^>]*-->\s*Run on (\d{4}-\d{2}-\d{2}):")
"""How a canary run's table begins."""

SEALED = (
    "accuracy_m",
    "beyond_daily",
    "candidates",
    "category",
    "channel",
    "held",
    "is_pointed",
    "language",
    "occurred_on",
    "place",
    "place_kind",
    "place_phrase",
    "reasons",
    "role",
    "text",
)
"""What is sealed with a report; the test opens one and compares."""

WORDS = "text"
"""The one of them that a deployment which keeps codes only does not keep."""

NEVER = ("sender", "network_address", "browser", "account", "exact_place", "exact_time", "deleted_identities")

Facts = Mapping[str, Mapping[str, str | int | float]]
"""Section to key to value."""


def compose(config: Config, last_canary: date | None) -> Facts:
    """The statement of a deployment; `last_canary` is the day of the last canary run, None for never."""
    sealed = [name for name in SEALED if not (config.codes_only and name == WORDS)]
    return {
        "readable": {
            column.name: column.name for column in Report.__table__.columns if column.name != "sealed"
        },
        "sealed": {name: name for name in sealed},
        "never": {name: name for name in NEVER},
        "days": {entry.name.replace(" ", "_"): entry.days for entry in retention.list_kept(config)},
        "released": {"epsilon_life": budget.LIFE, "delay_days": config.delay_days},
        "others": _others(config),
        "readers": {
            "public": "releases",
            "organizer": "reports",
            "operator": "readable",
            "locked_after_minutes": IDLE_SECONDS // 60,
        },
        "proof": {"last_canary_run": last_canary.isoformat() if last_canary else "never"},
    }


def _others(config: Config) -> dict[str, str | int]:
    """Who else has a part in it: no third party, and what is deleted where at the SMS provider."""
    found: dict[str, str | int] = {"third_parties": 0}
    used = ", ".join(_find_providers(config))
    if used:
        found["sms_provider"] = used
    if config.can_delete_copies:
        found["deleted_there_after_minutes"] = int(DIALOG.total_seconds() // 60)
    return found


def _find_providers(config: Config) -> list[str]:
    """The companies that texts pass through; a phone of our own is none."""
    keys = {
        "Twilio": config.twilio_auth_token,
        "Africa's Talking": config.africastalking_path_secret or config.africastalking_ussd_secret,
        "Meta": config.whatsapp_app_secret,
        "Telerivet": config.telerivet_secret or config.telerivet_api_key,
    }
    return [name for name, key in keys.items() if key] + sorted(config.gateways)


def find_last_canary(path: Path = PROOFS) -> date | None:
    """The day of the last canary run; None where none is on record."""
    found = CANARY.search(path.read_text(encoding="utf-8")) if path.exists() else None
    return date.fromisoformat(found[1]) if found else None
