"""Organizers' sessions: who is signed in, and the cookie that unlocks the sealing key for it (P2)."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import urlsplit

import flask_security
import redis
from flask import Flask, Response, abort, current_app, redirect, request, url_for
from flask_limiter import Limiter
from flask_login import current_user
from sqlalchemy.orm import Session, scoped_session, sessionmaker
from werkzeug.wrappers import Response as WerkzeugResponse

from app import accounts, deployment, sealing
from app.errors import LockedError
from app.models.organizer import Organizer, Role
from app.sealing import Opener, SessionSecret
from sms import identity

KEY_COOKIE = "safelight_key"
PATH = "/console"
SESSION_SECONDS = 12 * 3600


def remote_pseudonym() -> str:
    """The limiter's key: the caller's address under the day's key, never the address itself (P1)."""
    here = deployment.current()
    day = here.clock().date().isoformat()
    try:
        key = here.memory.epoch_key("address", day)
    except redis.RedisError:
        return "anyone"
    return identity.address_to_pseudonym("web", request.remote_addr or "", key)


limiter = Limiter(
    key_func=remote_pseudonym,
    key_prefix="limit",
    in_memory_fallback_enabled=True,
    in_memory_fallback=["600 per minute"],
    swallow_errors=True,
    headers_enabled=False,
)


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
    session = scoped_session(sessionmaker(here.database.organizer, expire_on_commit=False))
    app.extensions["safelight.session"] = session
    datastore = flask_security.SQLAlchemySessionUserDatastore(session, Organizer, Role)
    security = flask_security.Security(app, datastore, register_blueprint=False)
    security.unauthn_handler(lambda *_args, **_kwargs: to_sign_in())
    security.unauthz_handler(lambda *_args, **_kwargs: refuse())
    app.register_error_handler(LockedError, lambda _error: to_sign_in())
    app.before_request(check_origin)
    app.teardown_appcontext(lambda _error: session.remove())
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


def refuse() -> WerkzeugResponse:
    """What someone without the role gets: the way in when not signed in, else a refusal."""
    if current_user.is_authenticated:
        abort(HTTPStatus.FORBIDDEN)
    return to_sign_in()


def to_sign_in() -> WerkzeugResponse:
    """The way to the sign-in page."""
    return redirect(url_for("console.show_sign_in"), HTTPStatus.SEE_OTHER)


def sign_in(username: str, passphrase: str) -> SessionSecret | None:
    """Sign in and unlock; the secret for the cookie, or None where name and passphrase do not fit.

    A demonstration account fits only while the deployment is a demonstration.
    """
    here = deployment.current()
    organizer = accounts.find(database_session(), username)
    if organizer is None or not organizer.active:
        flask_security.hash_password(passphrase)  # takes as long as a check, so that names cannot be tried
        return None
    if not flask_security.verify_password(passphrase, organizer.password):
        return None
    if organizer.is_demonstration and not here.config.is_demonstration:
        return None
    keys = accounts.unwrap_keys(database_session(), organizer, passphrase)
    secret = sealing.unlock_session(here.memory, keys)
    flask_security.login_user(organizer)
    return secret


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
    secret = find_secret()
    if secret is not None:
        sealing.lock_session(deployment.current().memory, secret)
    flask_security.logout_user()
    response = cast("Response", to_sign_in())
    response.delete_cookie(KEY_COOKIE, path=PATH)
    return response


def username() -> str:
    """The name of the signed-in organizer."""
    return cast("Any", current_user).username  # type: ignore[no-any-return]  # Flask-Login's proxy
