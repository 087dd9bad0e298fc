"""Acts around a receipt and its help: made, looked up, answered with services."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from app import filing
from app import receipts as digests
from app.acts import reports, scenes
from app.acts.scenes import Outcome, Scene
from app.deployment import Deployment
from app.services import answering
from sms import receipt
from sms.gateways import ussd, voice
from sms.receipt import Receipt
from sms.turn import Effect, Question

FITS: Mapping[str, Callable[[str], bool]] = {"ussd": ussd.is_one_screen, voice.NAME: lambda _: True}
"""Gateway to whether an answer is short enough, where it is no text message."""


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
    return Outcome(scenes.keep_report(scene).report, {"receipt": _say(scene, made)})


def _say(scene: Scene, made: Receipt) -> str:
    """The receipt as it can be used where it was asked for: by keypad, its digits."""
    if scene.inbound.gateway == voice.NAME:
        return receipt.dictate(made)
    return receipt.say(made, scene.language)


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


def find_services(scene: Scene, effect: Effect) -> Outcome:
    """Services near a place, in the words of the message."""
    language = scene.state.language if scene.state else None
    fits = FITS.get(scene.inbound.gateway, answering.is_short)
    told = answering.describe(scene.here, effect.text, language, fits)
    return Outcome(scenes.keep_report(scene).report, {"services": told})


def store_services(scene: Scene, effect: Effect) -> Outcome | None:
    """A story that begins by asking for help: it is kept, and the help is told."""
    done = reports.store(scene, effect)
    return done and replace(done, values=find_services(scene, effect).values)


def ask_help(scene: Scene, effect: Effect) -> Outcome | None:
    """Organizers are told; whoever asks hears of services, whether the receipt led to a report or not."""
    done = reports.amend(scene, effect)
    return done and replace(done, values=find_services(scene, effect).values)
