"""Replies in an organizer's own words.

Revision ID: 0013
Revises: 0012
"""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """CREATE TABLE reply_wording (
          language text NOT NULL, key text NOT NULL, template text NOT NULL,
          CONSTRAINT pk_reply_wording PRIMARY KEY (language, key))"""
    )


def downgrade() -> None:
    op.execute("DROP TABLE reply_wording")
