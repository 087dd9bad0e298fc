"""The front page: what to do next, and the state of everything a coordinator answers for."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint
from flask_babel import gettext
from sqlalchemy import func, select

from app import access, audit, deployment, overview, sessions, upkeep, waiting
from app.models.zone import Zone
from app.services import store
from app.views.console import frame, gateways
from app.zones import listed

blueprint = Blueprint("home", __name__, url_prefix=sessions.PATH)


@blueprint.get("/")
@access.needs()
def show() -> str:
    """What waits, the next release, gateways, retention, audit."""
    here, session = deployment.current(), sessions.database_session()
    if waiting.batch_hours(here.config) == 0:
        waiting.let_in(session)
        session.commit()
    today = here.local_now().date()
    is_mapper = "mapper" in access.find_roles()
    with here.database.public.connect() as connection:
        coming = overview.find_next_release(connection)
    return frame.render(
        "console/home.html",
        count=waiting.count(session),
        batch_hours=waiting.batch_hours(here.config),
        coming=coming,
        gateways=gateways.find_pulses(here),
        kept=overview.list_kept(here.config, today),
        zones_waiting=_count_zones() if is_mapper else 0,
        due=_count_due(today) if is_mapper else 0,
        block=overview.find_last_block(session),
        keepers=overview.count_keepers(session),
        upkeep=upkeep.examine(here),
        today=today,
    )


def _count_zones() -> int:
    """Zones that organizers are to look at next."""
    waiting_for_us = select(func.count()).where(Zone.state.in_(("nominated", "vouched", "under_review")))
    return sessions.database_session().scalar(waiting_for_us) or 0


def _count_due(today: date) -> int:
    """Zones and services that nobody has checked for long."""
    session, days = sessions.database_session(), deployment.current().config.recheck_days
    return listed.count_due(session, today, days) + store.count_due(session, today, days)


@blueprint.get("/audit")
@access.needs("admin")
def show_audit() -> str:
    """Whether the chain of the audit log holds, checked now."""
    here, session = deployment.current(), sessions.database_session()
    kept_since = here.local_now().date() - timedelta(days=here.config.keep_audit_days)
    findings = audit.verify(session, kept_since)
    verdict = gettext("Every day's lines are those that were chained.") if not findings else None
    return frame.render("console/audit.html", findings=findings, verdict=verdict)
