"""Coming back with a receipt: see what was asked, add, correct, say it is better, ask for help, withdraw.

The receipt travels in the body of a form and in nothing else; the answer is the same whether it leads to a
report or not, since who guesses must learn nothing.
"""

from __future__ import annotations

import secrets
from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app import deployment, sessions, understanding
from app.acts import performing, receipts
from sms import receipt
from sms.message import Inbound
from sms.receipt import Receipt
from sms.turn import Act

blueprint = Blueprint("receipt", __name__)

ACTS = (Act.LOOK, Act.ADD, Act.CORRECT, Act.BETTER, Act.HELP, Act.WITHDRAW)
TELLING = (Act.ADD, Act.CORRECT)
"""What needs words."""


@blueprint.get("/receipt")
def show() -> str:
    """The empty form."""
    return _render({})


@blueprint.post("/receipt")
@sessions.limiter.limit("20 per hour")
def use() -> Response | tuple[str, HTTPStatus]:
    """Do what is asked with the report of a receipt."""
    problem, given, act = _read()
    if problem or given is None or act is None:
        return _render(request.form, problem), HTTPStatus.BAD_REQUEST
    if act is Act.LOOK:
        asked = receipts.find_question(deployment.current(), given)
        return _render(
            {"receipt": request.form["receipt"], "act": Act.ADD}, asked=asked or "nothing"
        ), HTTPStatus.OK
    token = (request.form.get("token") or secrets.token_hex(16))[:64]
    inbound = Inbound(gateway="web", message_id=token, sender=None, text=request.form.get("text", ""))
    performing.perform_by_receipt(deployment.current(), inbound, act, given)
    return redirect(url_for("receipt.thank"), HTTPStatus.SEE_OTHER)


@blueprint.get("/receipt/done")
def thank() -> str:
    """What was done, whether there was a report or not."""
    return render_template("report/receipt_done.html")


def _read() -> tuple[str | None, Receipt | None, Act | None]:
    """What is wrong with the form, or the receipt and what is to be done with its report."""
    form = request.form
    given = receipt.parse(form.get("receipt", ""))
    if given is None:
        return gettext("This receipt could not be read: please look at it again."), None, None
    act = next((act for act in ACTS if act == form.get("act")), None)
    if act is None:
        return gettext("Please choose what to do."), None, None
    if len(form.get("text", "")) > understanding.LONGEST_TEXT:
        return gettext("This text is too long: please shorten it."), None, None
    if act in TELLING and not form.get("text", "").strip():
        return gettext("Please write what to add or correct."), None, None
    return None, given, act


def _render(form: object, problem: str | None = None, asked: str | None = None) -> str:
    return render_template(
        "report/receipt.html",
        form=form,
        problem=problem,
        asked=asked,
        token=secrets.token_hex(16),
        acts=ACTS,
        keep_backup_days=deployment.current().config.keep_backup_days,
    )
