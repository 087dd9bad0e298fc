"""What a dialog decided is done: one row of the table an act, each writing its delivery with it (P12)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from app import (
    amendments,
    deliveries,
    filing,
    floods,
    intake,
    receipts,
    seals,
    understanding,
    withdrawals,
)
from app.database import Connection
from app.deployment import Deployment
from app.filing import Delivery, Target
from app.services import answering
from app.understanding import Understood
from app.zones import door
from app.zones.facts import Facts
from sms import receipt
from sms.gateways import ussd
from sms.message import Inbound
from sms.receipt import Receipt
from sms.turn import Act, Effect, Question, State

TELLING = frozenset({Act.ADD, Act.PLACE, Act.CORRECT})
"""Acts whose words become a report of their own where the one they mean is gone: nothing is lost (P12)."""

FITS: Mapping[str, Callable[[str], bool]] = {"ussd": ussd.is_one_screen, "voice": lambda _: True}
"""Gateway to whether an answer is short enough, where it is no text message."""
STORING = frozenset({Act.STORE, Act.STORE_SERVICES})


@dataclass(frozen=True, slots=True)
class Scene:
    """What an act works with: one message as understood, its delivery, the dialog it belongs to.

    `options` are the numbered places a menu offered, as `understanding.place_to_option` made them; `joins`
    is the report that a message's pieces were stored as, before the message was whole.
    """

    here: Deployment
    connection: Connection
    inbound: Inbound = field(repr=False)
    heard: Understood = field(repr=False)
    delivery: Delivery
    state: State | None = field(default=None, repr=False)
    options: Sequence[Mapping[str, Any]] = field(default=(), repr=False)
    joins: UUID | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The report the dialog now has, as its id in hex, and what fills the reply's placeholders.

    `question` is what an organizer asked of it.
    """

    report: str | None = field(default=None, repr=False)
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    question: Question | None = None


def perform(scene: Scene, effects: Sequence[Effect]) -> Outcome | None:
    """What came of the effects, of which a step has one at most; None where the delivery came before.

    Raises:
        UnavailableError: nothing was written; the gateway should send it again.
    """
    outcome = HANDLERS[effects[0].act](scene, effects[0]) if effects else _keep_report(scene)
    if scene.joins and (not effects or effects[0].act not in STORING):
        # The pieces were no report after all, but a long way to say a keyword.
        _remove(scene, Target(scene.joins))
    return outcome


def perform_by_receipt(here: Deployment, inbound: Inbound, act: Act, given: Receipt) -> None:
    """Do one thing to the report of a receipt, as a form asks it; nothing tells whether there is one.

    Raises:
        UnavailableError, OverloadError: nothing was written; send it again.
        NotReadyError: there is no key to seal to yet.
    """
    here.ceiling.check()
    with here.database.intake.connect() as connection:
        heard = understanding.understand(here, connection, inbound.text)
        delivery = deliveries.recognise(here, connection, inbound)
        effect = Effect(act, heard.text, receipt=given)
        perform(Scene(here, connection, inbound, heard, delivery), [effect])


def _keep_report(scene: Scene) -> Outcome:
    return Outcome(scene.state.report if scene.state else None)


def _hear(scene: Scene, text: str) -> Understood:
    """What the effect's own words mean, where they are not the whole message."""
    if text == scene.heard.text:
        return scene.heard
    return understanding.understand(scene.here, scene.connection, text, scene.heard.choices)


def _store(scene: Scene, effect: Effect) -> Outcome | None:
    heard = _hear(scene, effect.text)
    if scene.joins:
        return _join(scene, heard, scene.joins)
    marks = floods.mark(scene.here, scene.inbound, heard.text, understanding.to_clear(heard)["cell"])
    row = intake.to_row(scene.here, scene.connection, heard, scene.inbound.gateway, marks)
    if not filing.store_fresh(scene.connection, scene.delivery, row):
        floods.unmark(scene.here, marks)
        return None
    # Late words are a report of their own, and the dialog stays with the one it has.
    return Outcome(_keep_report(scene).report or row["id"].hex)


def _join(scene: Scene, heard: Understood, report: UUID) -> Outcome | None:
    """The whole message in place of the pieces that were stored as they came."""
    row = intake.to_amendment(scene.here, scene.connection, heard, scene.inbound.gateway, amendments.JOINED)
    with scene.connection.transaction():
        if not filing.is_fresh(scene.connection, scene.delivery):
            return None
        if not filing.amend(scene.connection, Target(report), row, replaces=True):
            fresh = intake.to_row(scene.here, scene.connection, heard, scene.inbound.gateway)
            filing.store(scene.connection, fresh | {"id": report})
    return Outcome(report.hex)


def _remove(scene: Scene, target: Target) -> None:
    """Delete a report; a restored backup must not bring it back (P8)."""
    gone = filing.withdraw(scene.connection, target)
    if gone:
        secret_key, day = scene.here.config.secret_key, scene.delivery.today
        withdrawals.note(scene.connection, secret_key, gone, day)


def _nominate(scene: Scene, effect: Effect) -> Outcome | None:
    """A safe zone is nominated; its code, as neutral as a receipt, is what a partner group vouches with."""
    held = floods.mark_nomination(scene.here, scene.inbound)
    known = door.understand(scene.here, scene.connection, Facts(note=effect.text, held=held))
    with scene.connection.transaction():
        if not filing.is_fresh(scene.connection, scene.delivery):
            return None
        code = door.store(scene.here, scene.connection, known)
    return Outcome(_keep_report(scene).report, {"receipt": f"{code[:4]} {code[4:]}"})


