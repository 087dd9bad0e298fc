"""What stops the demonstration from loading."""

from __future__ import annotations


class DemoError(Exception):
    """The demonstration could not be loaded: the message says at which step."""
