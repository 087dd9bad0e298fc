"""What can go wrong between places and pages."""

from __future__ import annotations


class MapsError(Exception):
    """Base of this room's errors."""


class GeometryError(MapsError):
    """A polygon or coordinate cannot be used: the message says what is wrong with it, for who supplied it."""


class SourceError(MapsError):
    """A file of places can't be read: the message names the row or byte, for who supplied it."""
