"""The demonstration's keys: derived from the deployment's secret, refused anywhere but on this machine."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from config import Config

ACCOUNT = "demo"


def find_gateway_token(config: Config) -> str:
    """What signs the demonstration's texts in a provider's place; empty where there is no demonstration."""
    if not config.is_demonstration:
        return ""
    return hmac.new(config.secret_key.encode(), b"demonstration gateway", hashlib.sha256).hexdigest()[:32]
