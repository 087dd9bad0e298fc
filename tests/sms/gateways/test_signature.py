from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from sms import errors
from sms.gateways import base, signature


def pack(value: Any) -> str:
    octets = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


def build_token(claims: dict[str, Any], key: str = "key", algorithm: str = "HS256") -> str:
    signed = f"{pack({'alg': algorithm})}.{pack(claims)}"
    return f"{signed}.{pack(hmac.new(key.encode(), signed.encode(), hashlib.sha256).digest())}"


@pytest.fixture
def request_with(load_case: Callable[[str], Any]) -> Callable[[str], base.Request]:
    """A request with an Authorization header."""
    request: base.Request = load_case("httpsms").build()
    return lambda value: replace(request, headers={"authorization": value})


NOW_S = 1772366400
FRESH = {"exp": NOW_S + 600, "nbf": NOW_S - 600, "iat": NOW_S}


@pytest.mark.parametrize(
    "claims",
    [FRESH, {"exp": NOW_S + 1}, {**FRESH, "aud": "https://safelight.example/gateways/httpsms"}],
    ids=["fresh", "expiry alone", "for our address"],
)
def test_a_token_in_its_time_passes(
    request_with: Callable[[str], base.Request], claims: dict[str, Any]
) -> None:
    signature.check_bearer(request_with(f"Bearer {build_token(claims)}"), "key")


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(f"Bearer {build_token({'exp': NOW_S - 1})}", id="expired"),
        pytest.param(f"Bearer {build_token({})}", id="without expiry"),
        pytest.param(f"Bearer {build_token({**FRESH, 'nbf': NOW_S + 3600})}", id="not yet"),
        pytest.param(f"Bearer {build_token({**FRESH, 'aud': 'https://evil.example'})}", id="for another"),
        pytest.param(f"Bearer {build_token(FRESH, key='other')}", id="another's key"),
        pytest.param(f"Bearer {build_token(FRESH, algorithm='none')}", id="another algorithm"),
        pytest.param(f"Bearer {pack({'alg': 'none'})}.{pack(FRESH)}.", id="unsigned"),
        pytest.param(f"Basic {build_token(FRESH)}", id="another scheme"),
        pytest.param("Bearer", id="nothing"),
        pytest.param("", id="empty"),
        pytest.param("Bearer ...", id="dots"),
    ],
)
def test_any_other_token_is_refused(request_with: Callable[[str], base.Request], value: str) -> None:
    with pytest.raises(errors.SignatureError):
        signature.check_bearer(request_with(value), "key")


def test_a_token_for_several_addresses_may_name_ours(request_with: Callable[[str], base.Request]) -> None:
    claims = {**FRESH, "aud": ["https://safelight.example/gateways/httpsms"]}

    signature.check_bearer(request_with(f"Bearer {build_token(claims)}"), "key")


@pytest.mark.parametrize(
    ("given", "expected"), [(None, "s"), ("", "s"), ("S", "s"), ("s", ""), ("", ""), (None, ""), ("š", "s")]
)
def test_a_missing_or_other_secret_is_refused(given: str | None, expected: str) -> None:
    with pytest.raises(errors.SignatureError):
        signature.check_secret(given, expected)


def test_an_empty_key_lets_nothing_pass() -> None:
    with pytest.raises(errors.SignatureError):
        signature.check_hmac(hmac.new(b"", b"body", "sha256").hexdigest(), "", b"body")


def test_an_hmac_passes_in_either_case() -> None:
    digest = hmac.new(b"key", b"body", "sha256").hexdigest()

    signature.check_hmac(f" {digest.upper()} ", "key", b"body")


@pytest.mark.parametrize(
    "path",
    ["/gateways/x/s3cret", "/gateways/x/s3cret/", "/gateways/x/s3cret?id=1", "/gateways/x/s3cret?a=/b"],
)
def test_the_paths_secret_is_its_last_segment(load_case: Callable[[str], Any], path: str) -> None:
    signature.check_path_secret(replace(load_case("kannel").build(), path=path), "s3cret")


@pytest.mark.parametrize("path", ["/s3cret/x", "/gateways/x?s3cret", "/gateways/x?a=/s3cret", "/", ""])
def test_a_secret_elsewhere_in_the_path_is_none(load_case: Callable[[str], Any], path: str) -> None:
    with pytest.raises(errors.SignatureError):
        signature.check_path_secret(replace(load_case("kannel").build(), path=path), "s3cret")


def test_headers_are_found_in_any_case(load_case: Callable[[str], Any]) -> None:
    request: base.Request = replace(load_case("kannel").build(), headers={"x-KEY": "value"})

    assert request.find_header("X-Key") == "value"
    assert request.find_header("X-Other") is None


def test_a_query_gives_the_first_of_each_name(load_case: Callable[[str], Any]) -> None:
    request: base.Request = replace(load_case("kannel").build(), path="/x?a=1&a=2&b=&c")

    assert request.get_query() == {"a": "1", "b": "", "c": ""}
