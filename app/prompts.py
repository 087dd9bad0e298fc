"""What menus say: short enough for one screen, and for an ear."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import force_locale, gettext

from app import i18n, wordings
from app.deployment import Deployment
from sms.gateways import ussd
from sms.turn import Act, Reply

GROUPS = ("words", "looks", "following", "touching", "other")
BACK, BACK_BY_VOICE = "00", "*"
"""One step back. 0 skips, so it is what stands beside it on a menu; a call hears one key at a time."""
PARTS = ("morning", "afternoon", "evening", "night")


def languages(tags: Sequence[str]) -> list[str]:
    """The languages under their own names, a line each, as many as one screen shows."""
    lines = [f"{number} {i18n.own_name(tag)}" for number, tag in enumerate(tags, start=1)]
    while len(lines) > 1 and not ussd.is_one_screen("\n".join(lines)):
        lines.pop()
    return lines


def what(language: str | None, *, is_voice: bool) -> str:
    """What happened, by number; in words too where there are letters."""
    with force_locale(language or "en"):
        names = (
            gettext("Words"),
            gettext("Looks"),
            gettext("Following"),
            gettext("Touching"),
            gettext("Other"),
            gettext("Receipt"),
        )
        short = _number(gettext("What happened?"), names)
        if is_voice:
            return short
        return _fit(_number(gettext("What happened? A number, or write it:"), names), short)


def where(here: Deployment, language: str | None) -> str:
    """The dialog's one question, with the way past it."""
    with force_locale(language or "en"):
        return _offer_back("\n".join([wordings.text(here, "ask_where", language), _skip()]))


def which(language: str | None, names: Sequence[str], *, has_more: bool, is_voice: bool = False) -> str:
    """The places by number."""
    with force_locale(language or "en"):
        more = ["9 " + gettext("More places")] if has_more else []
        asked = _number(gettext("Near which of these?"), names)
        return _offer_back("\n".join([asked, *more, _skip()]), is_voice=is_voice)


def receipt(language: str | None, *, is_voice: bool) -> str:
    """A receipt, as it can be given."""
    with force_locale(language or "en"):
        if is_voice:
            return str(gettext("Type the digits of the receipt, then the hash key."))
        return str(gettext("Receipt, in words or digits:"))


def receipt_acts(language: str | None) -> str:
    """What can be done with a receipt where nobody can write."""
    with force_locale(language or "en"):
        names = (gettext("Help"), gettext("It is better there now"), gettext("Take it back"))
        return "\n".join([_number(gettext("Receipt"), names), _end()])


def part(language: str | None, *, is_voice: bool = False) -> str:
    """Which part of the day, by number."""
    with force_locale(language or "en"):
        names = (gettext("Morning"), gettext("Afternoon"), gettext("Evening"), gettext("Night"))
        asked = "\n".join([_number(gettext("When was it?"), names), _skip()])
        return _offer_back(asked, is_voice=is_voice)


def end(here: Deployment, language: str | None, *, is_voice: bool = False) -> str:
    """Thanks, and what can be asked for now that nobody reads over the shoulder later."""
    with force_locale(language or "en"):
        asked = _number(thanks(here, language), (gettext("Receipt"), gettext("Help")))
        return _offer_back("\n".join([asked, _end()]), is_voice=is_voice)


def thanks(here: Deployment, language: str | None) -> str:
    """The same words as a text is answered with."""
    return wordings.text(here, "noted", language)


def reply(act: Act, language: str | None) -> Reply:
    """The dialog's reply to what was asked for at the end."""
    return Reply({Act.RECEIPT: "receipt", Act.SERVICES: "services"}[act], language)


def _skip() -> str:
    return "0 " + str(gettext("Skip"))


def _end() -> str:
    return "0 " + str(gettext("End"))


def _offer_back(asked: str, *, is_voice: bool = False) -> str:
    """The question with the way back, where that fits; the key is good without it, too."""
    if is_voice:
        return "\n".join([asked, gettext("Star key: back")])
    return _fit("\n".join([asked, BACK + " " + gettext("Back")]), asked)


def _fit(*ways: str) -> str:
    """The first way of saying it that fits one screen, if need be without accents; else the last."""
    tried = [one for way in ways for one in (way, ussd.to_plain(way))]
    return next((one for one in tried if ussd.is_one_screen(one)), tried[-1])


def _number(asked: str, names: Sequence[str]) -> str:
    return "\n".join([asked, *(f"{number} {name}" for number, name in enumerate(names, start=1))])
