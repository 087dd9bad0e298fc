"""Acts around a receipt: made, and looked up for what was asked at it."""

from __future__ import annotations

from app import filing
from app import receipts as digests
from app.acts import scenes
from app.acts.scenes import Outcome, Scene
from app.deployment import Deployment
from sms import receipt
from sms.receipt import Receipt
from sms.turn import Effect, Question


def make_receipt(scene: Scene, effect: Effect) -> Outcome | None:
    """A new receipt; where there is no report it leads nowhere, so that the answer tells nothing (P9)."""
    made = receipt.make()
    target = scenes.get_target(scene, effect)
    with scene.connection.transaction():
        if not filing.is_fresh(scene.connection, scene.delivery):
            return None
        if target.report:
            digest = digests.digest(scene.here.config, made)
            filing.keep_receipt(scene.connection, target.report, digest)
    language = scene.state.language if scene.state else None
    return Outcome(scenes.keep_report(scene).report, {"receipt": receipt.say(made, language or "en")})


def find_question(here: Deployment, given: Receipt) -> Question | None:
    """What an organizer asks whoever holds this receipt; None for nothing, or where it leads nowhere."""
    with here.database.intake.connect() as connection:
        found = filing.find_question(connection, digests.digest(here.config, given))
    return Question(found[1]) if found else None


def look(scene: Scene, effect: Effect) -> Outcome:
    """The dialog is about the receipt's report from here on, if something was asked of it."""
    digest = scenes.get_target(scene, effect).receipt
    found = filing.find_question(scene.connection, digest) if digest else None
    if found is None:
        return scenes.keep_report(scene)
    return Outcome(found[0].hex, question=Question(found[1]))
