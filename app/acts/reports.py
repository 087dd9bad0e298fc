"""Acts over a report: stored, joined, added to, corrected, withdrawn."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app import amendments, filing, floods, intake, seals, understanding, withdrawals
from app.acts import scenes
from app.acts.scenes import Outcome, Scene
from app.filing import Target
from app.understanding import Understood
from sms.turn import Act, Effect

TELLING = frozenset({Act.ADD, Act.PLACE, Act.CORRECT})
"""Acts whose words become a report of their own where the one they mean is gone: nothing is lost (P12)."""


def store(scene: Scene, effect: Effect) -> Outcome | None:
    """The message as a report; where its pieces were stored as they came, in their place."""
    heard = scenes.hear(scene, effect.text)
    if scene.joins:
        return join(scene, heard, scene.joins)
    marks = floods.mark(scene.here, scene.inbound, heard.text, understanding.to_clear(heard)["cell"])
    row = intake.to_row(scene.here, scene.connection, heard, scene.inbound.gateway, marks)
    if not filing.store_fresh(scene.connection, scene.delivery, row):
        floods.unmark(scene.here, marks)
        return None
    # Late words are a report of their own, and the dialog stays with the one it has.
    return Outcome(scenes.keep_report(scene).report or row["id"].hex)


def join(scene: Scene, heard: Understood, report: UUID) -> Outcome | None:
    """The whole message in place of the pieces that were stored as they came."""
    row = intake.to_amendment(scene.here, scene.connection, heard, scene.inbound.gateway, amendments.JOINED)
    with scene.connection.transaction():
        if not filing.is_fresh(scene.connection, scene.delivery):
            return None
        if not filing.amend(scene.connection, Target(report), row, replaces=True):
            fresh = intake.to_row(scene.here, scene.connection, heard, scene.inbound.gateway)
            filing.store(scene.connection, fresh | {"id": report})
    return Outcome(report.hex)


def remove(scene: Scene, target: Target) -> None:
    """Delete a report; a restored backup must not bring it back (P8)."""
    gone = filing.withdraw(scene.connection, target)
    if gone:
        secret_key, day = scene.here.config.secret_key, scene.delivery.today
        withdrawals.note(scene.connection, secret_key, gone, day)


def amend(scene: Scene, effect: Effect) -> Outcome | None:
    """What is added to the dialog's or the receipt's report; a report of its own where that is gone (P12)."""
    heard = scenes.hear(scene, effect.text)
    row = _find_chosen(scene, effect) or intake.to_amendment(
        scene.here, scene.connection, heard, scene.inbound.gateway, effect.act
    )
    with scene.connection.transaction():
        if not filing.is_fresh(scene.connection, scene.delivery):
            return None
        done = filing.amend(
            scene.connection, scenes.get_target(scene, effect), row, replaces=effect.act is Act.CORRECT
        )
        if done or effect.act not in TELLING or not effect.text.strip():
            return scenes.keep_report(scene)
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


def withdraw(scene: Scene, effect: Effect) -> Outcome | None:
    """The report deleted for good."""
    with scene.connection.transaction():
        if not filing.is_fresh(scene.connection, scene.delivery):
            return None
        remove(scene, scenes.get_target(scene, effect))
    return scenes.keep_report(scene) if effect.receipt else Outcome()


def store_wish(scene: Scene, effect: Effect) -> Outcome | None:
    """Words about a zone that hold no codes: kept for organizers, never counted as a report (P12)."""
    row = intake.to_row(
        scene.here, scene.connection, scenes.hear(scene, effect.text), scene.inbound.gateway, wish=effect.act
    )
    return scenes.keep_report(scene) if filing.store_fresh(scene.connection, scene.delivery, row) else None
