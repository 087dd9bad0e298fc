"""Requests as gateways send them, built from labelled samples: one TOML file a gateway, signed as it signs.

For the conformance suite and for whatever else knocks at every gateway's door.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import importlib
import json
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib import parse

from twilio.request_validator import RequestValidator

from sms.gateways import base, configured

SAMPLES = Path(__file__).parent / "sms" / "gateways" / "samples"
PUBLIC_URL = "https://safelight.example"
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
VALUES = {"id": "a1b2c3d4", "sender": "+15550100", "recipient": "+15550199", "text": "near the bus stop"}
TYPES = {"form": "application/x-www-form-urlencoded", "json": "application/json", "xml": "text/xml"}


@dataclass(frozen=True)
class Case:
    """A gateway with its sample: builds its requests, signed as the gateway signs them."""

    label: str
    table: Mapping[str, Any]
    public_url: str = PUBLIC_URL

    def build_gateway(self) -> Any:
        given = self.table["settings"]
        if "profile" in self.table:
            chosen = {key: self.table[key] for key in ("profile", "change") if key in self.table}
            return configured.build(self.label, {**given, **chosen})
        settings: Any = {name: tuple(v) if isinstance(v, list) else v for name, v in given.items()}
        module, _, name = self.table["adapter"].partition(":")
        loaded = importlib.import_module(module)
        return getattr(loaded, name)(loaded.Settings(**settings))

    def build(
        self, *, without: str = "", at: datetime = NOW, signed_at: datetime | None = None, **values: str
    ) -> base.Request:
        """The valid request with other values, or without a field, signed and received at its times."""
        moment = signed_at or at
        filled = {**VALUES, **self.table.get("values", {}), **values}
        filled |= {
            "unix": str(int(moment.timestamp())),
            "hex16": filled["text"].encode("utf-16-be", "surrogatepass").hex(),
        }
        return self.sign(self.build_unsigned(self.table["body"], filled, without, at), moment)

    def build_unsigned(
        self, body: Any, values: Mapping[str, str], without: str, at: datetime
    ) -> base.Request:
        fields = drop(fill(body, values), without)
        headers = drop(fill(self.table.get("headers", {}), values), without)
        path = fill(self.path, {**values, "id": parse.quote(values["id"])})
        request = base.Request("POST", path, self.public_url + path, headers, b"", "", at, "192.0.2.10")
        request = encode(request, self.table.get("format", "form"), fields)
        return replace(request, content_type=self.table.get("content_type", request.content_type))

    def build_raw(self, content_type: str, body: bytes) -> base.Request:
        """Any body, signed like the valid one."""
        plain = self.build_unsigned(self.table["body"], VALUES, "", NOW)
        return self.sign(replace(plain, content_type=content_type, body=body), NOW)

    def build_part(self, number: int, total: int, text: str) -> base.Request:
        """One piece of a long message."""
        part = self.table["part"]
        body = {**self.table["body"], **part.get("fields", {})}
        headers = {**self.table.get("headers", {}), **part.get("headers", {})}
        piece = replace(self, table={**self.table, "body": body, "headers": headers})
        return piece.build(number=str(number), total=str(total), id=f"piece{number}", text=text)

    def build_forged(self) -> base.Request:
        """The valid request with another's proof."""
        forged = self.table["forged"]
        body = {**self.table["body"], **forged.get("fields", {})}
        changed = replace(self, table={**self.table, "body": body, "path": forged.get("path", self.path)})
        request = changed.build()
        request = replace(request, headers={**request.headers, **forged.get("headers", {})})
        if "sig" not in forged.get("fields", {}):
            return request
        return replace(request, body=re.sub(rb"&sig=[0-9A-F]{64}", b"", request.body))

    def build_without_proof(self) -> base.Request:
        """The valid request with its proof taken away."""
        if "unsigned_path" in self.table:
            return replace(self, table={**self.table, "path": self.table["unsigned_path"]}).build()
        name = self.table["unsigned"]
        request = self.build(without=name)
        headers = {key: value for key, value in request.headers.items() if key != name}
        return replace(request, headers=headers, body=re.sub(rb"&sig=[0-9A-F]{64}", b"", request.body))

    @property
    def path(self) -> str:
        return str(self.table.get("path", f"/gateways/{self.label}"))

    def sign(self, request: base.Request, moment: datetime) -> base.Request:
        return SIGNERS[self.table["sign"]["kind"]](self.table["sign"], request, moment)


