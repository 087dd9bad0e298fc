"""The places of one name in the order of their importance, so that the best of them are read and no others.

Revision ID: 0018
Revises: 0017
"""

from __future__ import annotations

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

REPEATED = {
    "place_key_key": ("place_key", "key", "place_id, is_core, lon, lat"),
    "place_skeleton_skeleton": (
        "place_skeleton",
        "skeleton",
        "place_id, form, is_latin, is_core, lon, lat",
    ),
}
"""Index -> table, column, and what it repeats besides the importance."""


def upgrade() -> None:
    for index, (table, column, repeated) in REPEATED.items():
        op.execute(f"DROP INDEX {index}")
        op.execute(f"CREATE INDEX {index} ON {table} ({column}, importance DESC) INCLUDE ({repeated})")


def downgrade() -> None:
    for index, (table, column, repeated) in REPEATED.items():
        op.execute(f"DROP INDEX {index}")
        op.execute(f"CREATE INDEX {index} ON {table} ({column}) INCLUDE ({repeated}, importance)")
