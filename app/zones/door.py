"""The zones' public door: nominate, vouch, leave marks. Nothing that comes in here can be read back by it."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

from app import geocode, redacting, review, seals
from app.database import Connection
from app.deployment import Deployment
from app.zones import facts
from app.zones.facts import Facts
from sms import digits
from sms.errors import RedactionError

PARAMETERS = (
    "lighting", "openness", "visibility", "people", "security", "walkpath", "transport", "gender", "feeling",
)  # fmt: skip
"""The nine of the Safetipin audit (Viswanath & Basu, Gender & Development 23:1, 2015)."""
MARKS = (0, 1, 2, 3)

LONGEST = 2_000
CODE_DIGITS = 8
CODES = re.compile(rf"(\D*)\b((?:\d[\s.-]?){{{CODE_DIGITS}}})(?!\d)(\D*)")
"""A zone's code with words before or after it."""


@dataclass(frozen=True, slots=True)
class Nomination:
    """What someone nominates; a group's code makes it vouched for at once."""

    facts: Facts = field(repr=False)
    group_code: str = field(default="", repr=False)


def nominate(here: Deployment, nomination: Nomination) -> str:
    """Store a nomination, sealed, and give its code: eight digits with which a partner group can vouch.

    Raises:
        UnavailableError, NotReadyError: nothing was stored.
    """
    with here.database.intake.connect() as connection:
        known = understand(here, connection, nomination.facts)
        group = find_group(connection, here.config.secret_key, nomination.group_code)
        with connection.transaction():
            return store(here, connection, known, group)


def store(here: Deployment, connection: Connection, known: Facts, group: UUID | None = None) -> str:
    """Put a nomination into the table within the caller's transaction; gives its code."""
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    zone_id = uuid4()
    connection.execute(
        "INSERT INTO zone (id, state, code_digest, sealed) VALUES (%s, %s, %s, %s)",
        (
            zone_id,
            "nominated",
            digest(here.config.secret_key, code),
            seals.get_sealer(here, connection).seal(known.to_sealed()),
        ),
    )
    if group is not None:
        _vouch(connection, zone_id, group)
    return code


def vouch(here: Deployment, code: str, group_code: str) -> bool:
    """Whether the group's word for the zone of this code was taken; False for an unknown code or group."""
    with here.database.intake.connect() as connection, connection.transaction():
        return take_word(here, connection, code, group_code)


def take_word(here: Deployment, connection: Connection, code: str, group_code: str) -> bool:
    """As `vouch`, within the caller's transaction."""
    group = find_group(connection, here.config.secret_key, group_code)
    row = connection.execute(
        "SELECT id FROM zone WHERE code_digest = %s AND state IN ('nominated', 'vouched')",
        (digest(here.config.secret_key, plain(code)),),
    ).fetchone()
    if group is None or row is None:
        return False
    _vouch(connection, row[0], group)
    return True


def split_codes(text: str) -> tuple[str, str] | None:
    """The zone's code and the group's in a text, in either order; None where they are not both there."""
    found = CODES.fullmatch(digits.to_ascii(text).strip())
    if found is None:
        return None
    before, zone, after = found.groups()
    group = " ".join(re.findall(r"\w[\w-]*", f"{before} {after}"))
    return ("".join(re.findall(r"\d", zone)), group) if group else None


def _vouch(connection: Connection, zone_id: UUID, group: UUID) -> None:
    connection.execute(
        "INSERT INTO zone_vouch (zone_id, group_id) VALUES (%s, %s) ON CONFLICT DO NOTHING", (zone_id, group)
    )
    connection.execute("UPDATE zone SET state = 'vouched' WHERE id = %s AND state = 'nominated'", (zone_id,))


def leave_marks(here: Deployment, zone_id: UUID, marks: Mapping[str, int]) -> bool:
    """Keep a visitor's marks for the organizers; False where no such zone is shown or a mark is missing."""
    ordered: Sequence[int] = [marks.get(name, -1) for name in PARAMETERS]
    if any(mark not in MARKS for mark in ordered):
        return False
    with here.database.intake.connect() as connection:
        stored = connection.execute(
            "INSERT INTO zone_audit (zone_id, period, marks)"
            " SELECT zone_id, %s, %s FROM zone_public WHERE zone_id = %s",
            (review.month(here.local_now().date()), list(ordered), zone_id),
        )
        return stored.rowcount == 1


def find_group(connection: Connection, secret_key: str, code: str) -> UUID | None:
    """The partner group of a code, or None."""
    if not code.strip():
        return None
    row = connection.execute(
        "SELECT id FROM partner_group WHERE code_digest = %s", (digest(secret_key, plain(code)),)
    ).fetchone()
    return None if row is None else row[0]


def digest(secret_key: str, code: str) -> bytes:
    """What a code is known by: HMAC-SHA256 under the deployment's secret."""
    return hmac.new(secret_key.encode(), f"zone code {code}".encode(), hashlib.sha256).digest()


def plain(code: str) -> str:
    """A code as it is compared: lower case, single spaces, digits run together."""
    words = code.casefold().split()
    return "".join(words) if all(word.isdigit() for word in words) else " ".join(words)


def understand(here: Deployment, connection: Connection, told: Facts) -> Facts:
    """The facts with identities cut out of the words (P3), and a first guess of where it is."""
    told = replace(told, note=told.note.replace("\0", " ")[:LONGEST])
    finding = geocode.find(here, connection, told.note)
    try:
        note = redacting.cut(here, told.note, finding.spans).text
    except RedactionError:
        note = ""  # P3 fails closed
    place = (geocode.find(here, connection, told.name).place if told.name else None) or finding.place
    known = replace(told, note=note)
    if place is None or known.outline or place.precision not in ("spot", "street"):
        return known
    return facts.with_point(known, place.lon, place.lat)
