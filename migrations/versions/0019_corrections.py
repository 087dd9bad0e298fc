"""A correction through a receipt corrects the group and the part of the day, as it does the place.

Until now both were filled where they were missing and never put in place of what stood there, so that "it was
in the morning" moved nothing, and the whole of a long message not what its first piece had said.

Revision ID: 0019
Revises: 0018
"""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

AMEND = "amend_report(uuid, bytea, bytea, boolean, text, text, text, text)"
COLUMNS = {"category_group": "p_group", "part_of_day": "p_part"}
"""Column in clear -> what an amendment says of it."""


def _fill(column: str, said: str) -> str:
    return f"coalesce({column}, {said})"


def _replace(column: str, said: str) -> str:
    return f"CASE WHEN p_replaces THEN coalesce({said}, {column}) ELSE coalesce({column}, {said}) END"


def _change(old: str, new: str) -> None:
    changed = f"replace(pg_get_functiondef('{AMEND}'::regprocedure), '{old}', '{new}')"
    op.execute(f"DO $do$ BEGIN EXECUTE {changed}; END $do$")


def upgrade() -> None:
    for column, said in COLUMNS.items():
        _change(_fill(column, said), _replace(column, said))


def downgrade() -> None:
    for column, said in COLUMNS.items():
        _change(_replace(column, said), _fill(column, said))
