"""first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS postgis")
    op.create_geospatial_table(
        "area",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "outline",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column("cells", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
    )
    op.create_geospatial_index(
        "idx_area_outline", "area", ["outline"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_table(
        "audit_block",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_audit_block")),
    )
    op.create_table(
        "audit_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("organizer", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("reference", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_line")),
    )
    op.create_index("ix_audit_line_day", "audit_line", ["day"], unique=False)
    op.create_geospatial_table(
        "cell",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("resolution", sa.SmallInteger(), nullable=False),
        sa.Column(
            "polygon",
            Geometry(
                geometry_type="POLYGON",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column(
            "centre",
            Geometry(
                geometry_type="POINT",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cell")),
    )
    op.create_geospatial_index(
        "idx_cell_polygon", "cell", ["polygon"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_table(
        "delivery",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_delivery")),
    )
    op.create_table(
        "delivery_key",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_delivery_key")),
    )
    op.create_table(
        "organizer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.Text(), nullable=False),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organizer")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_organizer_fs_uniquifier")),
        sa.UniqueConstraint("username", name=op.f("uq_organizer_username")),
    )
    op.create_table(
        "role",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
        sa.UniqueConstraint("name", name=op.f("uq_role_name")),
    )
    op.create_table(
        "sealing_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealing_key")),
    )
    op.create_table(
        "organizer_role",
        sa.Column("organizer_id", sa.Uuid(), nullable=False),
        sa.Column("role_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organizer_id"],
            ["organizer.id"],
            name=op.f("fk_organizer_role_organizer_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["role_id"], ["role.id"], name=op.f("fk_organizer_role_role_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("organizer_id", "role_id", name=op.f("pk_organizer_role")),
    )
    op.create_table(
        "release",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("file", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_release")),
        sa.UniqueConstraint("id", name=op.f("uq_release_id")),
        sa.UniqueConstraint("kind", "period_from", name=op.f("uq_release_kind_period_from")),
    )
    op.create_table(
        "report",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("cell_id", sa.Text(), nullable=True),
        sa.Column("precision", sa.Text(), nullable=False),
        sa.Column("category_group", sa.Text(), nullable=True),
        sa.Column("part_of_day", sa.Text(), nullable=True),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), server_default="pending", nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("audit_reference", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.CheckConstraint(
            "category_group IN ('words', 'looks', 'following', 'touching', 'other')",
            name=op.f("ck_report_category_group"),
        ),
        sa.CheckConstraint(
            "part_of_day IN ('morning', 'afternoon', 'evening', 'night')", name=op.f("ck_report_part_of_day")
        ),
        sa.CheckConstraint(
            "precision IN ('spot', 'street', 'neighbourhood', 'town', 'city', 'none', 'outside')",
            name=op.f("ck_report_precision"),
        ),
        sa.CheckConstraint(
            "state IN ('pending', 'accepted', 'kept', 'rejected', 'withdrawn')",
            name=op.f("ck_report_state"),
        ),
        sa.CheckConstraint("extract(day FROM period) = 1", name=op.f("ck_report_period")),
        sa.ForeignKeyConstraint(["cell_id"], ["cell.id"], name=op.f("fk_report_cell_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
    )
    op.create_index("ix_report_state_period", "report", ["state", "period"], unique=False)
    op.create_table(
        "wrapped_key",
        sa.Column("organizer_id", sa.Uuid(), nullable=False),
        sa.Column("sealing_key_id", sa.Uuid(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organizer_id"], ["organizer.id"], name=op.f("fk_wrapped_key_organizer_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["sealing_key_id"],
            ["sealing_key.id"],
            name=op.f("fk_wrapped_key_sealing_key_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organizer_id", "sealing_key_id", name=op.f("pk_wrapped_key")),
    )


def downgrade() -> None:
    op.drop_table("wrapped_key")
    op.drop_index("ix_report_state_period", table_name="report")
    op.drop_table("report")
    op.drop_table("release")
    op.drop_table("organizer_role")
    op.drop_table("sealing_key")
    op.drop_table("role")
    op.drop_table("organizer")
    op.drop_table("delivery_key")
    op.drop_table("delivery")
    op.drop_geospatial_index(
        "idx_cell_polygon", table_name="cell", postgresql_using="gist", column_name="polygon"
    )
    op.drop_geospatial_table("cell")
    op.drop_index("ix_audit_line_day", table_name="audit_line")
    op.drop_table("audit_line")
    op.drop_table("audit_block")
    op.drop_geospatial_index(
        "idx_area_outline", table_name="area", postgresql_using="gist", column_name="outline"
    )
    op.drop_geospatial_table("area")
