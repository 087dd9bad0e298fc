"""Acts that tell of help near a place, by themselves or with what is stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from app.acts import reports, scenes
from app.acts.scenes import Outcome, Scene
from app.services import answering
from sms.gateways import ussd
from sms.turn import Effect

FITS: Mapping[str, Callable[[str], bool]] = {"ussd": ussd.is_one_screen, "voice": lambda _: True}
"""Gateway to whether an answer is short enough, where it is no text message."""


def find_services(scene: Scene, effect: Effect) -> Outcome:
    """Services near a place, in the words of the message."""
    language = scene.state.language if scene.state else None
    fits = FITS.get(scene.inbound.gateway, answering.is_short)
    found = answering.describe(scene.here, effect.text, language, fits)
    return Outcome(scenes.keep_report(scene).report, {"services": found})


def store_services(scene: Scene, effect: Effect) -> Outcome | None:
    """A story that begins by asking for help: it is kept, and the help is told."""
    done = reports.store(scene, effect)
    return done and replace(done, values=find_services(scene, effect).values)


def ask_help(scene: Scene, effect: Effect) -> Outcome | None:
    """Organizers are told; whoever asks hears of services, whether the receipt led to a report or not."""
    done = reports.amend(scene, effect)
    return done and replace(done, values=find_services(scene, effect).values)
