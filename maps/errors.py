"""What can go wrong between places and pages."""

from __future__ import annotations


class MapsError(Exception):
    """Base of this room's errors."""


class GeometryError(MapsError):
    """A polygon or coordinate cannot be used: the message says what is wrong with it, for who supplied it."""


class AreaError(MapsError):
    """An area cannot be released about: the message says which rule it breaks, for who configured it."""


class CountError(MapsError):
    """Counts handed over for release are not of the agreed shape: for who wrote the query."""


class LedgerError(MapsError):
    """A release file cannot be written or read: the message says where, for who publishes or checks it."""


class EstimateError(MapsError):
    """Published tables do not fit together: the file was not verified before it was read."""


class SourceError(MapsError):
    """A file of places can't be read: the message names the row or byte, for who supplied it."""
