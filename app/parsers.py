"""What a setting's text means: values, or a ValueError that says what it must be."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sms.gateways import configured, signature
from sms.identifiers import model

ROOT = Path(__file__).resolve().parents[1]
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
LANGUAGES = ("en", "ar", "sw", "hi", "es", "fr", "fil")
GATEWAYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "twilio": ("twilio_auth_token",),
        "voice": ("twilio_voice", "twilio_auth_token"),
        "africastalking": ("africastalking_path_secret", "africastalking_username", "africastalking_api_key"),
        "ussd": ("africastalking_ussd_secret",),
        "android": ("android_signing_key", "android_api_url", "android_username", "android_password"),
        "smssync": ("smssync_secret",),
        "whatsapp": (
            "whatsapp_app_secret",
            "whatsapp_verify_token",
            "whatsapp_access_token",
            "whatsapp_phone_number_id",
        ),
        "telerivet": ("telerivet_secret",),
    }
)
"""Each gateway's settings: with the first it is in use, and then needs the others."""
GATEWAY_NAME = re.compile(r"[a-z][a-z0-9-]{0,31}")


def text(value: str) -> str:
    """Any text."""
    return value


def flag(value: str) -> bool:
    """0 or 1."""
    if value not in ("0", "1"):
        raise ValueError("must be 0 or 1")
    return value == "1"


def name_model(value: str) -> bool:
    """A flag that may be 1 only where the name model is installed."""
    is_wanted = flag(value)
    if is_wanted and not model.is_installed():
        raise ValueError(f"needs packages that are not installed: {model.INSTALL}")
    return is_wanted


def whole(low: int, high: int) -> Callable[[str], int]:
    """A whole number between two others, both included."""

    def parse(value: str) -> int:
        if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return int(value)

    return parse


def url(*schemes: str) -> Callable[[str], str]:
    """An address of one of these schemes, without a slash at its end."""

    def parse(value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in schemes:
            raise ValueError(f"must start with {' or '.join(f'{scheme}:' for scheme in schemes)}")
        return value.rstrip("/")

    return parse


def public_url(value: str) -> str:
    """Our own address: scheme, host and port; https, but for this machine and onion services."""
    address = url("http", "https")(value)
    parts = urlsplit(address)
    if not parts.hostname or parts.username or parts.query or parts.fragment or parts.path:
        # Twilio's validator mangles credentials, and paths below a prefix would fail its signature.
        raise ValueError("must be scheme, host and port only")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK and not parts.hostname.endswith(".onion"):
        raise ValueError("must be https, unless the host is this machine or an onion service")
    return address


def numbers(value: str) -> tuple[str, ...]:
    """Our own numbers as a provider writes them, such as +15550100 or whatsapp:+15550100."""
    found = items(value)
    if not all(number.removeprefix("whatsapp:").startswith("+") for number in found):
        raise ValueError("must be numbers that start with + or whatsapp:+, by comma")
    return found


def languages(value: str) -> tuple[str, ...]:
    """Some of `LANGUAGES`, by comma."""
    chosen = items(value)
    unknown = [language for language in chosen if language not in LANGUAGES]
    if unknown or not chosen:
        raise ValueError(f"must be some of {', '.join(LANGUAGES)}")
    return chosen


def items(value: str) -> tuple[str, ...]:
    """Texts by comma."""
    return tuple(part.strip() for part in value.split(",") if part.strip())


def zone(value: str) -> ZoneInfo:
    """A time zone by its name."""
    try:
        return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError("must name a time zone, such as Africa/Nairobi") from error


def secret(value: str) -> str:
    """A secret of 32 characters or more."""
    if len(value) < 32:
        raise ValueError("must have at least 32 characters")
    return value


def secret_or_none(value: str) -> str:
    """A secret that proves a request by itself, for gateways that sign nothing."""
    if value and (len(value) < 16 or not re.fullmatch(r"[\w.~-]+", value, re.ASCII)):
        raise ValueError("must have at least 16 letters and digits, since it is the only proof")
    return value


def url_or_none(*schemes: str) -> Callable[[str], str]:
    """An address of one of these schemes, or nothing."""
    return lambda value: url(*schemes)(value) if value else ""


def networks(value: str) -> tuple[str, ...]:
    """Addresses and networks, by comma."""
    found = items(value)
    if problems := signature.find_bad_networks(found):
        raise ValueError("; ".join(problems))
    return found


def gateways(value: str) -> Mapping[str, configured.Configured]:
    """The gateways of a TOML file, a table each: see docs/adding-a-gateway.md."""
    if not value:
        return {}
    path = Path(value) if Path(value).is_absolute() else ROOT / value
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        # The parser's own words may quote a secret of the file.
        raise ValueError(f"cannot be read as TOML: {type(error).__name__}") from None
    built, problems = {}, []
    for name, table in tables.items():
        if not GATEWAY_NAME.fullmatch(name) or name in GATEWAYS or not isinstance(table, dict):
            problems.append(f"{name}: must be a table with a name of its own in small letters")
            continue
        try:
            built[name] = configured.build(name, table)
        except ValueError as error:
            problems.append(f"[{name}] {error}")
    if problems:
        raise ValueError("; ".join(problems))
    return built
