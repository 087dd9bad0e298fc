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
from zoneinfo import ZoneInfo

from app import parsers
from sms.gateways import configured
from sms.identifiers import model

ROOT = Path(__file__).parent
PREFIX = "SAFELIGHT_"


class ConfigError(SystemExit):
    """The environment cannot be used; `problems` says everything that is wrong with it, a line each.

    Uncaught it ends the program with these lines alone: whoever set it up wants no traceback before them.
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def setting(parse: Callable[[str], Any], default: str, about: str, *, secret: bool = False) -> Any:  # noqa: ANN401  # a field of any type
    """A field read from SAFELIGHT_<NAME>: how to parse it, its default as written, one line about it."""
    return field(repr=not secret, metadata={"parse": parse, "default": default, "about": about})


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The settings of one running deployment."""

    instance: Path = setting(Path, "instance", "folder of the private services, keys and backups")
    port: int = setting(parsers.whole(1, 65535), "8000", "port that bin/run serves on, on 127.0.0.1")
    proxies: int = setting(
        parsers.whole(0, 5), "0", "our own proxies in front: so many ends of X-Forwarded-For are believed"
    )
    public_url: str = setting(
        parsers.public_url, "", "address others reach us under; empty: http://127.0.0.1:PORT"
    )
    database_url: str = setting(
        parsers.url("postgresql"),
        "",
        "owner's address of your own PostGIS; empty: the private one",
        secret=True,
    )
    redis_url: str = setting(
        parsers.url("redis", "rediss", "unix"),
        "",
        "address of your own Redis; empty: the private one",
        secret=True,
    )
    secret_key: str = setting(
        parsers.secret, "", "secret of this deployment; empty: made in INSTANCE/secrets", secret=True
    )
    demo: bool = setting(
        parsers.flag, "1", "1: show the demonstration while the address is this machine's own"
    )
    time_zone: ZoneInfo = setting(
        parsers.zone, "Asia/Kolkata", "where 'last night' is; the demonstration's city"
    )
    languages: tuple[str, ...] = setting(
        parsers.languages, ",".join(parsers.LANGUAGES), "languages of the pages, by comma"
    )
    numbers: tuple[str, ...] = setting(
        parsers.items, "", "numbers that people can text, by comma, as pages show them"
    )
    emergency_number: str = setting(parsers.text, "112", "the general emergency number of the area")
    codes_only: bool = setting(parsers.flag, "0", "1: keep categories and cells only, never a narrative")
    name_model: bool = setting(
        parsers.name_model, "0", f"1: also cut out names that a small model sees; first {model.INSTALL}"
    )
    twilio_auth_token: str = setting(
        parsers.text, "", "signs Twilio's requests; empty: no Twilio gateway", secret=True
    )
    twilio_account_sid: str = setting(parsers.text, "", "account whose copies of messages are deleted")
    batch_hours: int = setting(
        parsers.whole(0, 24), "6", "hours between the times at which reports enter the queue; 0: at once"
    )
    two_reviewers: bool = setting(
        parsers.flag, "0", "1: a report is accepted by two organizers, never by one"
    )
    undo_days: int = setting(parsers.whole(0, 366), "7", "days in which a judgement can be undone")
    recheck_days: int = setting(
        parsers.whole(1, 3660), "180", "days after which safe zones and services are due"
    )
    twilio_voice: bool = setting(
        parsers.flag, "0", "1: answer calls at /gateways/voice with a menu by keypad"
    )
    africastalking_username: str = setting(parsers.text, "", "application's name at Africa's Talking")
    africastalking_api_key: str = setting(parsers.text, "", "sends replies by Africa's Talking", secret=True)
    africastalking_api_url: str = setting(
        parsers.url("https", "http"), "https://api.africastalking.com", "where Africa's Talking takes replies"
    )
    africastalking_path_secret: str = setting(
        parsers.secret_or_none, "", "ends the address of its texts; empty: no such gateway", secret=True
    )
    africastalking_ussd_secret: str = setting(
        parsers.secret_or_none, "", "ends the address of its USSD menu; empty: no menu", secret=True
    )
    africastalking_allowed: tuple[str, ...] = setting(
        parsers.networks, "", "addresses that Africa's Talking calls from, by comma; empty: any"
    )
    android_signing_key: str = setting(
        parsers.text, "", "signs the requests of Android SMS Gateway; empty: no such gateway", secret=True
    )
    android_api_url: str = setting(parsers.url_or_none("http", "https"), "", "address of the phone's own API")
    android_username: str = setting(parsers.text, "", "name for the phone's API")
    android_password: str = setting(parsers.text, "", "password for the phone's API", secret=True)
    android_max_age_s: int = setting(
        parsers.whole(60, 86400), "300", "seconds that the phone's clock may be off"
    )
    smssync_secret: str = setting(
        parsers.secret_or_none, "", "secret typed into SMSSync; empty: no such gateway", secret=True
    )
    whatsapp_app_secret: str = setting(
        parsers.text, "", "signs Meta's requests; empty: no such gateway", secret=True
    )
    whatsapp_verify_token: str = setting(
        parsers.text, "", "what Meta says back when it subscribes", secret=True
    )
    whatsapp_access_token: str = setting(parsers.text, "", "sends replies by Meta's Graph API", secret=True)
    whatsapp_phone_number_id: str = setting(
        parsers.text, "", "id of the WhatsApp number that replies are sent from"
    )
    whatsapp_api_url: str = setting(
        parsers.url("https", "http"),
        "https://graph.facebook.com/v23.0",
        "where Meta's Graph API takes replies",
    )
    telerivet_secret: str = setting(
        parsers.secret_or_none, "", "secret of the Telerivet webhook; empty: no such gateway", secret=True
    )
    gateways: Mapping[str, configured.Configured] = setting(
        parsers.gateways,
        "",
        "TOML file of further gateways by profile: docs/adding-a-gateway.md",
        secret=True,
    )
    twilio_numbers: tuple[str, ...] = setting(
        parsers.numbers, "", "our numbers at Twilio, by comma, whose copies are deleted there"
    )
    twilio_api_url: str = setting(
        parsers.url("https", "http"),
        "https://api.twilio.com",
        "where copies at Twilio are listed and deleted",
    )
    telerivet_api_key: str = setting(parsers.text, "", "lists and deletes copies at Telerivet", secret=True)
    telerivet_project_id: str = setting(parsers.text, "", "project at Telerivet whose copies are deleted")
    telerivet_api_url: str = setting(
        parsers.url("https", "http"), "https://api.telerivet.com", "where copies at Telerivet are deleted"
    )
    delay_days: int = setting(
        parsers.whole(0, 366),
        "14",
        "days between a period's end and its release, at least 14 outside the demo",
    )
    rewrite_minutes: int = setting(
        parsers.whole(1, 1440), "60", "minutes after which stored rows are put in random order again"
    )
    keep_pending_days: int = setting(parsers.whole(1, 3660), "180", "days a report may wait for judgement")
    keep_narrative_days: int = setting(
        parsers.whole(1, 3660), "365", "days the sealed words of a judged report are kept"
    )
    keep_judged_days: int = setting(
        parsers.whole(550, 36600), "1825", "days the coarse row of a judged report is kept, words long gone"
    )
    keep_rejected_days: int = setting(parsers.whole(1, 3660), "30", "days a rejected report is kept")
    keep_audit_days: int = setting(parsers.whole(30, 3660), "730", "days the organizers' acts stay readable")
    keep_backup_days: int = setting(parsers.whole(1, 3660), "30", "days a backup may be restored")
    backups: str = setting(parsers.text, "", "folder of the backups; empty: INSTANCE/backups")

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine reaches us under the public URL."""
        return urlsplit(self.public_url).hostname in parsers.LOOPBACK

    @property
    def has_gateway(self) -> bool:
        """Whether a real gateway is configured."""
        return bool(self.gateways) or any(getattr(self, names[0]) for names in parsers.GATEWAYS.values())

    @property
    def can_delete_copies(self) -> bool:
        """Whether copies at a provider are listed and deleted."""
        is_twilio = bool(self.twilio_auth_token and self.twilio_account_sid and self.twilio_numbers)
        return is_twilio or bool(self.telerivet_api_key and self.telerivet_project_id)

    @property
    def backup_folder(self) -> Path:
        """Where `flask backup` writes and `flask purge` removes."""
        return Path(self.backups) if self.backups else self.instance / "backups"

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
        problems += _find_incomplete(parsed)
        if problems:
            raise ConfigError(problems)
        return cls(**parsed)


def _find_incomplete(parsed: Mapping[str, Any]) -> list[str]:
    """Settings that a gateway in use lacks."""
    return [
        f"{PREFIX}{name.upper()} is not set, and the gateway {gateway} needs it"
        for gateway, (first, *others) in parsers.GATEWAYS.items()
        for name in others
        if parsed.get(first) and not parsed.get(name, "unreadable")
    ]


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
