"""Organizers: invite, give roles, replace a lost passphrase, remove. For admins."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app import access, accounts, audit, members, sessions
from app.errors import LastOrganizerError, MemberError
from app.models.organizer import Organizer
from app.views.console import frame
from app.views.console.review import today
from sms import receipt

blueprint = Blueprint("organizers", __name__, url_prefix=f"{sessions.PATH}/organizers")


@blueprint.get("/")
@access.needs("admin")
def show_all() -> str:
    """Every account with its roles, and the form to invite someone."""
    everyone = members.list_all(sessions.database_session())
    return frame.render(
        "console/organizers.html", everyone=everyone, roles=accounts.ROLES, form={}, problem=None
    )


@blueprint.post("/")
@access.needs("admin")
def invite() -> str | tuple[str, HTTPStatus]:
    """Make an account; its passphrase is on this page and nowhere else."""
    session, form, passphrase = sessions.database_session(), request.form, receipt.passphrase()
    keys = sessions.get_opener().keys
    try:
        guest = members.invite(
            session,
            sessions.get_organizer(),
            form.get("username", "").strip(),
            form.getlist("roles"),
            passphrase,
            keys,
        )
    except MemberError:
        session.rollback()
        problem = gettext(
            "The name is taken or has other signs than letters, digits, dot and dash; or no role was chosen."
        )
        everyone = members.list_all(session)
        page = frame.render(
            "console/organizers.html", everyone=everyone, roles=accounts.ROLES, form=form, problem=problem
        )
        return page, HTTPStatus.BAD_REQUEST
    audit.add_line(session, today(), sessions.username(), "organizer invite", guest.id)
    session.commit()
    return frame.render("console/invited.html", guest=guest, passphrase=passphrase, is_new=True)


@blueprint.post("/<uuid:organizer_id>/reset")
@access.needs("admin")
def reset(organizer_id: UUID) -> str:
    """Make a new passphrase for someone who lost theirs; it is on this page and nowhere else.

    One's own is changed under one's own account, which asks for the old one.
    """
    session, passphrase = sessions.database_session(), receipt.passphrase()
    organizer = session.get(Organizer, organizer_id)
    if organizer is None or organizer.id == sessions.get_organizer().id:
        abort(HTTPStatus.NOT_FOUND)
    keys, drops_second = sessions.get_opener().keys, "second" in request.form
    act = accounts.reset(session, organizer, passphrase, keys, drops_second=drops_second)
    audit.add_line(session, today(), sessions.username(), act, organizer.id)
    session.commit()
    return frame.render("console/invited.html", guest=organizer, passphrase=passphrase, is_new=False)


@blueprint.post("/<uuid:organizer_id>/roles")
@access.needs("admin")
def set_roles(organizer_id: UUID) -> Response:
    """Give an organizer these roles and no others."""
    return _change(organizer_id, "organizer roles")


@blueprint.post("/<uuid:organizer_id>/remove")
@access.needs("admin")
def remove(organizer_id: UUID) -> Response:
    """Delete an account."""
    return _change(organizer_id, "organizer remove")


def _change(organizer_id: UUID, act: str) -> Response:
    session = sessions.database_session()
    organizer = session.get(Organizer, organizer_id)
    if organizer is None:
        abort(HTTPStatus.NOT_FOUND)
    try:
        if act == "organizer roles":
            members.set_roles(session, organizer, request.form.getlist("roles"))
        else:
            members.remove(session, organizer)
    except (MemberError, LastOrganizerError):
        session.rollback()
        flash(gettext("The last admin must stay, and the last who can open the reports."), "bad")
    else:
        audit.add_line(session, today(), sessions.username(), act, organizer_id)
        session.commit()
    return redirect(url_for("organizers.show_all"), HTTPStatus.SEE_OTHER)
