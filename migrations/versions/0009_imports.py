"""What knows an imported row again.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE import_row (digest bytea CONSTRAINT pk_import_row PRIMARY KEY)")


def downgrade() -> None:
    op.execute("DROP TABLE import_row")
