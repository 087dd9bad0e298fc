"""What every gateway must do, with each file of `samples/`; a new gateway joins by adding its own."""

from __future__ import annotations

import base64
import json
import logging
import traceback
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any, Protocol
from urllib import parse

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sms import errors, identity, parts, segments
from sms.gateways import base, words
from sms.message import Inbound, Reply

KEY = b"a key that lives in memory"


class Case(Protocol):
    """What `conftest.Case` offers."""

    label: str
    table: dict[str, Any]

    def build_gateway(self) -> base.Gateway: ...
    def build(self, **changes: Any) -> base.Request: ...
    def build_raw(self, content_type: str, body: bytes) -> base.Request: ...
    def build_part(self, number: int, total: int, text: str) -> base.Request: ...
    def build_forged(self) -> base.Request: ...
    def build_without_proof(self) -> base.Request: ...


def receive(gateway: base.Gateway, request: base.Request) -> tuple[Inbound, ...]:
    gateway.check(request)
    assert gateway.handshake(request) is None
    return tuple(gateway.read(request))


def receive_one(case: Case, **changes: Any) -> Inbound:
    (inbound,) = receive(case.build_gateway(), case.build(**changes))
    return inbound


def test_a_valid_request_gives_its_message(case: Case) -> None:
    inbound = receive_one(case, text="near the bus stop")

    assert inbound.text == "near the bus stop"
    assert inbound.gateway == case.build_gateway().name
    assert inbound.sender == {"whatsapp": "15550100", "vonage": "15550100"}.get(case.label, "+15550100")
    assert not inbound.is_opt_out
    assert inbound.part is None
    assert inbound.sent_at is None or inbound.sent_at.tzinfo is not None


def test_a_request_without_a_needed_field_is_malformed(case: Case) -> None:
    gateway = case.build_gateway()

    for name in case.table["missing"]:
        request = case.build(without=name)
        gateway.check(request)
        with pytest.raises(errors.MalformedError):
            gateway.read(request)


def test_a_bad_proof_is_refused(case: Case) -> None:
    gateway = case.build_gateway()

    with pytest.raises(errors.SignatureError):
        gateway.check(case.build_forged())


def test_a_missing_proof_is_refused(case: Case) -> None:
    gateway = case.build_gateway()

    with pytest.raises(errors.SignatureError):
        gateway.check(case.build_without_proof())


def test_a_signed_body_that_was_changed_is_refused(signed_case: Case) -> None:
    gateway, request = signed_case.build_gateway(), signed_case.build()

    with pytest.raises(errors.SignatureError):
        gateway.check(replace(request, body=request.body.replace(b"stop", b"shop")))


@pytest.mark.parametrize("days", [-2, 2], ids=["from the future", "old"])
def test_a_stale_stamp_is_refused(stamped_case: Case, days: int) -> None:
    gateway, request = stamped_case.build_gateway(), stamped_case.build()

    with pytest.raises(errors.SignatureError):
        gateway.check(replace(request, now=request.now + timedelta(days=days)))


def test_a_replay_without_a_stamp_is_recognised_as_a_repeated_delivery(unstamped_case: Case) -> None:
    gateway, request = unstamped_case.build_gateway(), unstamped_case.build()

    (first,) = receive(gateway, request)
    (second,) = receive(gateway, replace(request, now=request.now + timedelta(days=2)))

    assert identity.delivery_digest(second, KEY) == identity.delivery_digest(first, KEY)


