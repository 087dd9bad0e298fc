from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from sms import parse, when

# What is told on Sunday 22 November 2026 at 20:00: text, day of the month, part of day.
TOLD = [
    ("last night", 21, "night"),
    ("this morning around 9", 22, "morning"),
    ("at 9pm", None, "evening"),
    ("at 9 p.m. yesterday", 21, "evening"),
    ("21:30", None, "evening"),
    ("around 7 in the evening", None, "evening"),
    ("yesterday at 4 in the morning", 21, "night"),
    ("two days ago at noon", 20, "afternoon"),
    ("on Friday evening", 20, "evening"),
    ("last Sunday", 15, None),
    ("on Tuesday last week", 10, None),
    ("last week, Sunday morning", 15, "morning"),
    ("juma lililopita jumanne", 10, None),
    ("le mardi de la semaine derniere", 10, None),
    ("el lunes de la semana pasada", 9, None),
    ("الاسبوع اللي فات يوم الثلاثاء", 10, None),
    ("pichle hafte mangalwar ko", 10, None),
    ("noong isang linggo, martes", 10, None),
    ("2 hours ago", 22, "evening"),
    ("an hour ago", 22, "evening"),
    ("just now", 22, "evening"),
    ("every day in the morning", None, "morning"),
    ("Good evening, a man followed me yesterday", 21, None),
    ("on 12/11/2026 at 22:15", 12, "night"),
    ("on 3 November", 3, None),
    ("November 5th at night", 5, "night"),
    ("November 20 in the afternoon", 20, "afternoon"),
    ("on 20/11 at night", 20, "night"),
    ("tram 13 in the evening", None, "evening"),
    ("at 1900 hrs", None, "evening"),
    ("Sat night", 21, "night"),
    ("she sat near the gate", None, None),
    ("a week ago in the morning", 15, "morning"),
    ("2 weeks ago", 8, None),
    ("yest eve", 21, "evening"),
    ("hace dos semanas", 8, None),
    ("il y a une semaine", 15, None),
    ("y a 10 minutes", 22, "evening"),
    ("tous les soirs", None, "evening"),
    ("wiki mbili zilizopita", 8, None),
    ("usiku wa kuamkia leo", 21, "night"),
    ("दो हफ्ते पहले", 8, None),
    ("isang linggo na ang nakalipas", 15, None),
    ("noong nakaraang linggo", None, None),
    ("noong linggo ng hapon", 22, "afternoon"),
    ("tatlong araw na ang nakalipas", 19, None),
    ("dalawang oras na ang nakalipas", 22, "evening"),
    ("noong Nobyembre 20 ng tanghali", 20, "afternoon"),
    ("a man with 3 friends followed me at 5", None, None),
    ("5 men followed me last night", 21, "night"),
    ("أمس مساء", 21, "evening"),
    ("امبارح بالليل", 21, "night"),
    ("الساعة 9 مساء", None, "evening"),
    ("الساعة التاسعة مساء امس", 21, "evening"),
    ("اليوم الصبح الساعة ٨", 22, "morning"),
    ("من يومين", 20, None),
    ("من ساعتين واحد عاكسني", 22, "evening"),
    ("قبل اسبوعين", 8, None),
    ("من ٣ ايام", 19, None),
    ("اتنين شباب مشيوا ورايا", None, None),
    ("اربع رجالة", None, None),
    ("يوم الاربع بالليل", 18, "night"),
    ("الليلة الماضية", 21, "night"),
    ("jana usiku", 21, "night"),
    ("jana usiku saa tatu", 21, "evening"),
    ("leo asubuhi saa mbili", 22, "morning"),
    ("juzi saa sita usiku", 20, "night"),
    ("kal raat", 21, "night"),
    ("kal raat 11 baje", 21, "night"),
    ("aaj shaam 7 baje metro mein", 22, "evening"),
    ("कल", 21, None),
    ("कल रात ९ बजे", 21, "evening"),
    ("आज सुबह", 22, "morning"),
    ("परसों दोपहर", 20, "afternoon"),
    ("anoche", 21, "night"),
    ("ayer a las 9 de la noche", 21, "evening"),
    ("ayer por la tarde", 21, "afternoon"),
    ("hoy en la mañana", 22, "morning"),
    ("hace dos días", 20, None),
    ("hier soir", 21, "evening"),
    ("hier vers 23h", 21, "night"),
    ("ce matin à 8h30", 22, "morning"),
    ("il y a trois jours", 19, None),
    ("avant-hier dans la nuit", 20, "night"),
    ("kagabi", 21, "night"),
    ("kahapon ng hapon", 21, "afternoon"),
    ("kanina alas siete ng gabi", 22, "evening"),
    ("noong Biyernes ng umaga", 20, "morning"),
    ("کل رات", 21, "night"),
    ("آج شام ۷ بجے", 22, "evening"),
    ("embare7 bel leil", 21, "night"),
    ("lundi dernier", 16, None),
    ("el viernes pasado en la noche", 20, "night"),
    ("midnight yesterday", 21, "night"),
]


@pytest.mark.parametrize(("text", "day", "part"), TOLD)
def test_day_and_part_of_day_are_read(
    text: str, day: int | None, part: str | None, sunday_evening: datetime
) -> None:
    draft = parse.read(text, now=sunday_evening)

    assert draft.occurred_on == (None if day is None else date(2026, 11, day))
    assert draft.part_of_day == part


@pytest.mark.parametrize(
    ("hour", "part"),
    [
        (4, "night"),
        (5, "morning"),
        (11, "morning"),
        (12, "afternoon"),
        (16, "afternoon"),
        (17, "evening"),
        (21, "evening"),
        (22, "night"),
        (0, "night"),
    ],
)
def test_the_bounds_of_the_parts_of_day_are_those_of_releases(hour: int, part: str) -> None:
    assert when.hour_to_part(hour) == part


@pytest.mark.parametrize("text", ["31/02/2026", "2026-13-45", "on 45 March", "32 de mayo"])
def test_a_day_that_is_none_is_not_told(text: str, sunday_evening: datetime) -> None:
    assert parse.read(text, now=sunday_evening).occurred_on is None


def test_no_day_lies_in_the_future(sunday_evening: datetime) -> None:
    draft = parse.read("on 24 December a man followed me", now=sunday_evening)

    assert draft.occurred_on == date(2025, 12, 24)


def test_the_hours_of_a_night_before_midnight_belong_to_their_day(sunday_evening: datetime) -> None:
    after_midnight = sunday_evening.replace(hour=1)

    draft = parse.read("two hours ago a man followed me", now=after_midnight)

    assert draft.occurred_on == after_midnight.date() - timedelta(days=1)
    assert draft.part_of_day == "night"