def _vouch(scene: Scene, effect: Effect) -> Outcome | None:
    """A group's word for a zone; the answer is the same whether the codes fit, since who guesses listens."""
    codes = door.split_codes(effect.text)
    if codes is None:
        return _store_wish(scene, effect)
    with scene.connection.transaction():
        if not filing.is_fresh(scene.connection, scene.delivery):
            return None
        door.take_word(scene.here, scene.connection, *codes)
    return _keep_report(scene)


def _store_wish(scene: Scene, effect: Effect) -> Outcome | None:
    """Words about a zone that hold no codes: kept for organizers, never counted as a report (P12)."""
    row = intake.to_row(
        scene.here, scene.connection, _hear(scene, effect.text), scene.inbound.gateway, wish=effect.act
    )
    return _keep_report(scene) if filing.store_fresh(scene.connection, scene.delivery, row) else None


def _amend(scene: Scene, effect: Effect) -> Outcome | None:
    heard = _hear(scene, effect.text)
    row = _find_chosen(scene, effect) or intake.to_amendment(
        scene.here, scene.connection, heard, scene.inbound.gateway, effect.act
    )
    with scene.connection.transaction():
        if not filing.is_fresh(scene.connection, scene.delivery):
            return None
        done = filing.amend(
            scene.connection, _get_target(scene, effect), row, replaces=effect.act is Act.CORRECT
        )
        if done or effect.act not in TELLING or not effect.text.strip():
            return _keep_report(scene)
        fresh = intake.to_row(scene.here, scene.connection, heard, scene.inbound.gateway)
        filing.store(scene.connection, fresh)
    return Outcome(fresh["id"].hex)


def _find_chosen(scene: Scene, effect: Effect) -> dict[str, Any] | None:
    """The amendment that one of the numbered places makes."""
    if effect.choice is None or not 1 <= effect.choice <= len(scene.options):
        return None
    option = scene.options[effect.choice - 1]
    details = {
        "act": effect.act,
        "day": scene.here.local_now().date().isoformat(),
        "place": option["name"],
        "accuracy_m": option["accuracy_m"],
    }
    sealed = seals.get_sealer(scene.here, scene.connection).seal(details)
    return {**option["clear"], "group": None, "part": None, "sealed": sealed}


def _get_target(scene: Scene, effect: Effect) -> Target:
    if effect.receipt is not None:
        return Target(receipt=receipts.digest(scene.here.config, effect.receipt))
    return Target(report=UUID(scene.state.report) if scene.state and scene.state.report else None)


def _withdraw(scene: Scene, effect: Effect) -> Outcome | None:
    with scene.connection.transaction():
        if not filing.is_fresh(scene.connection, scene.delivery):
            return None
        _remove(scene, _get_target(scene, effect))
    return _keep_report(scene) if effect.receipt else Outcome()


def _make_receipt(scene: Scene, effect: Effect) -> Outcome | None:
    """A new receipt; where there is no report it leads nowhere, so that the answer tells nothing (P9)."""
    made = receipt.make()
    target = _get_target(scene, effect)
    with scene.connection.transaction():
        if not filing.is_fresh(scene.connection, scene.delivery):
            return None
        if target.report:
            digest = receipts.digest(scene.here.config, made)
            filing.keep_receipt(scene.connection, target.report, digest)
    language = scene.state.language if scene.state else None
    return Outcome(_keep_report(scene).report, {"receipt": receipt.say(made, language or "en")})


def find_question(here: Deployment, given: Receipt) -> Question | None:
    """What an organizer asks whoever holds this receipt; None for nothing, or where it leads nowhere."""
    with here.database.intake.connect() as connection:
        found = filing.find_question(connection, receipts.digest(here.config, given))
    return Question(found[1]) if found else None


def _look(scene: Scene, effect: Effect) -> Outcome:
    """The dialog is about the receipt's report from here on, if something was asked of it."""
    digest = _get_target(scene, effect).receipt
    found = filing.find_question(scene.connection, digest) if digest else None
    if found is None:
        return _keep_report(scene)
    return Outcome(found[0].hex, question=Question(found[1]))


def _find_services(scene: Scene, effect: Effect) -> Outcome:
    language = scene.state.language if scene.state else None
    fits = FITS.get(scene.inbound.gateway, answering.is_short)
    return Outcome(
        _keep_report(scene).report, {"services": answering.describe(scene.here, effect.text, language, fits)}
    )


def _store_services(scene: Scene, effect: Effect) -> Outcome | None:
    """A story that begins by asking for help: it is kept, and the help is told."""
    done = _store(scene, effect)
    return done and replace(done, values=_find_services(scene, effect).values)


def _ask_help(scene: Scene, effect: Effect) -> Outcome | None:
    """Organizers are told; whoever asks hears of services, whether the receipt led to a report or not."""
    done = _amend(scene, effect)
    return done and replace(done, values=_find_services(scene, effect).values)


def _forget(scene: Scene, effect: Effect) -> Outcome:
    return Outcome()


HANDLERS: Mapping[Act, Callable[[Scene, Effect], Outcome | None]] = {
    Act.STORE: _store,
    Act.STORE_SERVICES: _store_services,
    Act.ZONE: _nominate,
    Act.VOUCH: _vouch,
    Act.ADD: _amend,
    Act.PLACE: _amend,
    Act.CORRECT: _amend,
    Act.BETTER: _amend,
    Act.HELP: _ask_help,
    Act.WITHDRAW: _withdraw,
    Act.RECEIPT: _make_receipt,
    Act.LOOK: _look,
    Act.SERVICES: _find_services,
    Act.FORGET: _forget,
}
