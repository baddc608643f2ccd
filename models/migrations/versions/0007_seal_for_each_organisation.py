"""Seal numbers and addresses for each organisation"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "display_key",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("key_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("proof", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("since", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("organisation_id"),
    )
    for table, row, parent in (
        ("phone_display", "phone_id", "phone.id"),
        ("place_display", "contact_point_id", "contact_point.id"),
    ):
        op.create_table(
            table,
            sa.Column("organisation_id", sa.Integer(), nullable=False),
            sa.Column(row, sa.Integer(), nullable=False),
            sa.Column("key_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
            sa.Column("sealed", sa.LargeBinary(), nullable=False),
            sa.ForeignKeyConstraint([row], [parent], ondelete="CASCADE"),
            sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
            sa.PrimaryKeyConstraint("organisation_id", row),
        )
        op.create_index(f"ix_{table}_{row}", table, [row], unique=False)


def downgrade() -> None:
    op.drop_table("place_display")
    op.drop_table("phone_display")
    op.drop_table("display_key")