def test_a_repeated_delivery_has_the_same_digest_and_another_message_has_not(case: Case) -> None:
    later = case.build().now + timedelta(minutes=1)
    one, repeated = receive_one(case), receive_one(case, at=later)
    other_id = case.table.get("values", {}).get("id", "a1b2c3d4")[:-1] + "0"
    another = receive_one(case, id=other_id, text="at the market")

    assert identity.delivery_digest(one, KEY) == identity.delivery_digest(repeated, KEY)
    assert identity.delivery_digest(one, KEY) != identity.delivery_digest(another, KEY)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("He followed me 😡👩🏽‍🦱 near the 🚌", id="emoji"),
        pytest.param("تحرش في ميدان التحرير أمس", id="Arabic"),
        pytest.param("कल रात बस स्टॉप के पास", id="Hindi"),
        pytest.param("@£$¥èéùìòÇØøÅåΔ_ΦΓΛ{}[]~\\|€^ÆæßÉ¡¿§", id="GSM-7 specials"),
        pytest.param("a & b = c + d % 41 <b>\"quoted\"</b> 'x' ;", id="characters of forms, XML and JSON"),
        pytest.param("two\nlines\tand a tab", id="lines"),
        pytest.param("x" * 1600, id="ten segments"),
        pytest.param("٠١٢٣", id="Arabic digits"),
        pytest.param("{text} {id} %s {0}", id="placeholders"),
    ],
)
def test_a_text_arrives_as_it_was_written(case: Case, text: str) -> None:
    inbound = receive_one(case, text=text)

    assert inbound.text == text


@pytest.mark.parametrize("text", ["", " "], ids=["empty", "blank"])
def test_an_empty_text_is_a_message_without_words(case: Case, text: str) -> None:
    inbound = receive_one(case, text=text)

    assert inbound.text.strip() == ""
    assert inbound.sender


def test_a_text_in_base64_is_decoded(case: Case) -> None:
    packed = base64.b64encode("Harassed at the station “again” 😡".encode()).decode()

    inbound = receive_one(case, text=packed)

    assert inbound.text == "Harassed at the station “again” 😡"


def test_nul_bytes_do_not_reach_the_text(case: Case) -> None:
    inbound = receive_one(case, text="be\0fore")

    assert inbound.text == "before"


def test_a_lone_surrogate_leaves_a_text_that_can_be_stored(case: Case) -> None:
    inbound = receive_one(case, text="half \ud83d of a pair")

    assert inbound.text.encode()
    assert inbound.text.startswith("half ")


def test_an_oversized_text_is_cut(case: Case) -> None:
    inbound = receive_one(case, text="x " * words.MAX_CHARS)

    assert len(inbound.text) == words.MAX_CHARS


def test_an_oversized_body_is_refused(case: Case) -> None:
    gateway, request = case.build_gateway(), case.build()
    padded = replace(request, body=request.body + b" " * base.MAX_BODY_BYTES)

    with pytest.raises(errors.MalformedError):
        gateway.check(padded)


@pytest.mark.parametrize("text", ["STOP", "stop ", "StopAll", "UNSUBSCRIBE", "Cancel", "end.", "QUIT"])
def test_the_carriers_stop_words_are_opt_outs(case: Case, text: str) -> None:
    assert receive_one(case, text=text).is_opt_out


@pytest.mark.parametrize("text", ["HELP", "stop him", "bus stop", "the end of Main Street"])
def test_other_words_are_no_opt_outs(case: Case, text: str) -> None:
    assert not receive_one(case, text=text).is_opt_out


def test_a_sender_without_a_number_is_a_sender(case: Case) -> None:
    for sender in case.table["senders"]:
        inbound = receive_one(case, sender=sender)

        assert inbound.sender == sender
        assert identity.inbound_to_pseudonym(inbound, KEY)


@pytest.mark.parametrize("order", list(permutations([1, 2, 3])), ids=str)
def test_the_parts_of_a_message_join_in_any_order(parted_case: Case, order: tuple[int, ...]) -> None:
    gateway = parted_case.build_gateway()
    pieces = [receive(gateway, parted_case.build_part(n, 3, f"piece {n} "))[0] for n in order]

    whole = parts.join(pieces)

    assert all(parts.is_piece(piece) for piece in pieces)
    assert parts.join(pieces[:2]) is None
    assert whole is not None
    assert (whole.text, whole.message_id) == ("piece 1 piece 2 piece 3 ", "piece1")


def test_get_is_refused_where_it_would_carry_a_message(case: Case) -> None:
    gateway, request = case.build_gateway(), case.build()
    path = f"{request.path.partition('?')[0]}?{parse.urlencode({'from': '+15550100', 'text': 'words'})}"

    with pytest.raises(errors.MethodError):
        gateway.check(replace(request, method="GET", path=path, body=b""))


