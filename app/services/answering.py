"""Help near a place, as one answer by text: names and numbers of a few services, and the emergency number."""

from __future__ import annotations

from collections.abc import Callable

from app import geocode, wordings
from app.deployment import Deployment
from app.services import directory
from app.services.directory import Listing
from sms import segments

MOST = 3
SEGMENTS = 2
"""More costs the reporter's gateway, and stays on the phone's screen."""


def is_short(text: str) -> bool:
    """Whether a text message is no longer than we answer with."""
    return segments.count(text).segments <= SEGMENTS


def describe(
    here: Deployment, text: str, language: str | None, fits: Callable[[str], bool] = is_short
) -> str:
    """What a phone is told that asked for services near the place in the text, or anywhere.

    As many services as fit, else their numbers alone; the emergency number always stands at the end.
    """
    emergency = wordings.text(here, "emergency", language, number=here.config.emergency_number)
    with here.database.public.connect() as connection:
        place = geocode.find(here, connection, text).place if text else None
        listings = directory.nearest(connection, place, None, MOST)
    if not listings:
        return f"{wordings.text(here, 'no_services', language)} {emergency}"
    told = [_say(listing) for listing in listings]
    numbers = [f"{listing.phone}." for listing in listings if listing.phone]
    tried = (" ".join([*lines[:most], emergency]) for lines in (told, numbers) for most in range(MOST, 0, -1))
    return next((one for one in tried if fits(one)), emergency)


def _say(listing: Listing) -> str:
    """One service as a text tells it; a hidden one has no address to tell."""
    return " ".join(filter(None, (listing.name, listing.phone or listing.address or listing.url))) + "."
