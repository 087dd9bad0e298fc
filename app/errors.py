"""Our errors."""

from __future__ import annotations


class AppError(Exception):
    """Base of this room's errors."""


class PlacesError(AppError):
    """An import of places can't be done or can't be finished: the message says why, for who started it."""
