"""Anything in place of the interface's parameters: an answer as the OpenAPI document says, never a fault."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from app.views.api import openapi

FUZZ = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
HOSTILE = st.sampled_from(
    ["", "\0", "\ud800", "-1", "1e999", "NaN,NaN,NaN,NaN", "0,0,0", "٣", "9" * 400, "'--", "../..", "a,b,c,d"]
)
ANY = st.one_of(HOSTILE, st.text(max_size=60), st.integers().map(str), st.floats().map(str))


def to_values(schema: Mapping[str, Any]) -> st.SearchStrategy[str]:
    """Values that a schema allows, and others as often."""
    if "enum" in schema:
        return st.one_of(st.sampled_from(schema["enum"]), ANY)
    if schema["type"] == "integer":
        return st.one_of(st.integers(schema.get("minimum"), schema.get("maximum")).map(str), ANY)
    if "pattern" in schema:
        return st.one_of(st.from_regex(schema["pattern"], fullmatch=True), ANY)
    return ANY


def to_bytes(value: str) -> bytes:
    return value.encode("utf-8", "surrogatepass")


def check_documented(answer: TestResponse, operation: Mapping[str, Any], document: Mapping[str, Any]) -> None:
    """Status and type stand in the document; an error has the shape that it names."""
    described = operation["responses"].get(str(answer.status_code))
    assert described is not None, answer.status_code
    (kind,) = described["content"]
    assert answer.mimetype == kind
    if answer.status_code == 200:
        return
    shape = described["content"][kind]["schema"]["$ref"].rpartition("/")[2]
    error = json.loads(answer.data)
    first = error[0] if document["components"]["schemas"][shape]["type"] == "array" else error
    assert all(isinstance(one, str | int) for one in first.values())
    assert len(answer.data) < 300


@pytest.mark.parametrize("path", openapi.OPERATIONS)
def test_fuzz_every_operation_of_the_interface(path: str, city: str, client: FlaskClient) -> None:
    document = client.get("/api/openapi.json").get_json()
    operation = document["paths"][path]["get"]
    values = {one["name"]: to_values(one["schema"]) for one in operation["parameters"]}
    in_path = {one["name"] for one in operation["parameters"] if one["in"] == "path"}

    @FUZZ
    @given(st.fixed_dictionaries({}, optional=values), st.booleans())
    @example({}, False)
    def ask(given_values: dict[str, str], is_real: bool) -> None:
        filled = {name: given_values.get(name, "0") for name in in_path}
        if is_real and "release_id" in filled:
            filled["release_id"] = "latest"
        address = re.sub(r"\{(\w+)\}", lambda name: quote(to_bytes(filled[name[1]]), safe=""), path)
        query = {name: to_bytes(value) for name, value in given_values.items() if name not in in_path}
        answer = client.get(f"{address}?{urlencode(query)}")
        if answer.status_code in (301, 308):  # an empty or dotted part makes it another address
            return
        check_documented(answer, operation, document)

    ask()
