from __future__ import annotations

from collections.abc import Callable

import pytest

from maps.gazetteer import finder
from maps.gazetteer.place import AreaPrior, LookUp

CITY = AreaPrior(36.65, -1.45, 37.1, -1.15)
BAY = AreaPrior(-122.5, 37.7, -122.3, 37.8)


@pytest.mark.parametrize(
    ("shelf", "text", "name"),
    [
        pytest.param(
            "nairobi", "a man grabbed me near the Jamia Mosque last night", "Jamia Mosque", id="en near"
        ),
        pytest.param(
            "nairobi", "I was followed opposite Toi Market in Kibera", "Toi Market", id="en opposite"
        ),
        pytest.param("nairobi", "TOI MARKET", "Toi Market", id="en place field"),
        pytest.param("nairobi", "he grabbed me on Market Street", "Market Street", id="en two generic words"),
        pytest.param("nairobi", "market st", "Market Street", id="en two generic words, place field"),
        pytest.param("nairobi", "someone laughed, in front of Someone", "Someone", id="en everyday name"),
        pytest.param("cairo", "قدام شارع الجامعة", "شارع الجامعة", id="ar two generic words"),
        pytest.param(
            "nairobi", "alinishika pale stage ya Kencom jana usiku", "Kencom/Ambassadeur", id="sw stage"
        ),
        pytest.param("nairobi", "nilinyanyaswa karibu na soko la Toi", "Toi Market", id="sw karibu na"),
        pytest.param("nairobi", "walinifuata kutoka Ngara hadi Westlands", "Ngara", id="sw from to"),
        pytest.param("nairobi", "he followed me from Ngara to Westlands", "Ngara", id="en from to"),
        pytest.param(
            "nairobi", "at the corner of Moi and Kenyatta Ave", "Moi Avenue & Kenyatta Avenue", id="corner"
        ),
        pytest.param(
            "nairobi", "Kenyatta Avenue & Moi Ave", "Moi Avenue & Kenyatta Avenue", id="corner reversed"
        ),
        pytest.param("nairobi", "a man followed me from Moi Avenue at night", "Moi Avenue", id="en moi"),
        pytest.param("nairobi", "on m'a suivie depuis Moi Avenue hier soir", "Moi Avenue", id="fr moi"),
        pytest.param("nairobi", "मोई एवेन्यू पर लड़के सीटी बजाते हैं", "Moi Avenue", id="hi avenue"),
        pytest.param("nairobi", "#KiberaSlums hapa kuna shida", "Kibera", id="hashtag"),
        pytest.param("nairobi", "in Nairobi's South C, behind the shop", "South C", id="one letter"),
        pytest.param("nairobi", "kahawa ٤٤", "Kahawa 44", id="arabic digits"),
        pytest.param("nairobi", "mugged in \u202eWestlands\u202c today", "Westlands", id="bidi override"),
        pytest.param("cairo", "واحد تحرش بيا قدام محطة السادات", "محطة السادات", id="ar in front of"),
        pytest.param("cairo", "حصلت في شارع محمد محمود جنب الجامعة", "شارع محمد محمود", id="ar street"),
        pytest.param("cairo", "كنت بالمهندسين امبارح", "المهندسين", id="ar proclitic"),
        pytest.param("cairo", "it happened in mohandiseen", "المهندسين", id="ar in latin"),
        pytest.param("cairo", "ma3adi", "المعادي", id="ar chat digits"),
        pytest.param("cairo", "ميدان التحرير، القاهرة", "ميدان التحرير", id="ar square before city"),
        pytest.param("cairo", "tahrir sq", "ميدان التحرير", id="abbreviation"),
        pytest.param("world", "करोल बाग के पास एक आदमी ने मेरा पीछा किया", "करोल बाग", id="hi behind the name"),
        pytest.param("world", "karol bag ke paas ek aadmi ne cheda", "करोल बाग", id="hi in latin"),
        pytest.param("world", "main rajiv chowk ke samne khadi thi", "राजीव चौक", id="hi ke samne"),
        pytest.param("world", "me siguió un hombre cerca del Zócalo anoche", "Zócalo", id="es cerca"),
        pytest.param(
            "world", "en la avenida madero me tocaron", "Avenida Francisco I. Madero", id="es street"
        ),
        pytest.param("world", "on m'a suivie près du Champ de Mars hier", "Champ de Mars", id="fr pres"),
        pytest.param("world", "en face de l'hôpital général", "Hôpital Général", id="fr elided"),
        pytest.param("world", "derrière la rue Capois", "Rue Capois", id="fr street"),
        pytest.param(
            "world", "hinipuan ako malapit sa simbahan ng Quiapo", "Quiapo Church", id="fil malapit"
        ),
        pytest.param("world", "sa tapat ng palengke ng divisoria", "Palengke ng Divisoria", id="fil tapat"),
        pytest.param("world", "sumakay ako sa istasyon ng Cubao", "Cubao Station", id="fil station"),
    ],
)
def test_a_sentence_gives_its_place(
    shelf_named: Callable[[str], LookUp], shelf: str, text: str, name: str
) -> None:
    finding = finder.find(text, shelf_named(shelf))

    assert finding.place is not None
    assert finding.place.name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("near Jamia Mosqe", "Jamia Mosque", id="letter lost in the generic word"),
        pytest.param("near Jmia Mosque", "Jamia Mosque", id="letter lost"),
        pytest.param("at Westlnads yesterday", "Westlands", id="letters swapped"),
        pytest.param("in westlamds", "Westlands", id="letter changed"),
        pytest.param("kenyatta avenu", "Kenyatta Avenue", id="street"),
        pytest.param("karriobangy", "Kariobangi", id="two slips"),
        pytest.param("kario bangi", "Kariobangi", id="space"),
    ],
)
def test_a_misspelt_name_is_found(nairobi: LookUp, text: str, name: str) -> None:
    finding = finder.find(text, nairobi)

    assert finding.place is not None
    assert finding.place.name == name


