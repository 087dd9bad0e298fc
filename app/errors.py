"""Our errors, and the one table that turns an error into an HTTP status."""

from __future__ import annotations

from http import HTTPStatus

from sms.errors import MalformedError, MethodError, SignatureError


class AppError(Exception):
    """Base of this room's errors; no message holds a sender, a text or a precise point."""


class UnavailableError(AppError):
    """The database does not answer: nothing was stored, whoever sent it should send it again."""


class NotReadyError(AppError):
    """No organizer exists yet, so there is no key to seal to: nothing can be taken in."""


class OverloadError(AppError):
    """More comes at once than the database can take: nothing was stored, send it again."""


class TransitionError(AppError):
    """An act leads nowhere from the report's state: someone else was faster, or it is final."""


class MemberError(AppError):
    """An organizer's account cannot be made or changed so; the message says why, for who asked."""


class LockedError(AppError):
    """The sealing key is not unlocked in this session: sign in again."""


class RefusedServiceError(AppError):
    """A service is configured so that a promise would not hold; the message says how to fix it."""


class PlacesError(AppError):
    """An import of places can't be done or can't be finished: the message says why, for who started it."""


class AreaChangedError(AppError):
    """An area was changed within a map's period, so that its map cannot be drawn: set the old one back."""


class ErratumError(AppError):
    """A correction cannot be issued as asked; the message says why, for who asked."""


class HandoutError(AppError):
    """Exact numbers are not handed out so: a reason, and another organizer's agreement, come first."""


class LastOrganizerError(AppError):
    """The account is the last that opens the reports: add another organizer first."""


class BackupError(AppError):
    """A backup can't be made or restored: the message says why, and what the operator can do."""


class ProviderError(AppError):
    """A provider did not answer a question about its copies: nothing is known, the next sweep asks again."""


STATUS: dict[type[Exception], HTTPStatus] = {
    SignatureError: HTTPStatus.FORBIDDEN,
    MethodError: HTTPStatus.METHOD_NOT_ALLOWED,
    MalformedError: HTTPStatus.BAD_REQUEST,
    UnavailableError: HTTPStatus.SERVICE_UNAVAILABLE,
    NotReadyError: HTTPStatus.SERVICE_UNAVAILABLE,
    OverloadError: HTTPStatus.SERVICE_UNAVAILABLE,
    TransitionError: HTTPStatus.CONFLICT,
    HandoutError: HTTPStatus.CONFLICT,
    LockedError: HTTPStatus.UNAUTHORIZED,
    RefusedServiceError: HTTPStatus.SERVICE_UNAVAILABLE,
}
"""Error to status; whatever stands in no row is a 500 that says nothing."""
