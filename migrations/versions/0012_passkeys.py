"""Organizers' passkeys.

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """CREATE TABLE passkey (
          id uuid CONSTRAINT pk_passkey PRIMARY KEY,
          organizer_id uuid NOT NULL CONSTRAINT fk_passkey_organizer_id
            REFERENCES organizer (id) ON DELETE CASCADE,
          credential bytea NOT NULL CONSTRAINT uq_passkey_credential UNIQUE,
          public_key bytea NOT NULL,
          uses bigint NOT NULL,
          name text NOT NULL,
          made_on date NOT NULL)"""
    )
    op.execute("CREATE INDEX ix_passkey_organizer_id ON passkey (organizer_id)")


def downgrade() -> None:
    op.execute("DROP TABLE passkey")
