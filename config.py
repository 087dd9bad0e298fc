"""Every setting, checked once at start: `Config.from_env()` lists all problems together.

Read by `wsgi`, `migrations/env.py` and the tests alone; everything else is handed values.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ROOT = Path(__file__).parent
PREFIX = "SAFELIGHT_"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
LANGUAGES = ("en", "ar", "sw", "hi", "es", "fr", "fil")


class ConfigError(Exception):
    """The environment cannot be used; `problems` says everything that is wrong with it, a line each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _text(value: str) -> str:
    return value


def _flag(value: str) -> bool:
    if value not in ("0", "1"):
        raise ValueError("must be 0 or 1")
    return value == "1"


def _whole(low: int, high: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return int(value)

    return parse


def _url(*schemes: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in schemes:
            raise ValueError(f"must start with {' or '.join(f'{scheme}:' for scheme in schemes)}")
        return value.rstrip("/")

    return parse


def _public_url(value: str) -> str:
    address = _url("http", "https")(value)
    parts = urlsplit(address)
    if not parts.hostname or parts.username or parts.query or parts.fragment or parts.path:
        # Twilio's validator mangles credentials, and paths below a prefix would fail its signature.
        raise ValueError("must be scheme, host and port only")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK and not parts.hostname.endswith(".onion"):
        raise ValueError("must be https, unless the host is this machine or an onion service")
    return address


def _languages(value: str) -> tuple[str, ...]:
    chosen = tuple(part.strip() for part in value.split(",") if part.strip())
    unknown = [language for language in chosen if language not in LANGUAGES]
    if unknown or not chosen:
        raise ValueError(f"must be some of {', '.join(LANGUAGES)}")
    return chosen


def _zone(value: str) -> ZoneInfo:
    try:
        return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError("must name a time zone, such as Africa/Nairobi") from error


def _secret(value: str) -> str:
    if len(value) < 32:
        raise ValueError("must have at least 32 characters")
    return value


def setting(parse: Callable[[str], Any], default: str, about: str, *, secret: bool = False) -> Any:  # noqa: ANN401  # a field of any type
    """A field read from SAFELIGHT_<NAME>: how to parse it, its default as written, one line about it."""
    return field(repr=not secret, metadata={"parse": parse, "default": default, "about": about})


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The settings of one running deployment."""

    instance: Path = setting(Path, "instance", "folder of the private services, keys and backups")
    port: int = setting(_whole(1, 65535), "8000", "port that bin/run serves on, on 127.0.0.1")
    public_url: str = setting(_public_url, "", "address others reach us under; empty: http://127.0.0.1:PORT")
    database_url: str = setting(
        _url("postgresql"), "", "owner's address of your own PostGIS; empty: the private one", secret=True
    )
    redis_url: str = setting(
        _url("redis", "rediss", "unix"), "", "address of your own Redis; empty: the private one", secret=True
    )
    secret_key: str = setting(
        _secret, "", "secret of this deployment; empty: made in INSTANCE/secrets", secret=True
    )
    demo: bool = setting(_flag, "1", "1: show the demonstration while the address is this machine's own")
    time_zone: ZoneInfo = setting(_zone, "Asia/Kolkata", "where 'last night' is; the demonstration's city")
    languages: tuple[str, ...] = setting(_languages, ",".join(LANGUAGES), "languages of the pages, by comma")
    emergency_number: str = setting(_text, "112", "the general emergency number of the area")
    codes_only: bool = setting(_flag, "0", "1: keep categories and cells only, never a narrative")
    twilio_auth_token: str = setting(
        _text, "", "signs Twilio's requests; empty: no Twilio gateway", secret=True
    )
    twilio_account_sid: str = setting(_text, "", "account whose copies of messages are deleted")
    delay_days: int = setting(
        _whole(0, 366), "14", "days between a period's end and its release, at least 14 outside the demo"
    )
    keep_pending_days: int = setting(_whole(1, 3660), "180", "days a report may wait for judgement")
    keep_narrative_days: int = setting(
        _whole(1, 3660), "365", "days the sealed words of a judged report are kept"
    )
    keep_rejected_days: int = setting(_whole(1, 3660), "30", "days a rejected report is kept")
    keep_audit_days: int = setting(_whole(30, 3660), "730", "days the organizers' acts stay readable")
    keep_backup_days: int = setting(_whole(1, 3660), "30", "days a backup may be restored")

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine reaches us under the public URL."""
        return urlsplit(self.public_url).hostname in LOOPBACK

    @property
    def has_gateway(self) -> bool:
        """Whether a real gateway is configured."""
        return bool(self.twilio_auth_token)

    @property
    def is_demonstration(self) -> bool:
        """Whether demonstration keys and accounts are good: never on a public address or a real gateway."""
        return self.demo and self.is_loopback and not self.has_gateway

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Config:
        """The settings from SAFELIGHT_* variables and the instance's own files.

        Raises:
            ConfigError: anything is wrong; all of it is listed.
        """
        env = os.environ if environ is None else environ
        given = {name: value for name, value in env.items() if name.startswith(PREFIX)}
        problems = [f"{name} is not a setting: see .env.example" for name in given if name not in names()]
        values = _defaults(given, problems)
        parsed: dict[str, Any] = {}
        for item in fields(cls):
            name = PREFIX + item.name.upper()
            try:
                parsed[item.name] = item.metadata["parse"](values[item.name])
            except ValueError as error:
                problems.append(f"{name} {error}")
        if problems:
            raise ConfigError(problems)
        return cls(**parsed)


def names() -> dict[str, Field[Any]]:
    """Each setting's variable and its field."""
    return {PREFIX + item.name.upper(): item for item in fields(Config)}


def _defaults(given: Mapping[str, str], problems: list[str]) -> dict[str, str]:
    """What is set, else the default, else what the instance's files say."""
    values = {item.name: given.get(name) or item.metadata["default"] for name, item in names().items()}
    instance = Path(values["instance"])
    values["instance"] = str(instance if instance.is_absolute() else ROOT / instance)
    values["public_url"] = values["public_url"] or f"http://127.0.0.1:{values['port']}"
    services = _read_services(Path(values["instance"]) / "services.json")
    for name in ("database_url", "redis_url"):
        values[name] = values[name] or services.get(name, "")
        if not values[name]:
            problems.append(f"{PREFIX}{name.upper()} is not set and no private service was started: bin/run")
            values[name] = "postgresql:" if name == "database_url" else "redis:"
    secret = Path(values["instance"]) / "secrets" / "secret_key"
    if not values["secret_key"] and secret.exists():
        values["secret_key"] = secret.read_text().strip()
    return values


def _read_services(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    found: dict[str, str] = json.loads(path.read_text())
    return found


def example() -> str:
    """The text of `.env.example`: every setting with its default and what it does."""
    lines = ["# Every setting of Safelight with its default. Copy to .env and change what you need.", ""]
    for name, item in names().items():
        lines += [f"# {item.metadata['about']}", f"#{name}={item.metadata['default']}", ""]
    return "\n".join(lines)
