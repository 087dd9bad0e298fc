"""The doors a canary goes through. A new channel joins by one line in CHANNELS."""

from __future__ import annotations

from collections.abc import Callable

from tests.canary import gateways, organizing, others, reporting, twilio, walk
from tests.canary.door import Door
from tests.canary.marks import Person

CHANNELS: dict[str, Callable[[Door, Person, int], int]] = {
    "SMS by Twilio": twilio.send_text,
    "WhatsApp by Twilio": twilio.send_by_whatsapp,
    "WhatsApp by Meta": gateways.through("whatsapp"),
    "Africa's Talking": gateways.through("africastalking"),
    "Android SMS Gateway": gateways.through("android"),
    "SMSSync": gateways.through("smssync"),
    "SMSSync in XML": gateways.through("smssync_xml"),
    "Telerivet": gateways.through("telerivet"),
    "Kannel": gateways.through("kannel"),
    "Jasmin": gateways.through("jasmin"),
    "RapidPro": gateways.through("rapidpro"),
    "Infobip": gateways.through("infobip"),
    "Vonage": gateways.through("vonage"),
    "httpSMS": gateways.through("httpsms"),
    "USSD": gateways.dial,
    "voice": gateways.call,
    "form": reporting.send_form,
    "suggestions": reporting.suggest,
    "receipt": reporting.come_back,
    "receipt of a report": reporting.use_receipt,
    "safe zones": reporting.visit_zones,
    "help": reporting.find_help,
    "Open311": reporting.post_open311,
    "Ushahidi": reporting.post_ushahidi,
    "console's door": others.sign_in,
    **organizing.CHANNELS,
    "console's pages": walk.read_console,
    "public pages": others.browse,
    "every public page": walk.read_public,
    "lost requests": others.get_lost,
}
"""Channel to what sends one message of a person, the `turn`-th: each turn spoils something else."""
