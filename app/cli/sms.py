"""`flask sms`: send a text as a phone would, through the real webhook of the running server."""

from __future__ import annotations

from http import HTTPStatus
from xml.etree import ElementTree

import click
import requests
from twilio.request_validator import RequestValidator

from app import deployment
from app.demo import keys, phone

sms = click.Group("sms", help="A phone in the terminal.")


@sms.command("send")
@click.argument("text")
@click.option("--from", "sender", default="+15550123", show_default=True, help="The phone's number.")
def send(text: str, sender: str) -> None:
    """Send one text and print the answer that the phone gets."""
    here = deployment.current()
    token = here.config.twilio_auth_token or keys.find_gateway_token(here.config)
    if not token:
        raise click.ClickException("No Twilio gateway is configured: set SAFELIGHT_TWILIO_AUTH_TOKEN.")
    form = phone.make_form(text, sender)
    signature = RequestValidator(token).compute_signature(f"{here.config.public_url}/gateways/twilio", form)
    try:
        answer = requests.post(
            f"http://127.0.0.1:{here.config.port}/gateways/twilio",
            form,
            headers={"X-Twilio-Signature": signature},
            timeout=15,
        )
    except requests.ConnectionError as error:
        raise click.ClickException("Nothing serves: start it with bin/run.") from error
    if answer.status_code != HTTPStatus.OK:
        raise click.ClickException(f"The gateway is answered {answer.status_code}; a provider would retry.")
    messages = [message.text or "" for message in ElementTree.fromstring(answer.text)]  # noqa: S314  # ours
    click.echo("\n".join(messages) or "(no answer)")
