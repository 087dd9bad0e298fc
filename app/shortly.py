"""What a process may know for a moment instead of asking the database for every message."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

Value = TypeVar("Value")

LIFE_S = 10.0
"""How long a new area or a day's key may go unnoticed by a worker; what was known still holds."""


@dataclass(frozen=True, slots=True)
class Shortly:
    """Values by name, each for ten seconds; the same for every request, so nothing of a reporter's."""

    _known: dict[str, tuple[float, Any]] = field(default_factory=dict, repr=False)

    def get(self, name: str, make: Callable[[], Value]) -> Value:
        """The value known by this name, else the one made now; an error is nobody's value."""
        until, value = self._known.get(name, (0.0, None))
        if time.monotonic() < until:
            return cast("Value", value)
        made = make()
        self._known[name] = (time.monotonic() + LIFE_S, made)
        return made

    def forget(self, name: str) -> None:
        """Let the next request make it anew in this process; in others it lives its ten seconds."""
        self._known.pop(name, None)
