from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from sms import redact

EXAMPLES = Path(__file__).parents[3] / "../shared/data/text/phone_examples.csv"


@pytest.mark.parametrize(
    "number",
    [
        "+44 7700 900123",
        "0044 7700 900123",
        "07700900123",
        "(202) 555-0142",
        "202.555.0142",
        "2 0 2 5 5 5 0 1 4 2",
        "2-0-2-5-5-5-0-1-4-2",
        "2,0,2,5,5,5,0,1,4,2",
        "O77OO 9OOl23",
        "٠٧٧٠٠ ٩٠٠١٢٣",
        "०७७०० ९००१२३",
        "０７７００９００１２３",
        "07\u200b700\u2060900123",
        "0️⃣7️⃣7️⃣0️⃣0️⃣9️⃣0️⃣0️⃣1️⃣2️⃣3️⃣",
        "07700\n900123",
        "oh seven seven double oh nine one two three",
        "zero-seven-seven-zero-zero-nine",
        "صفر سبعة سبعة صفر صفر تسعة",
        "sifuri saba saba sifuri sifuri tisa",
        "शून्य सात सात शून्य शून्य नौ",
        "cero siete siete cero cero nueve",
        "zéro sept soixante-dix zéro neuf douze",
        "sero pito pito sero sero siyam",
    ],
)
def test_a_telephone_number_is_cut_however_it_is_written(number: str) -> None:
    assert redact.cut(f"reach me: {number} please").text == "reach me: [number] please"


@pytest.mark.parametrize(
    "text",
    [
        "on 12/05/2026 at 10:30",
        "from 8:30-9:15",
        "2026-11-22",
        "since 2019",
        "in 2018/19",
        "bus 1452 to town",
        "route no. 1100",
        "5000 shillings",
        "ksh 1500",
        "$12,000",
        "about 1500 people",
        "they asked for 20000",
        "2 men and 3 boys",
        "between 10-15 of them",
        "at 2230 hrs",
        "one or two of them",
        "since 1441",
        "₹2500",
        "٥٠٠٠ جنيه",
        "two or three times, five or six men",
    ],
)
def test_dates_times_amounts_and_lines_stay(text: str) -> None:
    assert redact.cut(text).text == text


def test_a_time_beside_a_number_stays() -> None:
    assert redact.cut("at 10:30 07700 900123").text == "at 10:30 [number]"


@pytest.mark.skipif(not EXAMPLES.exists(), reason="the shared telephone examples are not here")
@pytest.mark.parametrize("form", ["e164", "international", "national", "rfc3966"])
def test_every_regions_numbers_are_cut(form: str) -> None:
    with EXAMPLES.open(encoding="utf-8") as lines:
        numbers = [row[form] for row in csv.DictReader(lines)]

    missed = [n for n in numbers if re.search(r"\d", redact.cut(f"he gave me {n} and left").text)]

    assert missed == []
