"""`flask audit`: whether the record of organizers' acts is as it was written."""

from __future__ import annotations

from datetime import timedelta

import click
from sqlalchemy.orm import Session

from app import audit as record
from app import deployment

audit = click.Group("audit", help="The record of organizers' acts.")


@audit.command("verify")
def verify() -> None:
    """Check every day's lines against its block, and the blocks' chain; ends with 1 where one is broken."""
    here = deployment.current()
    kept_since = here.local_now().date() - timedelta(days=here.config.keep_audit_days - 1)
    with Session(here.database.owner_engine) as session:
        findings = record.verify(session, kept_since)
        last = record.find_last(session)
    for finding in findings:
        click.echo(finding)
    if findings:
        raise click.ClickException("The record was changed.")
    click.echo("Every kept line is where it was.")
    if last is not None:
        # Noted elsewhere, it shows later that the newest days were not cut off.
        click.echo(f"Newest day {last.day}: {last.digest.hex()}")
