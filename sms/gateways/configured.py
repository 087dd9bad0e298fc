"""One adapter for every gateway that a profile describes."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeVar, cast
from urllib import parse

from sms import errors, segments
from sms.gateways import fields, lookup, optout, profile, proof, signature
from sms.gateways.base import Answer, Outgoing, Request
from sms.gateways.profile import Profile, ProfileError, Read, Send
from sms.message import Inbound, Reply

Template = TypeVar("Template")

PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")
REPLY_PLACEHOLDERS: Final = frozenset({"to", "text", "from", "urn", "hex_gsm7", "hex_utf16"})
"""What a call can hold of a reply; all others are the deployment's own values."""
ENTRY_KEYS: Final = frozenset({"profile", "secret", "allowed", "values", "change"})
FORMATS: Final = {"json": "application/json", "form": fields.FORM}


@dataclass(frozen=True, slots=True)
class Settings:
    """What a deployment adds to a profile. `values` fill its placeholders: keys, addresses, our number."""

    secret: str = field(repr=False)
    allowed: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict, repr=False)


def build(name: str, entry: Mapping[str, Any]) -> Configured:
    """The gateway of a deployment's entry.

    An entry has `profile` (a shipped one's name, or a table), `secret`, and perhaps `allowed`, `values` and
    `change`, a table that overrides the profile's keys.

    Raises:
        ProfileError: the entry does not hold together.
    """
    if unknown := sorted(entry.keys() - ENTRY_KEYS):
        raise ProfileError(f"{name}: unknown key {', '.join(unknown)}")
    named = entry.get("profile", name)
    table = profile.read_shipped(named) if isinstance(named, str) else named
    settings = Settings(
        secret=str(entry.get("secret", "")),
        allowed=tuple(entry.get("allowed", ())),
        values={key: str(value) for key, value in entry.get("values", {}).items()},
    )
    whole = profile.merge(table, entry.get("change", {}))
    return Configured(name, profile.parse(whole), settings, str(whole.get(profile.ABOUT, "")))


@dataclass(frozen=True, slots=True)
class Configured:
    """The adapter; see `base.Gateway`.

    Raises:
        ProfileError: the profile asks for a proof, format or value that is not there.
    """

    name: str
    profile: Profile
    settings: Settings
    about: str = ""
    """What to set at the gateway, for people."""

    def __post_init__(self) -> None:
        problems = _find_problems(self.profile, self.settings)
        if problems:
            raise ProfileError(f"{self.name}: {'; '.join(problems)}")

    def check(self, request: Request) -> None:
        """Let requests pass that bring the profile's proof and come from an allowed address."""
        signature.check_method(request)
        signature.check_size(request)
        signature.check_peer(request, self.settings.allowed)
        check = self.profile.check
        proof.CHECKS[check.kind](request, self._open_for_proof(request), check, self.settings.secret)

    def _open_for_proof(self, request: Request) -> Mapping[str, Any]:
        """The body in its own charset, in which it was signed."""
        return lookup.open_body(request, replace(self.profile.read, codings={}))

    def handshake(self, request: Request) -> Answer | None:
        """None: messages and notices alone come here."""
        return None

    def read(self, request: Request) -> Sequence[Inbound]:
        """The messages at the profile's paths; none when a value says it is other news."""
        read = self.profile.read
        body = lookup.open_body(request, read)
        if read.items and not isinstance(body.get(read.items), list):
            raise errors.MalformedError(f"missing field: {read.items}")
        items = fields.find_objects(body, read.items) if read.items else [body]
        return fields.read_each([lookup.Source(request, body, item) for item in items], self._read_one)

    def _read_one(self, source: lookup.Source) -> Inbound | None:
        read = self.profile.read
        for path, allowed in read.only.items():
            given = lookup.find_first(source, [path])
            if given and given not in allowed:
                return None
        text = lookup.find_words(source, read)
        if text is None:
            raise errors.MalformedError(f"missing field: {read.text[0]}")
        if not text and not lookup.find_first(source, read.sender):
            raise errors.MalformedError(f"missing field: {read.sender[0]}")
        inbound = lookup.to_inbound(self.name, _get_id(source, read), text, source, read)
        return replace(inbound, is_opt_out=optout.is_opt_out(text))

    def answer(self, replies: Sequence[Reply]) -> Answer:
        """What the profile says to the gateway: a fixed body, or the replies themselves."""
        say = self.profile.answer
        body = "\n".join(reply.text for reply in replies) if say.inline else say.body
        headers = say.headers.get(segments.count(body).encoding, {}) if say.inline and replies else {}
        return Answer(say.status, say.content_type, body.encode(), headers)

    def send(self, replies: Sequence[Reply]) -> Sequence[Outgoing]:
        """One call a reply, by the profile's template; none where answers carry them or nothing can."""
        send = self.profile.send
        if send is None or self.profile.answer.inline:
            return ()
        return tuple(self._to_outgoing(send, reply) for reply in replies)

    def _to_outgoing(self, send: Send, reply: Reply) -> Outgoing:
        values = {**self.settings.values, **_reply_to_values(reply)}
        values.setdefault("from", self.settings.values.get("number", ""))
        extra = send.extra.get(segments.count(reply.text).encoding, {})
        filled = _fill({**send.fields, **extra}, values)
        body = json.dumps(filled) if send.format == "json" else parse.urlencode(filled)
        headers = {"Content-Type": FORMATS[send.format], **_fill(send.headers, values)}
        return Outgoing("POST", _fill(send.url, values), headers, body.encode())


