"""Replies in the organizers' own words, with how they look on a phone before they are used (P9)."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext
from sqlalchemy import select
from werkzeug.wrappers import Response

from app import access, audit, deployment, i18n, sessions, wordings
from app.models.wording import ReplyWording
from app.views.console import frame
from app.views.console.review import today
from app.wordings import Preview
from sms import replies

blueprint = Blueprint("replies", __name__, url_prefix=f"{sessions.PATH}/replies")


@blueprint.get("/")
@access.needs("admin")
def show() -> str:
    """Every reply in one language, as it is sent now."""
    return _render(_read_language(request.args.get("in")))


@blueprint.post("/")
@access.needs("admin")
def change() -> Response | str | tuple[str, HTTPStatus]:
    """Preview, store or take back one wording; one that would give a phone away is not stored."""
    here, session, form = deployment.current(), sessions.database_session(), request.form
    language, key = _read_language(form.get("in")), form.get("key", "")
    if key not in replies.catalogue(replies.DEFAULT_LANGUAGE):
        abort(HTTPStatus.BAD_REQUEST)
    template = " ".join(form.get("template", "").split())[: wordings.LONGEST]
    shown = wordings.preview(here, key, language, template)
    act = form.get("act")
    if act not in ("store", "reset"):
        return _render(language, key, template, shown)
    if act == "store" and shown.problems:
        return _render(language, key, template, shown), HTTPStatus.BAD_REQUEST
    if act == "store":
        wordings.store(session, key, language, template)
    else:
        wordings.reset(session, key, language)
    audit.add_line(session, today(), sessions.username(), "reply-words", audit.new_reference())
    session.commit()
    flash(gettext("Stored. Phones get it within seconds."), "good")
    return redirect(f"{url_for('replies.show')}?in={language}", HTTPStatus.SEE_OTHER)


def _read_language(tag: str | None) -> str:
    known = deployment.current().config.languages
    return tag if tag in known else known[0]


def _render(language: str, key: str = "", template: str = "", shown: Preview | None = None) -> str:
    here = deployment.current()
    rows = sessions.database_session().execute(
        select(ReplyWording.key, ReplyWording.template).where(ReplyWording.language == language)
    )
    own: dict[str, str] = {row.key: row.template for row in rows}
    previews = {
        one: wordings.preview(here, one, language, own.get(one, ours))
        for one, ours in replies.catalogue(language).items()
    }
    templates = {**replies.catalogue(language), **own}
    if shown is not None:
        previews[key], templates[key] = shown, template
    return frame.render(
        "console/replies.html",
        language=language,
        languages=[(tag, i18n.own_name(tag)) for tag in here.config.languages],
        templates=templates,
        previews=previews,
        own=own,
        open_key=key,
        problem_words={one: [_say(problem) for problem in found.problems] for one, found in previews.items()},
    )


def _say(problem: str) -> str:
    """A problem in the page's language."""
    kind, _, rest = problem.partition(" ")
    known = {
        "missing": gettext("This must stand in it: %(what)s", what=rest),
        "unknown": gettext("Nothing fills this: %(what)s", what=rest),
        "tells:": gettext("This would tell what it is about: %(what)s", what=rest),
        "segments:": gettext("It takes %(what)s texts: one must do.", what=rest),
        "empty": gettext("It is empty."),
    }
    return str(known.get(kind) or gettext("Braces hold one name and nothing else."))
