"""Organizers' sessions: who is signed in, and the cookie that unlocks the sealing key for it (P2)."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import urlsplit

import flask_security
import redis
from flask import Flask, Response, abort, current_app, redirect, request, session, url_for
from flask_limiter import Limiter
from flask_login import current_user
from sqlalchemy.orm import Session, scoped_session, sessionmaker
from werkzeug.wrappers import Response as WerkzeugResponse

from app import accounts, codes, deployment, lockout, opened, passkeys, sealing
from app.errors import LockedError
from app.models.organizer import Organizer, Role
from app.models.session import ConsoleSession
from app.sealing import Opener, SessionSecret
from sms import identity

TOKEN = "token"  # noqa: S105  # the name of a field
"""Where the session cookie holds the session's own random token."""
KEY_COOKIE = "safelight_key"
PATH = "/console"
SESSION_SECONDS = 12 * 3600
PROCESS_KEY = secrets.token_bytes(32)
"""What limits within one process are kept under while Redis is down."""


def remote_pseudonym() -> str:
    """The limiter's key: the caller's address under the day's key, never the address itself (P1)."""
    here = deployment.current()
    day = here.clock().date().isoformat()
    try:
        key = here.memory.epoch_key("address", day)
    except redis.RedisError:
        key = PROCESS_KEY
    return identity.address_to_pseudonym("web", request.remote_addr or "", key)


limiter = Limiter(
    key_func=remote_pseudonym,
    key_prefix="limit",
    in_memory_fallback_enabled=True,
    in_memory_fallback=["600 per minute"],
    swallow_errors=True,
    headers_enabled=False,
)


@limiter.request_filter
def is_webhook() -> bool:
    """Whether a gateway asks, which is not limited: signatures keep strangers out.

    A limit would let a flood of strangers shut the gateway out with them, most of all the one that holds for
    every route while Redis is down, which heeds no exemption of a route (P12).
    """
    return request.blueprint == "webhook"


def install(app: Flask) -> None:
    """Set up sign-in, sessions and limits."""
    here: deployment.Deployment = app.extensions["safelight"]
    app.config.update(
        SESSION_COOKIE_NAME="safelight_session",
        SESSION_COOKIE_PATH=PATH,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=here.config.public_url.startswith("https:"),
        SESSION_COOKIE_SAMESITE="Strict",
        PERMANENT_SESSION_LIFETIME=SESSION_SECONDS,
        SECURITY_PASSWORD_SALT=here.config.secret_key,
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106  # the name of a method
        SECURITY_PASSWORD_SINGLE_HASH=["argon2"],
        SECURITY_USER_IDENTITY_ATTRIBUTES=[{"username": {"mapper": flask_security.uia_username_mapper}}],
        SECURITY_TRACKABLE=False,
        SECURITY_SEND_REGISTER_EMAIL=False,
        WTF_CSRF_ENABLED=False,  # every POST is checked by origin below, and the cookie is SameSite=Strict
        RATELIMIT_STORAGE_URI=_limiter_uri(here.config.redis_url),
        RATELIMIT_KEY_PREFIX="limit",
    )
    rows = scoped_session(sessionmaker(here.database.organizer, expire_on_commit=False))
    app.extensions["safelight.session"] = rows
    datastore = flask_security.SQLAlchemySessionUserDatastore(rows, Organizer, Role)
    security = flask_security.Security(app, datastore, register_blueprint=False)
    # Cookies alone sign in: the loader of tokens would read every JSON body, of strangers too.
    app.login_manager.request_loader(lambda _request: None)  # type: ignore[attr-defined]  # Flask-Login's
    security.unauthn_handler(lambda *_args, **_kwargs: to_sign_in())
    security.unauthz_handler(lambda *_args, **_kwargs: abort(HTTPStatus.FORBIDDEN))
    app.before_request(check_origin)
    app.teardown_appcontext(lambda _error: rows.remove())
    limiter.init_app(app)


def _limiter_uri(redis_url: str) -> str:
    return redis_url.replace("unix://", "redis+unix://", 1)


def database_session() -> Session:
    """The organizers' database session of this request or command."""
    return cast("Callable[[], Session]", current_app.extensions["safelight.session"])()


