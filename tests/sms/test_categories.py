from __future__ import annotations

from pathlib import Path

import pytest

from sms import categories, lexicon

DOCS = Path(__file__).parents[2] / "docs" / "categories.md"
# What no phrase can tell is left to the organizers.
WITHOUT_PHRASES = {"other"}


def test_every_category_belongs_to_a_published_group() -> None:
    assert {category.group for category in categories.catalogue().values()} == set(categories.GROUPS)


def test_the_gravest_stands_first_and_severities_differ() -> None:
    severities = [category.severity for category in categories.catalogue().values()]

    assert severities == sorted(set(severities), reverse=True)
    assert next(iter(categories.catalogue())) == "rape"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Stalking or following", "following"),
        ("OGLING", "staring"),
        ("Touching /Groping", "touching"),
        ("Indecent exposure", "exposing"),
        ("Catcalls/Whistles", "catcalls"),
        ("Sexual Invites", "invitations"),
        ("Taking pictures", "photographing"),
        ("Chain Snatching", "robbery"),
        ("Rape / Sexual Assault", "rape"),
        ("Facial expressions", "gestures"),
        ("Phone calls", "calls"),
        ("commenting", "comments"),
    ],
)
def test_names_of_other_platforms_are_understood(name: str, key: str) -> None:
    found = categories.find(name)

    assert found is not None
    assert found.key == key


def test_a_name_nobody_uses_is_not_understood() -> None:
    assert categories.find("quux") is None


def test_no_alias_means_two_categories() -> None:
    names = [name for category in categories.catalogue().values() for name in {*category.aliases}]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("language", lexicon.LANGUAGES)
def test_every_language_has_phrases_for_every_category(language: str) -> None:
    told = set(lexicon.read(language)["phrases"]["category"]) - {"none"}

    assert set(categories.catalogue()) - told <= WITHOUT_PHRASES
    assert told <= set(categories.catalogue())


def test_the_docs_list_every_category_and_group() -> None:
    text = DOCS.read_text("utf-8")

    assert not [key for key in categories.catalogue() if f"`{key}`" not in text]
    assert not [group for group in categories.GROUPS if f"*{group}*" not in text]
