from __future__ import annotations

import pytest

from sms import redact


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("my name is zorbina", "my name is [name]"),
        ("I saw Mr Quillfeather there", "I saw Mr [name] there"),
        ("my brother Rose did", "my brother [name] did"),
        ("اسمي زوربينا", "اسمي [name]"),
        ("عمو زوربين كان هناك", "عمو [name] كان هناك"),
        ("mera naam zorbina hai", "mera naam [name] hai"),
        ("मेरा नाम ज़ोर्बिना क्वेल है", "मेरा नाम [name] है"),
        ("सुनीता जी ने देखा", "[name] जी ने देखा"),
        ("naitwa zorbina", "naitwa [name]"),
        ("Bwana Zorbin alikuja", "Bwana [name] alikuja"),
        ("me llamo Zorbina Quella", "me llamo [name]"),
        ("je m'appelle Zorbina", "je m'appelle [name]"),
        ("ako si Zorbina", "ako si [name]"),
        ("عبد الرحمن كان هناك", "[name] كان هناك"),
    ],
)
def test_an_announced_name_is_cut_known_or_not(text: str, redacted: str) -> None:
    assert redact.cut(text).text == redacted


@pytest.mark.parametrize(
    "text",
    [
        "yesterday fatima cried",
        "yesterday Fatima cried",
        "I was with Wanjiku there",
        "امبارح محمد جه",
        "कल सुनीता थी",
        "ayer Guadalupe lloró",
    ],
)
def test_a_listed_name_is_cut_without_announcement(text: str) -> None:
    result = redact.cut(text)

    assert [cut.kind for cut in result.cuts] == ["name"]


def test_an_unknown_capital_word_inside_a_sentence_is_cut() -> None:
    assert redact.cut("and then Zorbinax hit me").text == "and then [name] hit me"


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("Zorbinax came. I fear zorbinax, ZORBINAX knows", "[name] came. I fear [name], [name] knows"),
        ("Mr Zorbin's car, zorbin's wife", "Mr [name]'s car, [name]'s wife"),
        ("اسمه زوربين، كنت خايفة وزوربين ضحك", "اسمه [name]، كنت خايفة [name] ضحك"),
    ],
)
def test_every_occurrence_of_a_name_is_cut(text: str, redacted: str) -> None:
    assert redact.cut(text).text == redacted


def test_a_name_with_a_hidden_character_is_cut() -> None:
    assert redact.cut("it was fa\u200btima again").text == "it was [name] again"


@pytest.mark.parametrize(
    "text",
    [
        "I hope it will be better in May",
        "the bus stopped at Kenyatta Avenue",
        "near Zorbinax",
        "ساكنة جنب شارع رمسيس",
        "la rue Pasteur",
        "THEY SHOUTED AT US ALL DAY",
        "nilikuwa njiani na watu wengi",
        "मैं घर जा रही थी",
        "my name is not important",
        "the boss was angry",
    ],
)
def test_words_and_places_stay(text: str) -> None:
    assert redact.cut(text).text == text