def fill(template: Any, values: Mapping[str, str]) -> Any:
    if isinstance(template, str):
        return re.sub(r"\{(\w+)\}", lambda match: values.get(match[1], match[0]), template)
    if isinstance(template, Mapping):
        return {name: fill(value, values) for name, value in template.items()}
    if isinstance(template, list):
        return [fill(value, values) for value in template]
    return template


def drop(fields: Any, path: str) -> Any:
    """The fields without the one at a dotted path; lists are entered."""
    head, _, rest = path.partition(".")
    if isinstance(fields, list):
        return [drop(item, path) for item in fields]
    if not isinstance(fields, Mapping) or not path:
        return fields
    if not rest:
        return {name: value for name, value in fields.items() if name != head}
    return {name: drop(value, rest) if name == head else value for name, value in fields.items()}


def encode(request: base.Request, kind: str, fields: Any) -> base.Request:
    if kind == "text":
        body = str(fields["body"]).encode(errors="replace")
        return replace(request, content_type="text/plain; charset=utf-8", body=body)
    if kind == "form":
        body = parse.urlencode(fields, errors="replace").encode()
    elif kind == "json":
        body = json.dumps(fields).encode()
    else:
        elements = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in fields.items())
        body = f"<payload>{elements}</payload>".encode(errors="replace")
    return replace(request, content_type=TYPES[kind], body=body)


def escape(value: str) -> str:
    return value.replace("&", "&amp;").replace("<", "&lt;").replace("\0", "")


def with_headers(request: base.Request, **headers: str) -> base.Request:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return replace(request, headers={**request.headers, **named})


def sign_nothing(sign: Mapping[str, Any], request: base.Request, moment: datetime) -> base.Request:
    """For secrets that stand in the sample's path, headers or fields."""
    return request


def sign_twilio(sign: Mapping[str, Any], request: base.Request, moment: datetime) -> base.Request:
    pairs = parse.parse_qsl(request.body.decode("latin-1"), keep_blank_values=True)
    given = RequestValidator(sign["key"]).compute_signature(request.url, dict(reversed(pairs)))
    return with_headers(request, x_twilio_signature=given)


def sign_hmac(sign: Mapping[str, Any], request: base.Request, moment: datetime) -> base.Request:
    stamp = str(int(moment.timestamp())) if "stamp" in sign else ""
    digest = hmac.new(sign["key"].encode(), request.body + stamp.encode(), hashlib.sha256).hexdigest()
    headers = {sign["name"]: sign.get("prefix", "") + digest}
    headers |= {sign["stamp"]: stamp} if stamp else {}
    return replace(request, headers={**request.headers, **headers})


def sign_vonage(sign: Mapping[str, Any], request: base.Request, moment: datetime) -> base.Request:
    try:
        pairs = dict(parse.parse_qsl(request.body.decode(), keep_blank_values=True))
    except ValueError:
        return request
    joined = "".join(f"&{k}={v.replace('&', '_').replace('=', '_')}" for k, v in sorted(pairs.items()))
    given = hmac.new(sign["key"].encode(), joined.encode(errors="replace"), hashlib.sha256).hexdigest()
    return replace(request, body=request.body + b"&sig=" + given.upper().encode())


def sign_bearer(sign: Mapping[str, Any], request: base.Request, moment: datetime) -> base.Request:
    at = int(moment.timestamp())
    claims = {"aud": request.url, "exp": at + 600, "iat": at, "nbf": at - 600, "iss": "api.httpsms.com"}
    parts = [pack(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims)]
    digest = hmac.new(sign["key"].encode(), ".".join(parts).encode(), hashlib.sha256).digest()
    return with_headers(request, authorization=f"Bearer {'.'.join([*parts, pack(digest)])}")


def pack(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


SIGNERS: Mapping[str, Callable[[Mapping[str, Any], base.Request, datetime], base.Request]] = {
    "none": sign_nothing,
    "twilio": sign_twilio,
    "hmac": sign_hmac,
    "vonage": sign_vonage,
    "bearer": sign_bearer,
}


def load_cases(public_url: str = PUBLIC_URL, **other_words: str) -> list[Case]:
    """Every sample, with some of its words exchanged: secrets, and addresses that replies would go to."""
    return [
        Case(path.stem, tomllib.loads(exchange(path.read_text("utf-8"), other_words)), public_url)
        for path in sorted(SAMPLES.glob("*.toml"))
    ]


def exchange(text: str, others: Mapping[str, str]) -> str:
    for word, other in others.items():
        text = text.replace(word, other)
    return text
