"""Places in the console that accepted reports name and the gazetteer lacks: proposed, confirmed, put away."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import get_locale, gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app import access, audit, deployment, placing, sessions
from app.errors import TransitionError
from app.learned import proposing
from app.learned.proposing import Confirmed
from app.models.learned import KINDS
from app.views.console import frame
from app.views.console.review import today
from app.views.places import to_data_url
from maps.render import plan

blueprint = Blueprint("learned", __name__, url_prefix=f"{sessions.PATH}/places")
DRAWN = 12
"""Proposals a page shows with their maps; the next ones come once these are settled."""


@blueprint.get("/")
@access.needs("reviewer", "mapper")
def show_all() -> str:
    """What is proposed, opened, and what was confirmed."""
    here, session = deployment.current(), sessions.database_session()
    proposals = proposing.find_all(session, sessions.get_opener())
    audit.add_line(session, today(), sessions.username(), "places read", audit.new_reference())
    session.commit()
    language = str(get_locale())
    with here.database.public.connect() as connection:
        shown = [
            (one, placing.draw(here, connection, plan.around(one.cell), language, chosen=one.cell))
            for one in proposals[:DRAWN]
        ]
    confirmed = proposing.list_confirmed(session)
    return frame.render(
        "console/places.html",
        proposals=shown,
        count=len(proposals),
        confirmed=confirmed,
        dismissed=proposing.find_dismissed(session, sessions.get_opener()),
        kinds=KINDS,
        to_data_url=to_data_url,
    )


@blueprint.post("/confirm")
@access.needs("reviewer", "mapper")
def confirm() -> Response:
    """Make a proposal a public place."""
    told = Confirmed(" ".join(request.form.get("name", "").split()), request.form.get("kind", ""))
    done = gettext("Confirmed: it can be found after the next release.")
    return _settle(lambda session, key: _confirm(session, key, told), done)


@blueprint.post("/dismiss")
@access.needs("reviewer", "mapper")
def dismiss() -> Response:
    """Put a proposal away."""
    return _settle(_dismiss, gettext("Put away."))


@blueprint.post("/<uuid:place_id>/take-back")
@access.needs("reviewer", "mapper")
def take_back(place_id: UUID) -> Response:
    """Withdraw what was confirmed, in the gazetteer or not yet."""
    return _settle(
        lambda session, _: proposing.take_back(session, place_id, sessions.username(), today()),
        gettext("Taken back."),
    )


@blueprint.post("/<uuid:dismissal_id>/let-back")
@access.needs("reviewer", "mapper")
def let_back(dismissal_id: UUID) -> Response:
    """Let a name that was put away be proposed again."""
    return _settle(
        lambda session, _: proposing.let_back(session, dismissal_id, sessions.username(), today()),
        gettext("It may be proposed again."),
    )


def _confirm(session: Session, key: str, told: Confirmed) -> None:
    proposing.confirm(session, key, told, sessions.get_opener(), sessions.username(), today())


def _dismiss(session: Session, key: str) -> None:
    proposing.dismiss(session, key, sessions.get_opener(), sessions.username(), today())


def _settle(act: Callable[[Session, str], object], done: str) -> Response:
    """Do it to the proposal of the form, whose name travels in the body: addresses are logged (P1)."""
    session = sessions.database_session()
    try:
        act(session, request.form.get("key", ""))
    except TransitionError:
        session.rollback()
        flash(gettext("Nothing was changed: someone else was faster, or the name says too little."), "warn")
    else:
        session.commit()
        flash(done, "good")
    return redirect(url_for("learned.show_all"), HTTPStatus.SEE_OTHER)
