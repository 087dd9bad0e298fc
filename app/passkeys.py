"""Passkeys as a second factor (WebAuthn): the device signs our challenge, and only for our own address.

The passphrase stays what unlocks the sealing key (P2). A challenge carries its second, and its
purpose in its digest, so that nothing is kept for pages that nobody sends back; each is good once.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import redis
import webauthn
from sqlalchemy import select
from sqlalchemy.orm import Session
from webauthn.helpers import exceptions, parse_authentication_credential_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.deployment import Deployment
from app.models.organizer import Organizer
from app.models.passkey import Passkey

GOOD_SECONDS = 5 * 60
NONCE = 16
STAMP = 8
LONGEST_NAME = 60
MOST = 10
"""Passkeys of one organizer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a browser sends back: the challenge as it was given, in hex, and the device's answer in JSON."""

    challenge: str
    credential: str = field(repr=False)


def find_site(here: Deployment) -> tuple[str, str]:
    """The domain that passkeys belong to, and the origin of its pages.

    Browsers make none for an address of digits, so that on one's own machine it is localhost.
    """
    parts = urlsplit(here.config.public_url)
    if here.config.is_loopback:
        port = "" if parts.port is None else f":{parts.port}"
        return "localhost", f"{parts.scheme}://localhost{port}"
    return parts.hostname or "", f"{parts.scheme}://{parts.netloc}"


def list_own(session: Session, organizer_id: UUID) -> Sequence[Passkey]:
    """An organizer's passkeys by name."""
    query = select(Passkey).where(Passkey.organizer_id == organizer_id)
    return session.scalars(query.order_by(Passkey.name, Passkey.id)).all()


def make_challenge(here: Deployment, purpose: str) -> bytes:
    """A challenge for one purpose: random bytes, the second, and a keyed digest of all three."""
    body = secrets.token_bytes(NONCE) + int(here.clock().timestamp()).to_bytes(STAMP)
    return body + _sign(here, purpose, body)


def to_creation(here: Deployment, organizer: Organizer, owned: Sequence[Passkey], challenge: bytes) -> str:
    """What the browser needs to make a passkey, as JSON."""
    options = webauthn.generate_registration_options(
        rp_id=find_site(here)[0],
        rp_name="Safelight",
        user_id=organizer.id.bytes,
        user_name=organizer.username,
        challenge=challenge,
        # Found by the device itself, so that the sign-in page tells nobody which accounts have one.
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one.credential) for one in owned],
    )
    return webauthn.options_to_json(options)


def to_request(here: Deployment, challenge: bytes) -> str:
    """What the browser needs to use a passkey, as JSON."""
    return webauthn.options_to_json(
        webauthn.generate_authentication_options(rp_id=find_site(here)[0], challenge=challenge)
    )


def add(
    here: Deployment, session: Session, organizer: Organizer, name: str, answer: Answer, today: date
) -> Passkey | None:
    """The new passkey; None where the device's answer is not one to our challenge. The caller commits."""
    challenge = _take(here, to_purpose(organizer), answer.challenge)
    if challenge is None or len(list_own(session, organizer.id)) >= MOST:
        return None
    rp_id, origin = find_site(here)
    try:
        verified = webauthn.verify_registration_response(
            credential=answer.credential,
            expected_challenge=challenge,
            expected_rp_id=rp_id,
            expected_origin=origin,
        )
    except (exceptions.WebAuthnException, ValueError):
        return None
    made = Passkey(
        id=uuid4(),
        organizer_id=organizer.id,
        credential=verified.credential_id,
        public_key=verified.credential_public_key,
        uses=verified.sign_count,
        name=name.replace("\0", "").strip()[:LONGEST_NAME] or today.isoformat(),
        made_on=today,
    )
    session.add(made)
    return made


def check(here: Deployment, session: Session, organizer: Organizer, answer: Answer) -> bool:
    """Whether one of the organizer's passkeys answered our challenge; its count of uses moves on."""
    challenge = _take(here, SIGN_IN, answer.challenge)
    if challenge is None:
        return False
    rp_id, origin = find_site(here)
    try:
        credential = parse_authentication_credential_json(answer.credential)
        owned = next((p for p in list_own(session, organizer.id) if p.credential == credential.raw_id), None)
        if owned is None:
            return False
        verified = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=rp_id,
            expected_origin=origin,
            credential_public_key=owned.public_key,
            credential_current_sign_count=owned.uses,
        )
    except (exceptions.WebAuthnException, ValueError):
        return False
    owned.uses = verified.new_sign_count
    return True


def remove(session: Session, organizer: Organizer, passkey_id: UUID) -> bool:
    """Whether the organizer had this passkey, which is gone now. The caller commits."""
    found = session.get(Passkey, passkey_id)
    if found is None or found.organizer_id != organizer.id:
        return False
    session.delete(found)
    session.flush()
    return True


SIGN_IN = "sign in"


def to_purpose(organizer: Organizer) -> str:
    """The purpose of a challenge that makes a passkey of this organizer."""
    return f"make {organizer.id}"


def _sign(here: Deployment, purpose: str, body: bytes) -> bytes:
    key = here.config.secret_key.encode()
    return hmac.new(key, b"passkey %b %b" % (purpose.encode(), body), hashlib.sha256).digest()


def _take(here: Deployment, purpose: str, challenge: str) -> bytes | None:
    """The challenge, if it is ours, for this purpose, fresh, and comes back for the first time."""
    try:
        given = bytes.fromhex(challenge)
    except ValueError:
        return None
    body = given[: NONCE + STAMP]
    age_s = here.clock().timestamp() - int.from_bytes(body[NONCE:])
    is_ours = hmac.compare_digest(given[NONCE + STAMP :], _sign(here, purpose, body))
    if not is_ours or not -1 <= age_s <= GOOD_SECONDS:
        return None
    try:
        name = f"code:{hashlib.sha256(given).hexdigest()}"
        is_first = here.memory.claim(name, 2 * GOOD_SECONDS)
    except redis.RedisError:
        return None
    return given if is_first else None
