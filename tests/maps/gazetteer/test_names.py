from __future__ import annotations

import pytest

from maps.gazetteer import names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("The  St. Mary's Sq", "Saint Marys Square", id="abbreviations, article, apostrophe"),
        pytest.param("Av. Reforma", "Avenida Reforma", id="spanish avenue"),
        pytest.param("شارع مُحَمَّد محمود", "ش. محمد محمود", id="arabic marks and abbreviation"),
        pytest.param("القاهرة", "قاهره", id="arabic article and ta marbuta"),
        pytest.param("أحمد عرابي", "احمد عرابى", id="arabic hamza and alif maqsura"),
        pytest.param("बाज़ार", "बाजार", id="devanagari nukta"),
        pytest.param("Delmas33", "Delmas 33", id="number written together"),
        pytest.param("Delmas ٣٣", "delmas 33", id="arabic digits"),
        pytest.param("Café São João", "cafe sao joao", id="latin marks"),
        pytest.param("l'Hôpital Général", "Hôpital Général", id="elided article"),
        pytest.param("\u202eToi\u202c Market", "toi market", id="bidi override"),
        pytest.param("U.N. Ａvenue", "UN Ave", id="initials, full width"),
        pytest.param("#NairobiWest", "nairobi west", id="hashtag"),
    ],
)
def test_two_spellings_of_one_name_share_their_key(one: str, other: str) -> None:
    assert names.key(one) == names.key(other)


@pytest.mark.parametrize(
    "spellings",
    [
        pytest.param(
            ("المهندسين", "Mohandessin", "mohandiseen", "El Mohandessin", "Al-Mohandeseen"), id="arabic"
        ),
        pytest.param(("حلوان", "Helwan", "7elwan", "Hilwan"), id="chat digits"),
        pytest.param(("करोल बाग", "Karol Bagh", "karolbag"), id="devanagari"),
        pytest.param(("Shop Rite", "ShopRite", "shoprite"), id="spaces"),
        pytest.param(("الجيزة", "Giza", "Gizah", "Guiza"), id="two consonants"),
    ],
)
def test_a_name_has_one_skeleton_in_every_script(spellings: tuple[str, ...]) -> None:
    shapes = {names.skeleton(spelling) for spelling in spellings}

    assert len(shapes) == 1


@pytest.mark.parametrize("text", ["bus station", "the market", "المسجد", "hotel", "metro", "शहर"])
def test_generic_words_alone_are_weak(text: str) -> None:
    assert names.is_weak(names.words(text))


def test_digits_are_kept_apart() -> None:
    assert names.skeleton("Delmas 31") != names.skeleton("Delmas 33")