def check_origin() -> None:
    """Refuse a form that another site sends in an organizer's name."""
    if request.method in ("GET", "HEAD", "OPTIONS") or not request.path.startswith(PATH):
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site not in (None, "same-origin", "none"):
        abort(HTTPStatus.FORBIDDEN)
    if origin not in (None, "null") and urlsplit(origin or "").netloc != request.host:
        abort(HTTPStatus.FORBIDDEN)


def to_sign_in() -> WerkzeugResponse:
    """The way to the sign-in page."""
    return redirect(url_for("entrance.show_sign_in"), HTTPStatus.SEE_OTHER)


def is_signed_in() -> bool:
    """Whether an organizer's session stands behind this request."""
    return current_user.is_authenticated and find_opened() is not None


def find_opened() -> ConsoleSession | None:
    """The row of this session; None once it was ended from elsewhere."""
    token = session.get(TOKEN)
    return None if not token else opened.find(database_session(), token, get_organizer().id)


def get_organizer() -> Organizer:
    """The signed-in organizer."""
    return cast("Organizer", current_user)


def sign_in(
    username: str, passphrase: str, code: str = "", passkey: passkeys.Answer | None = None
) -> SessionSecret | None:
    """Sign in and unlock; the secret for the cookie, or None where name and passphrase do not fit.

    A demonstration account fits only while the deployment is a demonstration.
    """
    here, address = deployment.current(), request.remote_addr or ""
    if lockout.is_waiting(here, address, username):
        return None
    organizer = _find_fitting(here, username, passphrase)
    if organizer is not None and not _has_second(here, organizer, code, passkey):
        organizer = None
    if organizer is None:
        lockout.note_failure(here, address, username)
        return None
    lockout.forgive(here, address, username)
    rows = database_session()
    keys = accounts.unwrap_keys(rows, organizer, passphrase)
    secret = sealing.unlock_session(here.memory, keys)
    flask_security.login_user(organizer)
    session[TOKEN] = opened.add(rows, organizer.id, here.local_now().date())
    rows.commit()
    return secret


def _find_fitting(here: deployment.Deployment, username: str, passphrase: str) -> Organizer | None:
    """The account whose name and passphrase these are."""
    organizer = accounts.find(database_session(), username)
    if organizer is None or not organizer.active:
        flask_security.hash_password(passphrase)  # takes as long as a check, so that names cannot be tried
        return None
    is_void = organizer.is_demonstration and not here.config.is_demonstration
    if is_void or not flask_security.verify_password(passphrase, organizer.password):
        return None
    return organizer


def _has_second(
    here: deployment.Deployment, organizer: Organizer, code: str, passkey: passkeys.Answer | None
) -> bool:
    """Whether the second factor fits, a passkey or a code; True where none is set up."""
    rows = database_session()
    if not accounts.has_second(rows, organizer):
        return True
    if passkey is not None and passkeys.check(here, rows, organizer, passkey):
        return True
    return codes.check(here, organizer, code)


def set_key(response: WerkzeugResponse, secret: SessionSecret) -> None:
    """Give the unlocking secret to the browser, for the console's pages only."""
    secure = deployment.current().config.public_url.startswith("https:")
    response.set_cookie(KEY_COOKIE, secret.hex(), path=PATH, httponly=True, secure=secure, samesite="Strict")


def find_secret() -> SessionSecret | None:
    """The unlocking secret of this request's cookie."""
    try:
        return SessionSecret(bytes.fromhex(request.cookies.get(KEY_COOKIE, "")))
    except ValueError:
        return None


def get_opener() -> Opener:
    """What opens sealed texts in this session.

    Raises:
        LockedError: nothing does; sign in again.
    """
    secret = find_secret()
    if secret is None:
        raise LockedError("the session holds no key")
    return sealing.open_session(deployment.current().memory, secret)


def sign_out() -> Response:
    """End the session and forget its key."""
    secret, row = find_secret(), find_opened() if current_user.is_authenticated else None
    if secret is not None:
        sealing.lock_session(deployment.current().memory, secret)
    if row is not None:
        opened.end(database_session(), row.organizer_id, row.id)
        database_session().commit()
    flask_security.logout_user()
    response = cast("Response", to_sign_in())
    response.delete_cookie(KEY_COOKIE, path=PATH)
    return response


def username() -> str:
    """The name of the signed-in organizer."""
    return cast("Any", current_user).username  # type: ignore[no-any-return]  # Flask-Login's proxy
