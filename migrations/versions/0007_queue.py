"""The queue fills in batches: a report arrives unseen.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

STATES = "'pending', 'accepted', 'kept', 'rejected', 'withdrawn'"


def _set_states(states: str, default: str) -> None:
    op.execute("ALTER TABLE report DROP CONSTRAINT ck_report_state")
    op.execute(f"ALTER TABLE report ADD CONSTRAINT ck_report_state CHECK (state IN ({states}))")
    op.execute(f"ALTER TABLE report ALTER COLUMN state SET DEFAULT '{default}'")


AMEND = "amend_report(uuid, bytea, bytea, boolean, text, text, text, text)"
WAITS = "state = 'pending'"
WAITS_UNSEEN = "state IN ('arrived', 'pending')"


def _replace_in_function(old: str, new: str) -> None:
    """Whoever amends a report that nobody has judged fills what it lacks, seen or not."""
    old, new = (text.replace("'", "''") for text in (old, new))
    changed = f"replace(pg_get_functiondef('{AMEND}'::regprocedure), '{old}', '{new}')"
    op.execute(f"DO $do$ BEGIN EXECUTE {changed}; END $do$")


def upgrade() -> None:
    _replace_in_function(WAITS, WAITS_UNSEEN)
    _set_states(f"'arrived', {STATES}", "arrived")
    op.execute("CREATE INDEX ix_report_kind ON report (cell_id, category_group, part_of_day, period)")
    op.execute(
        "CREATE TABLE queue_batch (is_only boolean CONSTRAINT pk_queue_batch PRIMARY KEY"
        " CONSTRAINT ck_queue_batch_only CHECK (is_only), slot text NOT NULL)"
    )


def downgrade() -> None:
    _replace_in_function(WAITS_UNSEEN, WAITS)
    op.execute("DROP TABLE queue_batch")
    op.execute("DROP INDEX ix_report_kind")
    op.execute("UPDATE report SET state = 'pending' WHERE state = 'arrived'")
    _set_states(STATES, "pending")
