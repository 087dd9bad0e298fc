"""What a phone is answered in words."""

from __future__ import annotations

from collections.abc import Mapping

from app import wordings
from app.deployment import Deployment
from sms.turn import Reply


def fill(here: Deployment, reply: Reply | None, values: Mapping[str, str]) -> str | None:
    """The reply's text in its language, or in the deployment's first; None for silence."""
    if reply is None:
        return None
    language = reply.language or here.config.languages[0]
    return wordings.text(here, reply.key, language, **{"number": here.config.emergency_number, **values})
