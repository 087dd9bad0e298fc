"""Signing in and out; what a form held when its session ended is carried through the sign-in."""

from __future__ import annotations

import json
from http import HTTPStatus

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as WerkzeugResponse

from app import deployment, passkeys, sessions
from app.passkeys import Answer

blueprint = Blueprint("entrance", __name__, url_prefix=sessions.PATH)


@blueprint.get("/sign-in")
def show_sign_in() -> str:
    """The sign-in form."""
    return _render()


@blueprint.post("/sign-in")
@sessions.limiter.limit("20 per minute")
def sign_in() -> WerkzeugResponse | tuple[str, HTTPStatus]:
    """Sign in and unlock the sealing key for this session; then on to where the organizer was going."""
    secret = sessions.sign_in(
        request.form.get("username", ""),
        request.form.get("passphrase", ""),
        request.form.get("code", ""),
        read_passkey(),
    )
    if secret is None:
        problem = gettext("Name, passphrase or second factor do not fit. After some failures a wait begins.")
        return _render(problem), HTTPStatus.FORBIDDEN
    response = _resume()
    sessions.set_key(response, secret)
    return response


def read_passkey() -> Answer | None:
    """What the browser's passkey answered, if the form holds that."""
    given = request.form.get("passkey", "")
    return Answer(request.form.get("challenge", ""), given) if given else None


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End the session and forget its key."""
    return sessions.sign_out()


def ask_again() -> WerkzeugResponse:
    """The sign-in page in place of a page whose session ended; a sent form travels along in the page itself.

    Nothing of it is kept on the server.
    """
    if request.method == "POST":
        carried = json.dumps(list(request.form.items(multi=True)))
        page = _render(None, request.path, carried)
        return make_response(page, HTTPStatus.UNAUTHORIZED)
    return redirect(url_for("entrance.show_sign_in", next=request.path), HTTPStatus.SEE_OTHER)


def _resume() -> WerkzeugResponse:
    """On to the page that was asked for, or the carried form with a button to send it."""
    path = _ours(request.form.get("path", ""))
    fields = _read_carried(request.form.get("carried", ""))
    if not fields:
        return redirect(path, HTTPStatus.SEE_OTHER)
    return make_response(render_template("console/resume.html", path=path, fields=fields))


def _read_carried(text: str) -> list[tuple[str, str]]:
    """The fields of the form that travelled along; none where it is not as `ask_again` wrote it."""
    try:
        return [(str(name), str(value)) for name, value in json.loads(text)]
    except (ValueError, TypeError, RecursionError):
        return []


def _ours(path: str) -> str:
    """The path, if it is the console's own; else its front page."""
    return path if path.startswith(sessions.PATH + "/") else url_for("home.show")


def _render(problem: str | None = None, path: str | None = None, carried: str | None = None) -> str:
    here = deployment.current()
    challenge = passkeys.make_challenge(here, passkeys.SIGN_IN)
    return render_template(
        "console/sign_in.html",
        challenge=challenge.hex(),
        options=passkeys.to_request(here, challenge),
        problem=problem,
        path=path or request.form.get("path") or request.args.get("next", ""),
        carried=carried or request.form.get("carried", ""),
    )
