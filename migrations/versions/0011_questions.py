"""Organizers ask where or when: what was asked is a state, and waits at the receipt.

A question has no row and no time of its own. An answer makes the report `answered`, which no page tells from
asked until the next batch.

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

STATES = "'arrived', 'pending', 'accepted', 'kept', 'rejected', 'withdrawn'"
ASKED = "'asked_where', 'asked_when', 'answered'"
AMEND = "amend_report(uuid, bytea, bytea, boolean, text, text, text, text)"
WAITS = "state IN ('arrived', 'pending')"
WAITS_OR_ASKED = f"state IN ('arrived', 'pending', {ASKED})"
ADD = "INSERT INTO amendment (report_id, sealed) VALUES (v_report, p_sealed);"
ADD_AND_ANSWER = """INSERT INTO amendment (report_id, sealed) VALUES (v_report, p_sealed);
      UPDATE report SET state = 'answered'
      WHERE id = v_report AND state IN ('asked_where', 'asked_when');"""
FIND_QUESTION = """
CREATE FUNCTION find_question(p_receipt bytea) RETURNS TABLE (report uuid, about text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT report.id, split_part(report.state, '_', 2)
  FROM receipt JOIN report ON report.id = receipt.report_id
  WHERE receipt.digest = p_receipt AND report.state IN ('asked_where', 'asked_when')
$$
"""


def _set_states(states: str) -> None:
    op.execute("ALTER TABLE report DROP CONSTRAINT ck_report_state")
    op.execute(f"ALTER TABLE report ADD CONSTRAINT ck_report_state CHECK (state IN ({states}))")


def _replace_in_function(old: str, new: str) -> None:
    old, new = (text.replace("'", "''") for text in (old, new))
    changed = f"replace(pg_get_functiondef('{AMEND}'::regprocedure), '{old}', '{new}')"
    op.execute(f"DO $do$ BEGIN EXECUTE {changed}; END $do$")


def upgrade() -> None:
    _set_states(f"{STATES}, {ASKED}")
    _replace_in_function(WAITS, WAITS_OR_ASKED)
    _replace_in_function(ADD, ADD_AND_ANSWER)
    op.execute(FIND_QUESTION)


def downgrade() -> None:
    op.execute("DROP FUNCTION find_question(bytea)")
    _replace_in_function(ADD_AND_ANSWER, ADD)
    _replace_in_function(WAITS_OR_ASKED, WAITS)
    op.execute(f"UPDATE report SET state = 'pending' WHERE state IN ({ASKED})")  # noqa: S608  # a constant
    _set_states(STATES)
