"""Acts over a safe zone: nominated, vouched for."""

from __future__ import annotations

from app import filing, floods
from app.acts import reports, scenes
from app.acts.scenes import Outcome, Scene
from app.zones import door
from app.zones.facts import Facts
from sms import digits
from sms.turn import Effect


def nominate(scene: Scene, effect: Effect) -> Outcome | None:
    """A safe zone is nominated; its code, as neutral as a receipt, is what a partner group vouches with."""
    held = floods.mark_nomination(scene.here, scene.inbound)
    known = door.understand(scene.here, scene.connection, Facts(note=effect.text, held=held))
    with scene.connection.transaction():
        if not filing.is_fresh(scene.connection, scene.delivery):
            return None
        code = door.store(scene.here, scene.connection, known)
    told = digits.localize(f"{code[:4]} {code[4:]}", scene.language)
    return Outcome(scenes.keep_report(scene).report, {"receipt": told})


def vouch(scene: Scene, effect: Effect) -> Outcome | None:
    """A group's word for a zone; the answer is the same whether the codes fit, since who guesses listens."""
    codes = door.split_codes(effect.text)
    if codes is None:
        return reports.store_wish(scene, effect)
    with scene.connection.transaction():
        if not filing.is_fresh(scene.connection, scene.delivery):
            return None
        door.take_word(scene.here, scene.connection, *codes)
    return scenes.keep_report(scene)
