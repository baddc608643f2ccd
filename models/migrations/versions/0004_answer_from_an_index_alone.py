"""Answer the newest decision and the last look from an index alone; drop indexes that others cover"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("ad", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ad_contact_point_id"))
        batch_op.drop_index(batch_op.f("ix_ad_site"))

    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_subject"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_user_id"))
        batch_op.create_index("ix_audit_entry_record", ["subject", "user_id", "act", "at"], unique=False)

    with op.batch_alter_table("level_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_level_decision_contact_point_id"))


def downgrade() -> None:
    with op.batch_alter_table("level_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_level_decision_contact_point_id"), ["contact_point_id"], unique=False)

    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_entry_record")
        batch_op.create_index(batch_op.f("ix_audit_entry_user_id"), ["user_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_subject"), ["subject"], unique=False)

    with op.batch_alter_table("ad", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ad_site"), ["site"], unique=False)
        batch_op.create_index(batch_op.f("ix_ad_contact_point_id"), ["contact_point_id"], unique=False)
