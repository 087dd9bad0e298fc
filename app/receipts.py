"""Receipts: made here, shown once, kept as a keyed digest alone (P8)."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from sms import receipt
from sms.receipt import Receipt

if TYPE_CHECKING:
    from config import Config


def digest(config: Config, given: Receipt) -> bytes:
    """Under what a receipt is found: worth nothing without the deployment's secret, which no dump holds."""
    key = hmac.new(config.secret_key.encode(), b"receipts", hashlib.sha256).digest()
    return receipt.digest(given, key)
