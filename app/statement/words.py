"""The statement's facts as sentences; %(value)s is the fact's value."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from app import i18n
from app.statement.facts import Facts

TITLES: Mapping[str, object] = {
    "readable": _("Stored so that the computer can count it"),
    "sealed": _("Sealed: only organizers can open it"),
    "never": _("Never stored"),
    "days": _("How long it is kept"),
    "released": _("What the public learns"),
    "others": _("Who else has a part in it"),
    "readers": _("Who can read what"),
    "proof": _("How we check ourselves"),
}
"""Section to its heading."""

SENTENCES: Mapping[str, Mapping[str, object]] = {
    "readable": {
        "id": _("a random number, which says nothing about when a report came"),
        "cell_id": _("the hexagon it happened in, about 350 metres across or larger"),
        "precision": _("how precisely the place is known"),
        "category_group": _("the kind of incident, one of five"),
        "part_of_day": _("the part of the day, one of four"),
        "period": _("the month in which the report arrived or was accepted"),
        "state": _("whether it waits, was accepted or was rejected"),
        "tally": _("one number made of the hexagon, its precision, the kind and the part of the day"),
        "audit_reference": _("a random number under which organizers' acts are on record"),
    },
    "sealed": {
        "accuracy_m": _("how far off the place may be"),
        "beyond_daily": _("whether the same phone had sent several reports that day"),
        "candidates": _("places that may have been meant"),
        "category": _("the exact kind of incident"),
        "channel": _("whether it came by text message or by the form"),
        "held": _("why an organizer should look closely, such as many alike reports in one hour"),
        "is_pointed": _("whether the place was chosen on a map or list"),
        "language": _("the language it was written in"),
        "occurred_on": _("the day it happened"),
        "place": _("the name of the place"),
        "place_kind": _("the kind of place, such as a bus stop"),
        "place_phrase": _("the words about the place, after names and numbers were cut"),
        "reasons": _("what led us to the kind of incident"),
        "role": _("whether it happened to the writer or was seen"),
        "text": _("the words, after names and numbers were cut"),
    },
    "never": {
        "sender": _("the phone number or account that sent it"),
        "network_address": _("the network address of the device"),
        "browser": _("which browser or device was used"),
        "account": _("an account or cookie of a reporter: there is none"),
        "exact_place": _("an exact point"),
        "exact_time": _("the minute it was sent or happened"),
        "deleted_identities": _("phone numbers, e-mails, links and names that we recognise in the words"),
    },
    "days": {
        "narratives": _("the sealed words: %(value)s days after the first judgement"),
        "additions": _("what a reporter added later: %(value)s days, as the words it belongs to"),
        "names_of_places": _(
            "names of places that our maps lack, sealed: %(value)s days, counted from their month's first"
            " day; a name that organizers put away stays sealed, without a day or a place"
        ),
        "pending_reports": _(
            "reports nobody has judged: %(value)s days, counted from their month's first day"
        ),
        "rejected_reports": _("rejected reports: %(value)s days after the judgement"),
        "judged_reports": _("what is counted of a report, without its words: %(value)s days"),
        "audit_lines": _("the record of organizers' acts: %(value)s days"),
        "backups": _("backups, sealed like the words: %(value)s days"),
        "withdrawn_reports": _("withdrawn reports: %(value)s days in our tables"),
        "delivery_digests": _("keyed fingerprints that stop a message from counting twice: %(value)s days"),
    },
    "released": {
        "epsilon_life": _(
            "noisy counts only: over everything we ever publish, one report changes the odds that you"
            " reported at most e to the power of %(value)s times"
        ),
        "delay_days": _("nothing is published earlier than %(value)s days after its period has ended"),
    },
    "others": {
        "third_parties": _("companies that get data from these pages: %(value)s"),
        "sms_provider": _(
            "text messages pass through %(value)s and your network operator: both know that this phone"
            " texted us, and keep traffic records that we cannot delete"
        ),
        "deleted_there_after_minutes": _(
            "we delete the provider's copies after %(value)s minutes; it can refuse for days, and may keep"
            " words in its own backups for weeks"
        ),
    },
    "readers": {
        "public": _("everyone: the published %(value)s, and nothing else"),
        "organizer": _("organizers, each with a passphrase of their own: the %(value)s"),
        "operator": _(
            "whoever runs the computer: what is %(value)s without a passphrase, and, if they mean harm,"
            " what arrives from then on"
        ),
        "locked_after_minutes": _("an organizer's session locks itself after %(value)s minutes"),
    },
    "proof": {
        "last_canary_run": _(
            "the day on which we last searched everything on disk for thousands of planted numbers, names"
            " and addresses: %(value)s"
        ),
    },
}
"""Section and key of `facts.compose` to a sentence."""

WORDS: Mapping[object, object] = {
    "releases": _("releases"),
    "reports": _("reports"),
    "readable": _("readable"),
    "never": _("never"),
}
"""Values that are words to what the page says for them."""

Said = tuple[str, list[tuple[str, object, str]]]
"""A section's heading, and each of its facts: name, value, sentence."""


def say(facts: Facts) -> list[Said]:
    """The statement in the page's language."""
    return [
        (
            str(TITLES[section]),
            [
                (f"{section}.{key}", value, str(SENTENCES[section][key]) % {"value": _say(key, value)})
                for key, value in values.items()
            ],
        )
        for section, values in facts.items()
    ]


def _say(key: str, value: object) -> object:
    """A value as the page's language writes it."""
    if value in WORDS:
        return WORDS[value]
    if isinstance(value, float):
        return i18n.say_ratio(value)
    return i18n.say_day(str(value)) if key == "last_canary_run" else value
