"""Help near a place, as one answer; before a directory exists, the emergency number alone."""

from __future__ import annotations

from app.deployment import Deployment
from sms import replies


def describe(here: Deployment, text: str, language: str | None) -> str:
    """What a phone is told that asked for services near the place in the text."""
    nothing = replies.text("no_services", language)
    return f"{nothing} {replies.text('emergency', language, number=here.config.emergency_number)}"
