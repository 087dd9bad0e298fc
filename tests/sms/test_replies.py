from __future__ import annotations

import pytest

from sms import digits, lexicon, replies

# GSM 03.38, the default alphabet and its extension; the extension counts double.
GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
LATIN_RECEIPT = " ".join(["w" * 9] * 6 + ["0000"])
DIGIT_RECEIPT = " ".join(["0000"] * 7)
# What the caller chooses may be longer than a segment; what we write may not.
UNBOUNDED = {"services", "ask_which"}
ALL = [(language, key) for language in replies.languages() for key in replies.catalogue("en")]


def _filled(language: str, key: str) -> str:
    receipt = DIGIT_RECEIPT if language in {"ar", "hi", "ur"} else LATIN_RECEIPT
    values = {"number": "112", "receipt": digits.localize(receipt, language), "choices": "", "services": ""}
    return replies.text(key, language, **values)


def test_replies_exist_in_every_language_we_understand() -> None:
    assert set(replies.languages()) == set(lexicon.LANGUAGES)


@pytest.mark.parametrize("language", replies.languages())
def test_every_language_has_every_reply_with_the_same_placeholders(language: str) -> None:
    english = replies.catalogue("en")
    here = replies.catalogue(language)

    assert here.keys() == english.keys()
    assert all(replies.placeholders(here[key]) == replies.placeholders(english[key]) for key in english)


@pytest.mark.parametrize(("language", "key"), ALL)
def test_no_reply_says_what_it_is_about(language: str, key: str) -> None:
    assert replies.problems(key, language, replies.catalogue(language)[key]) == ()


@pytest.mark.parametrize(("language", "key"), [pair for pair in ALL if pair[1] not in UNBOUNDED])
def test_every_reply_fits_one_segment(language: str, key: str) -> None:
    text = _filled(language, key)

    limit = 160 if set(text) <= GSM else 70

    assert len(text) <= limit


@pytest.mark.parametrize(
    ("language", "key"), [pair for pair in ALL if pair[0] in {"en", "es", "fr", "sw", "fil"}]
)
def test_latin_replies_stay_in_the_cheap_alphabet(language: str, key: str) -> None:
    assert set(_filled(language, key)) <= GSM


@pytest.mark.parametrize(
    ("key", "template", "problem"),
    [
        ("emergency", "Call now.", "missing {number}"),
        ("noted", "Thanks {name}", "unknown {name}"),
        ("noted", "Thanks for your report", "tells: report"),
        ("noted", "Thanks {", "braces do not close"),
    ],
)
def test_an_organizers_wording_is_checked(key: str, template: str, problem: str) -> None:
    assert problem in replies.problems(key, "en", template)


def test_a_language_we_do_not_write_gets_english() -> None:
    assert replies.text("done", "xx") == replies.text("done", None) == replies.text("done", "en")


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        replies.text("emergency", "en")
