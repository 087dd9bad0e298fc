"""What may be said of a fault that nobody expected: its kind and the lines it came through.

Never its words, which may repeat a text or a number (P1); Flask's own log of a fault, and granian's, would.
"""

from __future__ import annotations

import traceback
from types import TracebackType

from flask import Flask, request

LINES = 5
"""The last ones say where it happened."""


def describe(error: BaseException) -> str:
    """Kind and lines of a fault."""
    lines = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    return f"{type(error).__name__}: {' '.join(lines[-LINES:])}"


class Program(Flask):
    """Flask, whose log of a fault in an error page has no words either."""

    def log_exception(
        self, exc_info: tuple[type, BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> None:
        """Log what may be said; called where an error's own page fails."""
        if exc_info[1] is not None:
            self.logger.error("in %s: %s", request.endpoint, describe(exc_info[1]))
