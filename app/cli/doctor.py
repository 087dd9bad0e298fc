"""`flask doctor`: what is wrong with an installation, one line a finding."""

from __future__ import annotations

import sys

import click

from app import deployment, health


@click.command("doctor")
def doctor() -> None:
    """Check the installation; ends with 1 where something must be mended."""
    findings = list(health.examine(deployment.current()))
    for finding in findings:
        click.echo(f"{finding.level}: {finding.text}")
    if not findings:
        click.echo("Nothing is wrong.")
    if any(finding.level == "wrong" for finding in findings):
        sys.exit(1)
