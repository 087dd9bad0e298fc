from __future__ import annotations

import pytest

from sms import redact


@pytest.mark.parametrize(
    "plate",
    [
        "KBZ 123A",
        "KBZ123A",
        "T 456 ABD",
        "UAX 789K",
        "DL 3C AB 1234",
        "MH12DE1433",
        "AB-123-CD",
        "AB12 CDE",
        "ABC-1234",
        "1234 BCD",
        "س ط ع ١٢٣",
        "ق ل م 4567",
        "12 TN 34",
        "kbz 123a",
    ],
)
def test_a_plate_is_cut_by_its_shape(plate: str) -> None:
    assert redact.cut(f"he left in {plate} quickly").text == "he left in [plate] quickly"


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("plate 4521", "plate [plate]"),
        ("number plate is abc 99", "number plate is [plate]"),
        ("placa AM 79 ML", "placa [plate]"),
        ("नंबर प्लेट UP 14", "नंबर प्लेट [plate]"),
        ("لوحة ٤٥٢١", "لوحة [plate]"),
    ],
)
def test_an_announced_plate_is_cut_whatever_its_shape(text: str, redacted: str) -> None:
    assert redact.cut(text).text == redacted


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("case no 12/2026", "case no [id]"),
        ("national id 29801011234567", "national id [id]"),
        ("my student ID is ST-4521", "my student ID is [id]"),
        ("رقم المحضر ٤٥٢١", "رقم المحضر [id]"),
        ("आधार नंबर 1234 5678 9012", "आधार नंबर [id]"),
        ("expediente 45/21", "expediente [id]"),
        ("dossier n° 4521", "dossier n° [id]"),
        ("kitambulisho 4521-9", "kitambulisho [id]"),
        ("it said AB99X1234K", "it said [id]"),
    ],
)
def test_the_number_of_a_paper_is_cut(text: str, redacted: str) -> None:
    assert redact.cut(text).text == redacted


@pytest.mark.parametrize(
    "text", ["bus 145", "at 10 PM", "RS 500", "GATE 12", "COVID-19", "20 km", "3 MEN", "100metres"]
)
def test_short_codes_that_are_no_plate_stay(text: str) -> None:
    assert redact.cut(text).text == text