def test_a_far_name_that_only_sounds_so_is_in_no_misspelt_ones_way(bay: LookUp) -> None:
    text = "there is always a group hanging around Maryc Place in the evening"
    finding = finder.find(text, bay, area=BAY)

    assert finding.place is not None
    assert finding.place.name == "Marcy Place"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("city hall", ["City Hall"], id="place field"),
        pytest.param("A man followed me from City Hall last night", ["City Hall"], id="written like a name"),
        pytest.param("a man followed me from the city hall", [], id="in lower case"),
        pytest.param("From the City, Hall after hall", [], id="a comma between"),
        pytest.param("outside the Police Station", [], id="several in the area"),
        pytest.param("Hotel Embassy", [], id="none in the area"),
        pytest.param("CITY HALL IN THE EVENING A MAN FOLLOWED ME", [], id="all in capitals"),
        pytest.param("outside City Hall, near Marcy Place", [], id="beside a real name"),
        pytest.param("outside City Hall at night", ["City Hall"], id="beside an everyday word"),
    ],
)
def test_a_name_made_of_kinds_is_asked_about_where_one_place_bears_it(
    bay: LookUp, text: str, names: list[str]
) -> None:
    finding = finder.find(text, bay, area=BAY)

    assert [each.name for each in finding.candidates] == names


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("near the market", id="generic"),
        pytest.param("at the bus station behind the hotel", id="generics"),
        pytest.param("a man touched me on the bus", id="no place"),
        pytest.param(
            "He said things to me that I do not want to repeat. I do not go there any more",
            id="sounds like one",
        ),
        pytest.param("at the bus lane crossing", id="generics of a street"),
        pytest.param("kahawa 45", id="other number"),
        pytest.param("راجل مسكني في المترو", id="arabic generic"),
        pytest.param("راجل مشي ورايا وأنا خارجة بمستشفى الجامعة امبارح", id="arabic generics"),
        pytest.param("\u202e\u200f\u0000", id="controls"),
        pytest.param("x" * 10_000, id="one long word"),
    ],
)
def test_nothing_is_found_where_no_place_is_named(nairobi: LookUp, cairo: LookUp, text: str) -> None:
    finding = finder.find(text, nairobi if text.isascii() else cairo)

    assert (finding.place, finding.candidates) == (None, ())


def test_two_places_of_one_name_far_apart_are_asked_about(nairobi: LookUp) -> None:
    finding = finder.find("Tusker Hall", nairobi)

    assert finding.place is None
    assert len(finding.candidates) == 2
    assert finding.is_open


def test_another_place_named_settles_which_one(nairobi: LookUp) -> None:
    finding = finder.find("Tusker Hall near Westlands", nairobi)

    assert finding.place is not None
    assert finding.place.kind in ("landmark", "neighbourhood")
    assert finding.place.lon < 36.9


def test_the_area_settles_which_one(nairobi: LookUp) -> None:
    finding = finder.find("uhuru", nairobi, area=CITY)

    assert finding.place is None or finding.place.lat > -2


def test_between_two_places_is_their_middle(nairobi: LookUp) -> None:
    finding = finder.find("between Jamia Mosque and Uhuru Park", nairobi)

    assert finding.place is not None
    assert finding.place.lat == pytest.approx(-1.28635, abs=1e-4)
    assert finding.place.accuracy_m > 150


def test_spans_cover_every_name_in_the_original_text(nairobi: LookUp) -> None:
    text = "Near the Jamia Mosque in Nairobi, Kenyatta Avenue"

    finding = finder.find(text, nairobi)

    assert [text[start:end] for start, end in finding.spans] == ["Jamia Mosque", "Nairobi", "Kenyatta Avenue"]


def test_a_city_alone_stays_the_city(nairobi: LookUp) -> None:
    finding = finder.find("somewhere in Nairobi", nairobi)

    assert finding.place is not None
    assert (finding.place.precision, finding.place.accuracy_m) == ("city", 10_000)


def test_no_repr_shows_a_name_or_a_point(nairobi: LookUp) -> None:
    shown = repr(finder.find("near Jamia Mosque", nairobi))

    assert "Jamia" not in shown
    assert "36.8" not in shown
