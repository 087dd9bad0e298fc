"""Our errors, and the one table that turns an error into an HTTP status."""

from __future__ import annotations

from http import HTTPStatus

from sms.errors import MalformedError, SignatureError


class AppError(Exception):
    """Base of this room's errors; no message holds a sender, a text or a precise point."""


class UnavailableError(AppError):
    """The database does not answer: nothing was stored, whoever sent it should send it again."""


class NotReadyError(AppError):
    """No organizer exists yet, so there is no key to seal to: nothing can be taken in."""


class TransitionError(AppError):
    """An act leads nowhere from the report's state: someone else was faster, or it is final."""


class LockedError(AppError):
    """The sealing key is not unlocked in this session: sign in again."""


class RefusedServiceError(AppError):
    """A service is configured so that a promise would not hold; the message says how to fix it."""


class PlacesError(AppError):
    """An import of places can't be done or can't be finished: the message says why, for who started it."""


STATUS: dict[type[Exception], HTTPStatus] = {
    SignatureError: HTTPStatus.FORBIDDEN,
    MalformedError: HTTPStatus.BAD_REQUEST,
    UnavailableError: HTTPStatus.SERVICE_UNAVAILABLE,
    NotReadyError: HTTPStatus.SERVICE_UNAVAILABLE,
    TransitionError: HTTPStatus.CONFLICT,
    LockedError: HTTPStatus.UNAUTHORIZED,
}
"""Error to status; whatever stands in no row is a 500 that says nothing."""
