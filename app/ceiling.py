"""What one process takes at most, so that a flood cannot take the database down with it."""

from __future__ import annotations

import time
from dataclasses import dataclass

from app.errors import OverloadError


@dataclass(slots=True)
class Ceiling:
    """The most reports that one process hands to the database in a second: beyond it, come again."""

    most: int = 1000
    _second: int = 0
    _count: int = 0

    def check(self) -> None:
        """Let one more report pass.

        Raises:
            OverloadError: this second had its share; nothing was stored.
        """
        second = int(time.monotonic())
        if second != self._second:
            self._second, self._count = second, 0
        self._count += 1
        if self._count > self.most:
            raise OverloadError("more reports in a second than the database takes")
