"""Paths into a request, and octets into text: what profiles say in data, done."""

from __future__ import annotations

import binascii
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib import parse

from sms import segments
from sms.gateways import fields, markup, moment, words
from sms.gateways.base import Request
from sms.gateways.profile import Read
from sms.message import Inbound, Part

FALLBACKS: Final = ("utf-8", "latin-1")
"""Tried in this order for octets that are not what their coding says; the last fits anything."""
JOINED: Final = {0x00: 1, 0x08: 2}
"""Header elements of joined messages and their reference's octets (3GPP TS 23.040, 9.2.3.24.1 and .8)."""


@dataclass(frozen=True, slots=True)
class Source:
    """A request opened for paths: `item` is one message in it."""

    request: Request
    body: Mapping[str, Any] = field(repr=False)
    item: Mapping[str, Any] = field(repr=False)


def open_body(request: Request, read: Read) -> Mapping[str, Any]:
    """The fields of a form, JSON or XML body; none of other bodies, whose text the path `body:` gives.

    Raises:
        MalformedError: the body is not what it says it is.
    """
    kind = read.format or fields.get_media_type(request)
    if kind.endswith("json"):
        return fields.read_json(request)
    if kind.endswith("xml"):
        return markup.read_xml(request)
    if not kind.startswith("text") and (read.format or fields.is_form(request)):
        # Octets that a coding explains are kept as they are: Latin-1 maps each to one character and back.
        return fields.read_form(request, "latin-1" if read.codings else None)
    return {}


def find(source: Source, path: str) -> object:
    """What stands at a path; None when nothing does.

    `name` is a field of the message or, failing that, of the body; dots lead into objects, and lists give
    their first object that goes on. `header:`, `query:` and `body:` reach the request's other parts.
    """
    kind, colon, name = path.partition(":")
    if colon and kind == "header":
        return source.request.find_header(name)
    if colon and kind == "query":
        return source.request.get_query().get(name)
    if colon and kind == "body":
        return source.request.body.decode("latin-1") if not source.body else None
    found = _follow(source.item, path)
    return _follow(source.body, path) if found is None else found


def find_first(source: Source, paths: Iterable[str]) -> str:
    """The first of several paths that holds something, as trimmed text; empty when none does."""
    found = (words.to_text(find(source, path)).strip() for path in paths)
    return next((value for value in found if value), "")


def _follow(value: object, path: str) -> object:
    if isinstance(value, list):
        found = (_follow(item, path) for item in value)
        return next((item for item in found if item is not None), None)
    if not isinstance(value, Mapping):
        return None
    if path in value:
        return value[path]
    head, dot, rest = path.partition(".")
    return _follow(value.get(head), rest) if dot else None


def find_words(source: Source, read: Read) -> str | None:
    """The words of a message; None when none of their paths is there at all."""
    coding = words.to_text(find(source, read.coding)).strip() if read.coding else ""
    if (hexed := find_first(source, read.hexed)) and coding:
        try:
            return words.read_words(to_words(binascii.unhexlify(hexed), read.codings.get(coding, "")))
        except (binascii.Error, ValueError):
            return ""
    raw = next((value for path in read.text if (value := find(source, path)) is not None), None)
    if raw is None or not isinstance(raw, str) or not _is_octets(source, read):
        return None if raw is None else words.read_words(raw)
    return words.read_words(to_words(raw.encode("latin-1"), _get_charset(source, read, coding)))


def _is_octets(source: Source, read: Read) -> bool:
    return not source.body or (bool(read.codings) and fields.is_form(source.request))


def _get_charset(source: Source, read: Read, coding: str) -> str:
    """The coding's charset, or what the content type names, which gateways that convert put there."""
    if not source.body and "charset" in source.request.content_type.lower():
        return fields.get_charset(source.request)
    return read.codings.get(coding or "0", "utf-8")


def to_words(octets: bytes, charset: str) -> str:
    """The text in octets of a charset, "gsm7" among them; of another one, when they can't be of this."""
    if charset == "gsm7":
        is_septets = max(octets, default=0) < 0x80
        return segments.decode_gsm7(octets) if is_septets else to_words(octets, FALLBACKS[0])
    for name in (charset, *FALLBACKS):
        try:
            return octets.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return ""


def find_part(source: Source, read: Read) -> Part | None:
    """Which piece of a long message this is, when it says so; None for whole ones."""
    if "udh" in read.part:
        return _header_to_part(words.to_text(find(source, read.part["udh"])))
    values = {name: words.to_text(find(source, path)).strip() for name, path in read.part.items()}
    number, total = values.get("number", ""), values.get("total", "")
    if not values.get("reference") or not (number + total).isdecimal() or not number or not total:
        return None
    return Part(reference=values["reference"], number=int(number), total=int(total))


def _header_to_part(written: str) -> Part | None:
    """The part in a user data header, hexadecimal or, as Kannel's headers have it, percent-escaped."""
    try:
        header = parse.unquote_to_bytes(written) if "%" in written else bytes.fromhex(written)
    except ValueError:
        return None
    at = 1
    while at + 1 < len(header):
        kind, length = header[at], header[at + 1]
        data = header[at + 2 : at + 2 + length]
        size = JOINED.get(kind)
        if size and len(data) == size + 2:
            return Part(reference=data[:size].hex(), number=data[size + 1], total=data[size])
        at += 2 + length
    return None


def to_inbound(gateway: str, message_id: str, text: str, source: Source, read: Read) -> Inbound:
    """The message at the profile's paths."""
    return Inbound(
        gateway=gateway,
        message_id=message_id,
        sender=fields.find_somebody(find(source, path) for path in read.sender),
        text=text,
        recipient=find_first(source, read.recipient) or None,
        sent_at=moment.read_time(find_first(source, read.time)),
        is_opt_out=False,
        part=find_part(source, read),
    )