def _get_id(source: lookup.Source, read: Read) -> str:
    """The gateway's id of a message, or one made from what repeats with it: sender, words and time.

    Where no time is sent either, the hour stands in: the same words of the same person are a repeat within
    it and a new message after it (P12).

    Raises:
        MalformedError: there is none and the profile makes none.
    """
    if given := lookup.find_first(source, read.id):
        return given
    if not read.makes_id:
        raise errors.MalformedError(f"missing field: {read.id[0] if read.id else 'id'}")
    sent_at = lookup.find_first(source, read.time) or f"{source.request.now:%Y-%m-%d %H}"
    repeated = [lookup.find_first(source, read.sender), lookup.find_first(source, read.text), sent_at]
    return hashlib.sha256("\0".join(repeated).encode()).hexdigest()


def _reply_to_values(reply: Reply) -> dict[str, str]:
    is_gsm7 = segments.count(reply.text).encoding == "GSM-7"
    values = {
        "to": reply.to,
        "text": reply.text,
        "urn": reply.to if ":" in reply.to else f"tel:{reply.to}",
        "hex_gsm7": segments.encode_gsm7(reply.text).hex() if is_gsm7 else "",
        "hex_utf16": reply.text.encode("utf-16-be").hex(),
    }
    return values | ({"from": reply.sent_from} if reply.sent_from else {})


def _fill(template: Template, values: Mapping[str, str]) -> Template:
    """A template with its placeholders filled, through tables and lists. Values are not filled again."""
    filled: object = template
    if isinstance(template, str):
        filled = PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), template)
    elif isinstance(template, Mapping):
        filled = {name: _fill(value, values) for name, value in template.items()}
    elif isinstance(template, list | tuple):
        filled = [_fill(value, values) for value in template]
    return cast("Template", filled)


def _find_problems(given: Profile, settings: Settings) -> list[str]:
    problems = [] if settings.secret else ["no secret"]
    problems += signature.find_bad_networks(settings.allowed)
    if given.check.kind not in proof.CHECKS:
        problems.append(f"unknown check.kind {given.check.kind}")
    if given.check.algorithm not in proof.ALGORITHMS:
        problems.append(f"unknown check.algorithm {given.check.algorithm}")
    if given.send is None or given.answer.inline:
        return problems
    if given.send.format not in FORMATS:
        problems.append(f"unknown send.format {given.send.format}")
    written = json.dumps([given.send.url, given.send.headers, given.send.fields, given.send.extra])
    needed = set(PLACEHOLDER.findall(written)) - REPLY_PLACEHOLDERS - settings.values.keys()
    # An address or a header is no place for words and numbers, escaped or not (P1).
    exposed = set(PLACEHOLDER.findall(json.dumps([given.send.url, given.send.headers])))
    problems += [f"{{{name}}} in an address or header" for name in sorted(exposed & REPLY_PLACEHOLDERS)]
    return problems + [f"no value for {{{name}}}" for name in sorted(needed)]
