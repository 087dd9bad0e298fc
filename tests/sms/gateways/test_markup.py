from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sms import errors
from sms.gateways import base, markup


def read(body: bytes) -> dict[str, str]:
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    return markup.read_xml(base.Request("POST", "/", "https://safelight.example/", {}, body, "text/xml", now))


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"<payload><a>one &amp; two</a><b/></payload>", {"a": "one & two", "b": ""}),
        (b"<payload><a>first</a><a>last</a></payload>", {"a": "last"}),
        (b"<message><of><number>1</number></of><ud>words</ud></message>", {"number": "1", "ud": "words"}),
        (b"<payload>\n  <a>x</a>\n</payload>\n", {"a": "x"}),
        ("<?xml version='1.0' encoding='utf-8'?><p><a>né</a></p>".encode(), {"a": "né"}),
    ],
    ids=["flat", "a name again", "nested", "indented", "declared"],
)
def test_the_innermost_elements_are_the_fields(body: bytes, found: dict[str, str]) -> None:
    assert read(body) == found


@pytest.mark.parametrize("body", [b"", b"<a>", b"<a></b>", b"{}", b"<!DOCTYPE a><a/>"])
def test_what_is_no_plain_xml_is_malformed(body: bytes) -> None:
    with pytest.raises(errors.MalformedError):
        read(body)
