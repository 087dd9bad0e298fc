"""The carriers' own stop words, which block a number: never ours, never answered."""

from __future__ import annotations

from typing import Final

STOP_WORDS: Final = frozenset(
    {"stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "optout", "revoke"}
)
"""CTIA Messaging Principles and Best Practices (2023), 5.1.3, and Twilio's default list."""


def is_opt_out(text: str) -> bool:
    """Whether the whole message is one of the carriers' stop words."""
    return text.strip(" \t\r\n.!\"'*").casefold() in STOP_WORDS
