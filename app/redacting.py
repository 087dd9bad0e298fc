"""Redaction as this deployment has it: the rules, and the small model where it is switched on (P3)."""

from __future__ import annotations

from collections.abc import Sequence

from app.deployment import Deployment
from sms import redact
from sms.identifiers import model
from sms.redact import Redacted


def cut(here: Deployment, text: str, protected: Sequence[tuple[int, int]] = ()) -> Redacted:
    """`sms.redact.cut` with the finders of this deployment; `protected` are the places found in the text.

    Raises:
        RedactionError: anything went wrong; the text must then not be kept.
    """
    return redact.cut(text, protected, (model.find,) if here.config.name_model else ())
