from __future__ import annotations

import pytest

from sms import redact


@pytest.mark.parametrize(
    "address",
    [
        "a.b+c@example.org",
        "a.b ＠ example.org",
        "night@okbank",
        "night.owl at example dot com",
        "night.owl (at) example (dot) com",
        "night [at] gmail.com",
        "owl ات جيميل دوت كوم",
        "owl at gmail nukta com",
        "owl एट जीमेल डॉट कॉम",
        "owl arroba example punto com",
        "owl arobase example point fr",
        "owl at example tuldok com",
        "night underscore owl at gmail dot com",
    ],
)
def test_an_e_mail_is_cut_also_spelled_out(address: str) -> None:
    assert redact.cut(f"write {address} ok").text == "write [e-mail] ok"


@pytest.mark.parametrize(
    "link",
    [
        "https://example.com/a?b=c#d",
        "hxxp://example.com",
        "www.example.org/x",
        "example.com",
        "t.me/owl",
        "sub.example.co.ke",
        "bit.ly/3xYz",
        "example[.]com/x",
        "geo:30.04,31.23",
        "192.0.2.17",
        "2001:db8::1:2",
    ],
)
def test_a_link_is_cut_with_or_without_scheme(link: str) -> None:
    assert redact.cut(f"look {link} now").text == "look [link] now"


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("he is @owl.99 there", "he is [handle] there"),
        ("insta: owl", "insta: [handle]"),
        ("snapchat is owl_77", "snapchat is [handle]"),
        ("انستا: owl", "انستا: [handle]"),
        ("इंस्टा: owl", "इंस्टा: [handle]"),
        ("ask night_owl there", "ask [handle] there"),
    ],
)
def test_a_handle_is_cut(text: str, redacted: str) -> None:
    assert redact.cut(text).text == redacted


@pytest.mark.parametrize(
    "text",
    [
        "I ran home.It was dark",
        "meet at the bus stop. in the evening",
        "he was on facebook all day",
        "it happened at some point in May",
        "instagram is full of this",
        "and/or at 5 p.m.",
        "#harassment at the station",
    ],
)
def test_sentences_that_look_like_addresses_stay(text: str) -> None:
    assert redact.cut(text).text == text
