"""Help near a place, as one answer by text: names and numbers of a few services, and the emergency number."""

from __future__ import annotations

from app import geocode, wordings
from app.deployment import Deployment
from app.services import directory
from app.services.directory import Listing

MOST = 3
LONGEST = 300
"""Two segments in GSM-7: more costs the reporter's gateway, and stays on the phone's screen."""


def describe(here: Deployment, text: str, language: str | None) -> str:
    """What a phone is told that asked for services near the place in the text, or anywhere."""
    emergency = wordings.text(here, "emergency", language, number=here.config.emergency_number)
    with here.database.public.connect() as connection:
        place = geocode.find(here, connection, text).place if text else None
        listings = directory.nearest(connection, place, None, MOST)
    told = ""
    for line in map(_say, listings):
        if len(told) + len(line) <= LONGEST:
            told = f"{told}{line} "
    return f"{told or wordings.text(here, 'no_services', language) + ' '}{emergency}"


def _say(listing: Listing) -> str:
    """One service as a text tells it; a hidden one has no address to tell."""
    return " ".join(filter(None, (listing.name, listing.phone or listing.address or listing.url))) + "."
