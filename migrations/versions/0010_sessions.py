"""Organizers' sessions, second factors and recovery codes.

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """CREATE TABLE console_session (
          id uuid CONSTRAINT pk_console_session PRIMARY KEY,
          digest bytea NOT NULL CONSTRAINT uq_console_session_digest UNIQUE,
          organizer_id uuid NOT NULL CONSTRAINT fk_console_session_organizer_id
            REFERENCES organizer (id) ON DELETE CASCADE,
          opened_on date NOT NULL)"""
    )
    op.execute("CREATE INDEX ix_console_session_organizer_id ON console_session (organizer_id)")
    op.execute("ALTER TABLE organizer ADD COLUMN code_secret bytea")
    op.execute("ALTER TABLE organizer ADD COLUMN recovery bytea[] NOT NULL DEFAULT '{}'")


def downgrade() -> None:
    op.execute("ALTER TABLE organizer DROP COLUMN recovery, DROP COLUMN code_secret")
    op.execute("DROP TABLE console_session")
