"""The gateways in use, by the last segment of their webhook's path: settings in, adapters out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from app.demo import keys
from sms.gateways import (
    africastalking,
    android,
    base,
    copies,
    smssync,
    telerivet,
    telerivet_copies,
    twilio,
    twilio_copies,
    ussd,
    voice,
    whatsapp,
)

if TYPE_CHECKING:
    from config import Config

Menu = ussd.Ussd | voice.Voice
"""A gateway that is spoken with in turns: one screen or one announcement at a time."""

PATH = "/gateways"


def make_gateways(config: Config) -> dict[str, base.Gateway]:
    """The gateways of messages: those with settings, and those of the deployment's own file."""
    made = {name: make(config) for name, make in MESSAGES.items()}
    return {name: gateway for name, gateway in made.items() if gateway} | dict(config.gateways)


def make_menus(config: Config) -> dict[str, Menu]:
    """The gateways of menus that have settings."""
    made = {name: make(config) for name, make in MENUS.items()}
    return {name: menu for name, menu in made.items() if menu}


def make_copies(config: Config) -> dict[str, copies.Copies]:
    """The providers that keep copies which we can list and delete, by gateway (P7)."""
    made: dict[str, copies.Copies] = {}
    if config.twilio_auth_token and config.twilio_account_sid and config.twilio_numbers:
        account = twilio.Settings(config.twilio_account_sid, config.twilio_auth_token)
        made["twilio"] = twilio_copies.TwilioCopies(account, config.twilio_numbers, api=config.twilio_api_url)
    if config.telerivet_api_key and config.telerivet_project_id:
        made["telerivet"] = telerivet_copies.TelerivetCopies(
            config.telerivet_api_key, config.telerivet_project_id, api=config.telerivet_api_url
        )
    return made


def find_address(config: Config, name: str) -> str:
    """The address to set at the provider, with the secret that ends it where it is the proof."""
    own = config.gateways.get(name)
    secret = own.settings.secret if own and own.profile.check.kind == "path" else ""
    if name in SECRET_PATHS:
        secret = SECRET_PATHS[name](config)
    return f"{config.public_url}{PATH}/{name}" + (f"/{secret}" if secret else "")


def _make_twilio(config: Config) -> base.Gateway | None:
    token = config.twilio_auth_token or keys.find_gateway_token(config)
    if not token:
        return None
    # Without a callback the provider's copies of our replies could not be found and deleted (P7).
    callback = f"{config.public_url}{PATH}/twilio" if config.twilio_account_sid else None
    return twilio.Twilio(twilio.Settings(config.twilio_account_sid, token, callback))


def _make_africastalking(config: Config) -> base.Gateway | None:
    if not config.africastalking_path_secret:
        return None
    return africastalking.AfricasTalking(
        africastalking.Settings(
            username=config.africastalking_username,
            api_key=config.africastalking_api_key,
            path_secret=config.africastalking_path_secret,
            allowed=config.africastalking_allowed,
            api_url=config.africastalking_api_url,
        )
    )


def _make_android(config: Config) -> base.Gateway | None:
    if not config.android_signing_key:
        return None
    return android.AndroidSmsGateway(
        android.Settings(
            signing_key=config.android_signing_key,
            api_url=config.android_api_url,
            username=config.android_username,
            password=config.android_password,
            max_age_s=config.android_max_age_s,
        )
    )


def _make_smssync(config: Config) -> base.Gateway | None:
    return smssync.SmsSync(smssync.Settings(config.smssync_secret)) if config.smssync_secret else None


def _make_whatsapp(config: Config) -> base.Gateway | None:
    if not config.whatsapp_app_secret:
        return None
    return whatsapp.WhatsApp(
        whatsapp.Settings(
            app_secret=config.whatsapp_app_secret,
            verify_token=config.whatsapp_verify_token,
            access_token=config.whatsapp_access_token,
            phone_number_id=config.whatsapp_phone_number_id,
            api_url=config.whatsapp_api_url,
        )
    )


def _make_telerivet(config: Config) -> base.Gateway | None:
    return (
        telerivet.Telerivet(telerivet.Settings(config.telerivet_secret)) if config.telerivet_secret else None
    )


def _make_ussd(config: Config) -> Menu | None:
    if not config.africastalking_ussd_secret:
        return None
    return ussd.Ussd(ussd.Settings(config.africastalking_ussd_secret, config.africastalking_allowed))


def _make_voice(config: Config) -> Menu | None:
    if not config.twilio_voice:
        return None
    account = twilio.Settings(config.twilio_account_sid, config.twilio_auth_token)
    return voice.Voice(voice.Settings(account, f"{config.public_url}{PATH}/voice"))


MESSAGES: Mapping[str, Callable[[Config], base.Gateway | None]] = {
    "twilio": _make_twilio,
    "africastalking": _make_africastalking,
    "android": _make_android,
    "smssync": _make_smssync,
    "whatsapp": _make_whatsapp,
    "telerivet": _make_telerivet,
}
MENUS: Mapping[str, Callable[[Config], Menu | None]] = {"ussd": _make_ussd, "voice": _make_voice}
SECRET_PATHS: Mapping[str, Callable[[Config], str]] = {
    "africastalking": lambda config: config.africastalking_path_secret,
    "ussd": lambda config: config.africastalking_ussd_secret,
}
"""Gateways of ours that sign nothing, and the secret that ends their address."""
