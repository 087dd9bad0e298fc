"""`python -m maps.ledger FILE... --key KEY`: what a journalist runs."""

from maps.ledger.command import verify

verify(prog_name="python -m maps.ledger")