def test_every_reply_leaves_exactly_once(case: Case) -> None:
    gateway = case.build_gateway()
    texts = ["First: which street?", "Second: la parada é aquí"]
    replies = [reply for text in texts if (reply := identity.to_reply(receive_one(case), text))]

    answer, calls = gateway.answer(replies), gateway.send(replies)

    answered = decode(answer.body.decode())
    sent = [decode(call.body.decode()) for call in calls]
    for text in texts:
        assert answered.count(text) + sum(body.count(text) for body in sent) == 1
    assert bool(sent) is not bool(case.table.get("inline"))
    assert answer.status == 200


def decode(body: str) -> str:
    """A body's text, whatever it is wrapped in."""
    with suppress(ValueError):
        return json.dumps(json.loads(body), ensure_ascii=False)
    pairs = dict(parse.parse_qsl(body)) if "=" in body and not body.startswith("<") else {}
    if "hex-content" in pairs:
        octets = bytes.fromhex(pairs["hex-content"])
        return octets.decode("utf-16-be") if pairs["coding"] == "8" else segments.decode_gsm7(octets)
    return " ".join(pairs.values()) or body


def test_an_answer_without_replies_names_nobody(case: Case) -> None:
    gateway, inbound = case.build_gateway(), receive_one(case)

    answer = gateway.answer(())

    assert answer.status == 200
    assert inbound.sender
    assert inbound.sender.encode() not in answer.body
    assert gateway.send(()) == ()


SECRETS = ("15550100", "hemorrhage", "5ecret", "a1b2c3d4")


def test_repr_hides_whatever_could_point_to_someone(case: Case) -> None:
    gateway = case.build_gateway()
    request = case.build(text="hemorrhage at the 5ecret place")
    (inbound,) = receive(gateway, request)
    reply = Reply(to="+15550100", text="hemorrhage")
    shown = [gateway, request, inbound, reply, gateway.answer([reply]), *gateway.send([reply])]

    for thing in shown:
        written = f"{thing!r} {thing} {[thing]}"
        assert not [secret for secret in SECRETS if secret in written]
        assert not [v for k, v in case.table["settings"].items() if is_secret(k) and str(v) in written]


def is_secret(name: str) -> bool:
    return any(word in name for word in ("secret", "token", "password", "key"))


def test_errors_and_logs_hold_nothing_of_a_request(case: Case, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    gateway = case.build_gateway()
    text = {"text": "hemorrhage at the 5ecret place"}
    bad = [case.build(without=name, **text) for name in case.table["missing"]]
    bad += [case.build_forged(), case.build_without_proof()]
    bad += [case.build_raw(kind, b"5ecret=%FF{<hemorrhage +15550100") for kind in CONTENT_TYPES]

    for request in [*bad, case.build(**text)]:
        with suppress(errors.SmsError):
            try:
                receive(gateway, request)
            except errors.SmsError as error:
                written = "".join(traceback.format_exception(error)) + repr(error)
                assert not [secret for secret in SECRETS if secret in written]
                raise

    assert not caplog.records


CONTENT_TYPES = [
    "application/x-www-form-urlencoded",
    "application/json",
    "text/xml",
    "text/plain; charset=utf-16",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "application/x-www-form-urlencoded; charset=punycode",
    "",
]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content_type=st.sampled_from(CONTENT_TYPES), body=st.binary(max_size=200) | st.text().map(str.encode))
def test_whatever_is_sent_gives_messages_or_our_own_errors(
    case: Case, content_type: str, body: bytes
) -> None:
    gateway = case.build_gateway()

    with suppress(errors.SmsError):
        for inbound in receive(gateway, case.build_raw(content_type, body)):
            assert inbound.message_id
            assert inbound.text.encode() is not None


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), value=JSON)
def test_a_value_of_another_type_gives_messages_or_our_own_errors(
    typed_case: Case, data: st.DataObject, value: object
) -> None:
    gateway, fields = typed_case.build_gateway(), json.loads(typed_case.build().body)
    parent, name = data.draw(st.sampled_from(list(walk(fields))))
    parent[name] = value

    with suppress(errors.SmsError):
        receive(gateway, typed_case.build_raw("application/json", json.dumps(fields).encode()))


def walk(value: Any) -> Any:
    """Every place in a JSON value, as its container and the key within."""
    keys = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in list(keys):
        yield value, key
        yield from walk(value[key])
