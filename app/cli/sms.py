"""`flask sms`: a phone in the terminal, through the real webhook of the running server."""

from __future__ import annotations

import secrets
from http import HTTPStatus
from xml.etree import ElementTree

import click
import requests
from twilio.request_validator import RequestValidator

from app import deployment
from app.demo import keys, phone
from app.deployment import Deployment

sms = click.Group("sms", help="A phone in the terminal.")


@sms.command("send")
@click.argument("text")
@click.option("--from", "sender", default="+15550123", show_default=True, help="The phone's number.")
def send(text: str, sender: str) -> None:
    """Send one text and print the answer that the phone gets."""
    click.echo(_send(deployment.current(), text, sender) or "(no answer)")


@sms.command("chat")
@click.option("--from", "sender", default=None, help="The phone's number; else one nobody has.")
def chat(sender: str | None) -> None:
    """Send a text a line and see each answer, until an empty line or the end of the input."""
    here = deployment.current()
    # Reserved for fiction: +1 555 0100 to 0199.
    number = sender or f"+155501{secrets.randbelow(100):02}"
    click.echo(f"You text from {number}. An empty line ends it.", err=True)
    while text := _read_line():
        click.echo(f"< {_send(here, text, number) or '(no answer)'}")


def _read_line() -> str:
    try:
        return str(click.prompt(">", prompt_suffix=" ", default="", show_default=False)).strip()
    except click.Abort:
        return ""


def _send(here: Deployment, text: str, sender: str) -> str:
    """The answers to one text, a line each.

    Raises:
        ClickException: there is no gateway to send by, nothing serves, or the webhook refuses.
    """
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
    return "\n".join(message.text or "" for message in ElementTree.fromstring(answer.text))  # noqa: S314  # ours
