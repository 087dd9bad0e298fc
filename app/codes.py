"""The second factor: six digits from a phone (TOTP, RFC 6238), or a recovery code that is good once."""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import secrets
from datetime import datetime

import qrcode
import qrcode.image.svg
import redis
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from app.deployment import Deployment
from app.models.organizer import Organizer
from sms import receipt

STEP_SECONDS = 30
DIGITS = 6
RECOVERY_CODES = 8
RECOVERY_WORDS = 3


def make_secret() -> bytes:
    """A new shared secret: 20 bytes, as authenticator apps expect."""
    return secrets.token_bytes(20)


def seal(secret_key: str, secret: bytes) -> bytes:
    """The secret as it is stored or carried by a form: a copied database alone gives no codes."""
    return bytes(_box(secret_key).encrypt(secret))


def unseal(secret_key: str, sealed: bytes) -> bytes | None:
    """The secret, or None where it was not sealed here."""
    try:
        return _box(secret_key).decrypt(sealed)
    except (CryptoError, ValueError):
        return None


def to_text(secret: bytes) -> str:
    """The secret as it is typed into an app."""
    return base64.b32encode(secret).decode()


def to_picture(secret: bytes, username: str) -> str:
    """The secret as a QR code: SVG without style, for the page itself."""
    address = _totp(secret).get_provisioning_uri(username, "Safelight")
    out = io.BytesIO()
    qrcode.make(address, image_factory=qrcode.image.svg.SvgPathImage, border=2).save(out)
    return out.getvalue().decode().partition("?>")[2] or out.getvalue().decode()


def is_right(secret: bytes, code: str, now: datetime) -> bool:
    """Whether the code is this half minute's, or a neighbour's, since clocks differ."""
    plain = "".join(code.split()).encode()
    for steps in (0, -1, 1):
        try:
            _totp(secret).verify(plain, int(now.timestamp()) + steps * STEP_SECONDS)
        except (InvalidToken, ValueError):
            continue
        return True
    return False


def check(here: Deployment, organizer: Organizer, code: str) -> bool:
    """Whether the code is the phone's or a recovery code of the organizer. Each code is good once."""
    sealed = organizer.code_secret
    secret = None if sealed is None else unseal(here.config.secret_key, sealed)
    if secret is not None and is_right(secret, code, here.clock()):
        return _is_first_use(here, organizer, code)
    used = digest(here.config.secret_key, code)
    if used in organizer.recovery:
        organizer.recovery = [kept for kept in organizer.recovery if kept != used]
        return True
    return False


def make_recovery(secret_key: str) -> tuple[list[str], list[bytes]]:
    """New recovery codes, and the digests that are stored of them."""
    codes = [receipt.passphrase(RECOVERY_WORDS) for _ in range(RECOVERY_CODES)]
    return codes, [digest(secret_key, code) for code in codes]


def digest(secret_key: str, code: str) -> bytes:
    """What a recovery code is known by."""
    plain = " ".join(code.casefold().split())
    return hmac.new(secret_key.encode(), f"recovery {plain}".encode(), hashlib.sha256).digest()


def _is_first_use(here: Deployment, organizer: Organizer, code: str) -> bool:
    """Whether nobody used this code before, as someone who looked over the shoulder would."""
    name = f"code:{digest(here.config.secret_key, f'{organizer.id} {code}').hex()}"
    try:
        return here.memory.claim(name, 4 * STEP_SECONDS)
    except redis.RedisError:
        return False


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303  # RFC 6238's own; apps know no other


def _box(secret_key: str) -> SecretBox:
    return SecretBox(hmac.new(secret_key.encode(), b"second factor", hashlib.sha256).digest())
