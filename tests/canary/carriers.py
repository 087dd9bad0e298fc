"""The gateways of the canary's instance besides Twilio: their samples, and the settings to mount them all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tests.samples import Case, load_cases

SECRET = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
CLOSED = "http://127.0.0.1:9"
"""Where replies go: nobody listens there, and nothing leaves this machine."""
BUILT_IN = ("africastalking", "android", "smssync", "telerivet", "whatsapp")
EXCHANGED = {
    "s3cret": SECRET,
    "A name": "{name}",
    "1772366400": "{unix}",
    "2026-03-01T12:00:00.000+02:00": "{iso}",
    "2026-03-01T11:59:45Z": "{iso}",
    "http://192.0.2.20:8080": CLOSED,
    "http://192.0.2.30:1401": CLOSED,
    "https://api.example": CLOSED,
    "https://api.httpsms.com": CLOSED,
    "https://rapidpro.example": CLOSED,
}
"""Words of the samples to what stands in their place here."""
SENDING = {"vonage": {"send": {"url": CLOSED}}}
"""What of a profile would reach a provider."""


@cache
def load(url: str) -> Mapping[str, Case]:
    """Every sample by its label, for an instance at `url`."""
    return {case.label: case for case in load_cases(url, **EXCHANGED)}


def make_settings(folder: Path, url: str) -> dict[str, str]:
    """The environment that mounts every gateway of the samples, USSD and voice; writes their file."""
    cases = load(url)
    file = folder / "gateways.toml"
    file.write_text("\n".join(_to_table(case) for case in cases.values() if "profile" in case.table))
    made = {
        f"{label}_{name}": value
        for label in BUILT_IN
        for name, value in cases[label].table["settings"].items()
        if isinstance(value, str)
    }
    made |= {
        "africastalking_ussd_secret": SECRET,
        "africastalking_api_url": CLOSED,
        "whatsapp_api_url": CLOSED,
        "twilio_voice": "1",
        "gateways": str(file),
    }
    return {f"SAFELIGHT_{name.upper()}": value for name, value in made.items()}


def _to_table(case: Case) -> str:
    """A gateway of a sample as the deployment's own file has it."""
    entry = {**case.table["settings"], "profile": case.table["profile"]}
    change = {**case.table.get("change", {}), **SENDING.get(case.label, {})}
    entry |= {"change": change} if change else {}
    return "\n".join([f"[{case.label}]", *(f"{name} = {_to_toml(value)}" for name, value in entry.items())])


def _to_toml(value: Any) -> str:  # whatever TOML can hold
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(name)} = {_to_toml(one)}" for name, one in value.items()) + "}"
    return json.dumps(value)
