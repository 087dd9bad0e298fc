"""Bodies into fields: forms and JSON, with the charset the gateway names."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email import message, policy
from email.parser import BytesParser
from typing import Any
from urllib import parse

from sms import errors
from sms.gateways.base import Request

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
MAX_FIELDS = 1000
"""Far above any gateway's count of fields; below what makes parsing expensive."""


class Form(Mapping[str, str]):
    """A form's fields: the first value of each name, and all of them by `getlist`. `repr` hides them."""

    __slots__ = ("_values",)

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
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
    """The charset the content type names, UTF-8 when it names none or one nobody knows."""
    header = message.Message()
    header["Content-Type"] = request.content_type.replace("\r", "").replace("\n", "") or "text/plain"
    charset = str(header.get_content_charset("utf-8"))
    try:
        "".encode(charset)
    except LookupError:
        return "utf-8"
    return charset


def read_form(request: Request) -> Form:
    """The fields of a form body, percent-encoded or multipart, empty ones kept.

    Raises:
        MalformedError: the body is no form.
    """
    readers = {FORM: _read_urlencoded, MULTIPART: _read_multipart}
    reader = readers.get(get_media_type(request))
    if reader is None:
        raise errors.MalformedError("not a form")
    try:
        return Form(reader(request))
    except ValueError as error:
        # The cause would carry the body into a traceback (P1).
        raise errors.MalformedError(f"unreadable form: {type(error).__name__}") from None


def _read_urlencoded(request: Request) -> list[tuple[str, str]]:
    return parse.parse_qsl(
        request.body.decode("ascii", "surrogateescape"),
        keep_blank_values=True,
        encoding=get_charset(request),
        errors="replace",
        max_num_fields=MAX_FIELDS,
    )


def _read_multipart(request: Request) -> list[tuple[str, str]]:
    head = b"Content-Type: " + request.content_type.encode("latin-1", "replace") + b"\r\n\r\n"
    parsed = BytesParser(policy=policy.HTTP).parsebytes(head + request.body)
    if not parsed.is_multipart():
        raise ValueError
    pairs = []
    for part in parsed.iter_parts():
        name = part.get_param("name", header="content-disposition")
        payload = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(payload, bytes):
            pairs.append((name, payload.decode("utf-8", "replace")))
    return pairs


def read_json(request: Request) -> dict[str, Any]:
    """The object in a JSON body.

    Raises:
        MalformedError: the body is no JSON object.
    """
    try:
        value = json.loads(request.body)
    except (ValueError, RecursionError):
        raise errors.MalformedError("unreadable JSON") from None
    if not isinstance(value, dict):
        raise errors.MalformedError("no JSON object")
    return value


def to_text(value: object) -> str:
    """A field as words: numbers as digits, None and nested values as nothing.

    NUL bytes and lone surrogates are cut: neither PostgreSQL nor UTF-8 holds them.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return "".join(c for c in str(value) if c != "\0" and not "\ud800" <= c <= "\udfff")


def get_required(fields: Mapping[str, Any], name: str) -> str:
    """A field that must be there and hold something, without the white space around it.

    Raises:
        MalformedError: it is missing or empty. The message names the field, never its value.
    """
    value = to_text(fields.get(name)).strip()
    if not value:
        raise errors.MalformedError(f"missing field: {name}")
    return value


def epoch_to_time(seconds: float) -> datetime | None:
    """The moment of a Unix time in seconds; None outside the years a clock can show."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
