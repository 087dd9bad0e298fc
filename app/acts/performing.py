"""The table of acts: what an effect does, within the delivery that brought it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from app import deliveries, understanding
from app.acts import receipts, reports, scenes, zones
from app.acts.scenes import Outcome, Scene
from app.deployment import Deployment
from app.filing import Target
from sms.message import Inbound
from sms.receipt import Receipt
from sms.turn import Act, Effect

STORING = frozenset({Act.STORE, Act.STORE_SERVICES})


def perform(scene: Scene, effects: Sequence[Effect]) -> Outcome | None:
    """What came of the effects, of which a step has one at most; None where the delivery came before.

    Raises:
        UnavailableError: nothing was written; the gateway should send it again.
    """
    outcome = HANDLERS[effects[0].act](scene, effects[0]) if effects else scenes.keep_report(scene)
    if scene.joins and (not effects or effects[0].act not in STORING):
        # The pieces were no report after all, but a long way to say a keyword.
        reports.remove(scene, Target(scene.joins))
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


def _forget(scene: Scene, effect: Effect) -> Outcome:
    return Outcome()


HANDLERS: Mapping[Act, Callable[[Scene, Effect], Outcome | None]] = {
    Act.STORE: reports.store,
    Act.STORE_SERVICES: receipts.store_services,
    Act.ZONE: zones.nominate,
    Act.VOUCH: zones.vouch,
    Act.ADD: reports.amend,
    Act.PLACE: reports.amend,
    Act.CORRECT: reports.amend,
    Act.BETTER: reports.amend,
    Act.HELP: receipts.ask_help,
    Act.WITHDRAW: reports.withdraw,
    Act.RECEIPT: receipts.make_receipt,
    Act.LOOK: receipts.look,
    Act.SERVICES: receipts.find_services,
    Act.FORGET: _forget,
}
