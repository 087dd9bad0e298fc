"""Bodies into fields: forms and JSON, in the charset the gateway names."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from email import message, policy
from email.parser import BytesParser
from typing import Any, Final, TypeVar
from urllib import parse

from sms import errors
from sms.gateways import words
from sms.gateways.base import Request
from sms.message import Inbound

Item = TypeVar("Item")

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
MAX_FIELDS = 1000
"""Far above any gateway's count of fields; below what makes parsing expensive."""
CHARSETS: Final = frozenset(
    {"utf-8", "ascii", "iso8859-1", "iso8859-15", "cp1252", "cp1256", "utf-16", "utf-16-be", "utf-16-le"}
)
"""Codecs by Python's names. Others, such as punycode or utf-7, would let a request choose odd decoders."""
NOBODY: Final = re.compile(r"(?:.*:)?\**", re.DOTALL)
"""A scheme without an address, and stars, which RapidPro writes in place of every number when it hides them:
taken as a sender, they would give all reporters one pseudonym."""
UCS2_NAMES: Final = frozenset({"ucs-2", "ucs2", "iso-10646-ucs-2"})
"""What SMS gateways call UTF-16BE and Python does not know."""


class Form(Mapping[str, str]):
    """A form's fields: the first value of each name, and all of them by `getlist`. `repr` hides them."""

    __slots__ = ("_values",)

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            self._values.setdefault(name, []).append(value)

    def __getitem__(self, name: str) -> str:
        return self._values[name][0]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Form({len(self)} fields)"

    def getlist(self, name: str) -> list[str]:
        """Every value of one name, in the order they were sent."""
        return self._values.get(name, [])


def get_media_type(request: Request) -> str:
    """The content type without its parameters, in lower case; empty when none was sent."""
    return request.content_type.partition(";")[0].strip().lower()


def get_charset(request: Request) -> str:
    """The charset the content type names, UTF-8 when it names none or one outside `CHARSETS`."""
    header = message.Message()
    header["Content-Type"] = " ".join(request.content_type.split()) or "text/plain"
    given = str(header.get_content_charset("utf-8"))
    try:
        name = codecs.lookup("utf-16-be" if given in UCS2_NAMES else given).name
    except (LookupError, ValueError):
        return "utf-8"
    return name if name in CHARSETS else "utf-8"


def is_form(request: Request) -> bool:
    """Whether the body says it is a form."""
    return get_media_type(request) in {FORM, MULTIPART}


def read_form(request: Request, charset: str | None = None) -> Form:
    """The fields of a form body, percent-encoded unless it says multipart, empty ones kept.

    Raises:
        MalformedError: the body is no form.
    """
    reader = _read_multipart if get_media_type(request) == MULTIPART else _read_urlencoded
    try:
        return Form(reader(request, charset or get_charset(request)))
    except ValueError:
        # The cause would carry the body into a traceback (P1).
        raise errors.MalformedError("unreadable form") from None


def _read_urlencoded(request: Request, charset: str) -> list[tuple[str, str]]:
    # Latin-1 keeps raw bytes as they are until the percent escapes beside them are decoded in one charset.
    pairs = parse.parse_qsl(
        request.body.decode("latin-1"),
        keep_blank_values=True,
        encoding="latin-1",
        max_num_fields=MAX_FIELDS,
    )
    return [(_decode(name, charset), _decode(value, charset)) for name, value in pairs]


def _decode(text: str, charset: str) -> str:
    return text.encode("latin-1").decode(charset, "replace")


def _read_multipart(request: Request, charset: str) -> list[tuple[str, str]]:
    head = b"Content-Type: " + " ".join(request.content_type.split()).encode("latin-1", "replace")
    parsed = BytesParser(policy=policy.HTTP).parsebytes(head + b"\r\n\r\n" + request.body)
    if not parsed.is_multipart():
        raise ValueError
    pairs = []
    for part in parsed.iter_parts():
        name = part.get_param("name", header="content-disposition")
        payload = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(payload, bytes):
            pairs.append((name, payload.decode(charset, "replace")))
    return pairs


def read_json(request: Request) -> dict[str, Any]:
    """The object in a JSON body.

    Raises:
        MalformedError: the body is no JSON object.
    """
    try:
        value = json.loads(request.body.decode(json.detect_encoding(request.body), "replace"))
    except (ValueError, RecursionError):
        raise errors.MalformedError("unreadable JSON") from None
    if not isinstance(value, dict):
        raise errors.MalformedError("no JSON object")
    return value


def read_flat(request: Request) -> Mapping[str, Any]:
    """The fields of a JSON body that says so, of a form otherwise.

    Raises:
        MalformedError: the body is neither.
    """
    return read_json(request) if get_media_type(request).endswith("json") else read_form(request)


def find_object(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The JSON object under a name; an empty one when there is none."""
    found = value.get(name)
    return found if isinstance(found, Mapping) else {}


def find_objects(value: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The JSON objects in the list under a name; none when it is no list."""
    found = value.get(name)
    return [item for item in found if isinstance(item, Mapping)] if isinstance(found, list) else []


def get_required(fields: Mapping[str, Any], name: str) -> str:
    """A field that must be there and hold something, without the white space around it.

    Raises:
        MalformedError: it is missing or empty. The message names the field, never its value.
    """
    value = words.to_text(fields.get(name)).strip()
    if not value:
        raise errors.MalformedError(f"missing field: {name}")
    return value


def get_words(fields: Mapping[str, Any], name: str) -> str:
    """The words under a name that must be there; they may be empty.

    Raises:
        MalformedError: it is missing.
    """
    if fields.get(name) is None:
        raise errors.MalformedError(f"missing field: {name}")
    return words.read_words(fields[name])


def find_address(fields: Mapping[str, Any], *names: str) -> str | None:
    """The first sender or recipient among the names; None when none names anyone."""
    return find_somebody(fields.get(name) for name in names)


def find_somebody(values: Iterable[object]) -> str | None:
    """The first of several values that names someone: neither empty nor a scheme alone nor masked."""
    found = (words.to_text(value).strip() for value in values)
    return next((value for value in found if not NOBODY.fullmatch(value)), None)


def read_each(items: Sequence[Item], read_one: Callable[[Item], Inbound | None]) -> tuple[Inbound, ...]:
    """The messages of a batch. A bad one among good ones is left out: refusing all would repeat all.

    Raises:
        MalformedError: nothing could be read and something was bad.
    """
    read, failure = [], None
    for item in items:
        try:
            inbound = read_one(item)
        except errors.MalformedError as error:
            failure = error
            continue
        if inbound is not None:
            read.append(inbound)
    if failure and not read:
        raise failure
    return tuple(read)
