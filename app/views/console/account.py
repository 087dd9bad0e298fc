"""One's own account: passphrase, code, recovery codes, open sessions."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app import access, audit, codes, deployment, members, opened, passkeys, sessions
from app.errors import LockedError, MemberError
from app.views.console import frame
from app.views.console.entrance import read_passkey
from app.views.console.review import today
from sms import receipt

blueprint = Blueprint("account", __name__, url_prefix=f"{sessions.PATH}/me")


@blueprint.get("/")
@access.needs()
def show() -> str:
    """The account, its sessions, and a passphrase one may take."""
    here, organizer, current = deployment.current(), sessions.get_organizer(), sessions.find_opened()
    owned = passkeys.list_own(sessions.database_session(), organizer.id)
    challenge = passkeys.make_challenge(here, passkeys.to_purpose(organizer))
    return frame.render(
        "console/account.html",
        has_code=organizer.code_secret is not None,
        recovery=len(organizer.recovery),
        passkeys=owned,
        challenge=challenge.hex(),
        options=passkeys.to_creation(here, organizer, owned, challenge),
        opened=opened.list_own(sessions.database_session(), organizer.id),
        current=current and current.id,
        proposal=receipt.passphrase(),
        shortest=members.SHORTEST,
    )


@blueprint.post("/passphrase")
@access.needs()
@sessions.limiter.limit("10 per hour")
def change_passphrase() -> Response:
    """Wrap one's keys under a new passphrase; every other session ends."""
    session, organizer = sessions.database_session(), sessions.get_organizer()
    current = sessions.find_opened()
    try:
        members.change_passphrase(
            session, organizer, request.form.get("old", ""), request.form.get("new", "").strip()
        )
    except (LockedError, MemberError):
        session.rollback()
        flash(gettext("The old passphrase does not fit, or the new one is too short."), "bad")
    else:
        opened.end(session, organizer.id, but=current.id if current else None)
        audit.add_line(session, today(), organizer.username, "passphrase", organizer.id)
        session.commit()
        flash(gettext("The new passphrase holds from now on; your other sessions have ended."), "good")
    return redirect(url_for("account.show"), HTTPStatus.SEE_OTHER)


@blueprint.get("/code")
@access.needs()
def show_code() -> str:
    """A new secret for an authenticator app; it counts once a code of it is typed in."""
    return _render_code(codes.make_secret())


@blueprint.post("/code")
@access.needs()
@sessions.limiter.limit("20 per hour")
def set_code() -> str:
    """Turn the second factor on, and show the recovery codes, once."""
    here, session, organizer = deployment.current(), sessions.database_session(), sessions.get_organizer()
    secret = codes.unseal(here.config.secret_key, _from_hex(request.form.get("secret", "")))
    if secret is None:
        return _render_code(codes.make_secret(), gettext("Please scan this one."))
    if not codes.is_right(secret, request.form.get("code", ""), here.clock()):
        return _render_code(secret, gettext("This code does not fit: is the phone's clock right?"))
    shown, organizer.recovery = codes.make_recovery(here.config.secret_key)
    organizer.code_secret = codes.seal(here.config.secret_key, secret)
    audit.add_line(session, today(), organizer.username, "code on", organizer.id)
    session.commit()
    return frame.render("console/recovery.html", codes=shown)


@blueprint.post("/code/off")
@access.needs()
def unset_code() -> Response:
    """Turn the second factor off."""
    session, organizer = sessions.database_session(), sessions.get_organizer()
    organizer.code_secret = None
    if not passkeys.list_own(session, organizer.id):
        organizer.recovery = []
    audit.add_line(session, today(), organizer.username, "code off", organizer.id)
    session.commit()
    return redirect(url_for("account.show"), HTTPStatus.SEE_OTHER)


@blueprint.post("/passkeys")
@access.needs()
@sessions.limiter.limit("20 per hour")
def add_passkey() -> Response | str:
    """Keep the passkey that the browser made; with a first second factor come recovery codes, once."""
    here, session, organizer = deployment.current(), sessions.database_session(), sessions.get_organizer()
    answer = read_passkey()
    made = answer and passkeys.add(here, session, organizer, request.form.get("name", ""), answer, today())
    if not made:
        flash(gettext("This passkey could not be kept: please try again."), "bad")
        return redirect(url_for("account.show"), HTTPStatus.SEE_OTHER)
    audit.add_line(session, today(), organizer.username, "passkey on", organizer.id)
    shown: list[str] = []
    if not organizer.recovery:
        shown, organizer.recovery = codes.make_recovery(here.config.secret_key)
    session.commit()
    if shown:
        return frame.render("console/recovery.html", codes=shown)
    return redirect(url_for("account.show"), HTTPStatus.SEE_OTHER)


@blueprint.post("/passkeys/<uuid:passkey_id>/remove")
@access.needs()
def remove_passkey(passkey_id: UUID) -> Response:
    """Remove one of one's own passkeys; recovery codes go with the last second factor."""
    session, organizer = sessions.database_session(), sessions.get_organizer()
    if passkeys.remove(session, organizer, passkey_id):
        if organizer.code_secret is None and not passkeys.list_own(session, organizer.id):
            organizer.recovery = []
        audit.add_line(session, today(), organizer.username, "passkey off", organizer.id)
        session.commit()
    return redirect(url_for("account.show"), HTTPStatus.SEE_OTHER)


@blueprint.post("/sessions/<uuid:session_id>/end")
@access.needs()
def end_session(session_id: UUID) -> Response:
    """End one of one's own sessions."""
    session = sessions.database_session()
    opened.end(session, sessions.get_organizer().id, session_id)
    session.commit()
    return redirect(url_for("account.show"), HTTPStatus.SEE_OTHER)


def _render_code(secret: bytes, problem: str | None = None) -> str:
    here = deployment.current()
    return frame.render(
        "console/code.html",
        picture=codes.to_picture(secret, sessions.username()),
        text=codes.to_text(secret),
        sealed=codes.seal(here.config.secret_key, secret).hex(),
        problem=problem,
    )


def _from_hex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
