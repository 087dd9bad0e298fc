"""Forgetting the sender: the only file that reads `Inbound.sender`."""

from __future__ import annotations

import hashlib
import hmac

from sms.message import Inbound, Message, Pseudonym, Reply


def strip(inbound: Inbound) -> Message:
    """The anonymous message: words and channel, without sender, recipient, message id or time."""
    return Message(channel=inbound.gateway, text=inbound.text)


def to_reply(inbound: Inbound, text: str) -> Reply | None:
    """The words addressed back to whoever sent the message; None without a sender."""
    if not inbound.sender:
        return None
    return Reply(to=inbound.sender, text=text, sent_from=inbound.recipient)


def inbound_to_pseudonym(inbound: Inbound, epoch_key: bytes) -> Pseudonym | None:
    """A stand-in for the sender under a key that lives in memory alone; None without a sender.

    HMAC-SHA256 cut to 128 bits over gateway and sender. Without the key it can be neither computed nor
    tried out, and the key is destroyed with its epoch (P1).
    """
    if not inbound.sender:
        return None
    return address_to_pseudonym(inbound.gateway, inbound.sender, epoch_key)


def address_to_pseudonym(channel: str, address: str, epoch_key: bytes) -> Pseudonym:
    """A stand-in for any address that could point to a person (a number, an IP), as above."""
    payload = b"\0".join((channel.encode(), address.encode("utf-8", "surrogatepass")))
    return Pseudonym(hmac.new(epoch_key, payload, hashlib.sha256).hexdigest()[:32])


def inbound_to_secret(inbound: Inbound, epoch_key: bytes) -> bytes | None:
    """The 32 bytes that seal what is remembered of the sender; None without one.

    A second key from the same inputs: whoever reads the memory without them opens nothing (P1).
    """
    return address_to_secret(inbound.gateway, inbound.sender, epoch_key) if inbound.sender else None


def address_to_secret(channel: str, address: str, epoch_key: bytes) -> bytes:
    """The same for any address; says nothing of the pseudonym, nor the pseudonym of it."""
    payload = b"\0".join((channel.encode(), address.encode("utf-8", "surrogatepass")))
    return hmac.new(hmac.new(epoch_key, b"seal", hashlib.sha256).digest(), payload, hashlib.sha256).digest()


def delivery_digest(inbound: Inbound, key: bytes) -> bytes:
    """What recognises a repeated delivery: a 16-byte keyed digest of gateway and message id alone (P12)."""
    payload = b"\0".join((inbound.gateway.encode(), inbound.message_id.encode("utf-8", "surrogatepass")))
    return hmac.new(key, payload, hashlib.sha256).digest()[:16]
