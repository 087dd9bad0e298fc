"""Menus by USSD and voice: the dialog in turns, with numbered choices, where no trace stays."""

from __future__ import annotations

from app.deployment import Deployment
from app.gateways import Menu
from sms.gateways.turn import Step, Turn

__all__ = ["Menu", "take_turn"]


def take_turn(here: Deployment, turn: Turn) -> Step:
    """What the caller sees or hears next."""
    raise NotImplementedError
