from __future__ import annotations

import pytest

from sms import redact


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("house 12", "house [house number]"),
        ("house no. 14B", "house no. [house number]"),
        ("my flat, 3/14, is", "my flat, [house number], is"),
        ("Block C", "Block [house number]"),
        ("24 High Street", "[house number] High Street"),
        ("High Street 24", "High Street [house number]"),
        ("12 rue Pasteur", "[house number] rue Pasteur"),
        ("calle Colón 24", "calle Colón [house number]"),
        ("عمارة ١٢", "عمارة [house number]"),
        ("شقة رقم ٤", "شقة رقم [house number]"),
        ("मकान नंबर 12", "मकान नंबर [house number]"),
        ("बिल्डिंग 7", "बिल्डिंग [house number]"),
        ("nyumba namba 45", "nyumba namba [house number]"),
        ("bahay blg 45", "bahay blg [house number]"),
    ],
)
def test_a_house_number_is_cut_and_the_street_stays(text: str, redacted: str) -> None:
    assert redact.cut(text).text == redacted


@pytest.mark.parametrize(
    "text",
    [
        "bus no 14",
        "number 14 bus",
        "gate 7",
        "room with 5 people",
        "on the road at 10 pm",
        "3 May",
        "2nd Avenue",
        "a unit of police",
    ],
)
def test_numbers_that_lead_to_no_door_stay(text: str) -> None:
    assert redact.cut(text).text == text


@pytest.mark.parametrize(
    "point",
    [
        "30.0444 31.2357",
        "lat 30.0444 lon 31.2357",
        "٣٠٫٠٤٤٤، ٣١٫٢٣٥٧",
        "30.0444N, 31.2357E",
        "7GXHX4HM+9V",
        "///filled.count.soap",
    ],
)
def test_a_point_is_cut(point: str) -> None:
    assert redact.cut(f"here: {point} ok").text == "here: [point] ok"
