"""Cases remember where they were opened; accesses to conversations and cases are recorded.

Where a case of before was opened is known no better than where it is: that is taken, and nothing else is touched.
"""

import sqlalchemy as sa
from alembic import op

from bot.db.types import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # no batch here: it would make the table anew, and dropping the old one takes submissions along by foreign key
    op.add_column("flow_case", sa.Column("origin_id", sa.String(length=32), nullable=False, server_default=""))
    op.execute("UPDATE flow_case SET origin_id = conversation_id")
    op.create_index("ix_flow_case_origin_id", "flow_case", ["origin_id"])
    op.create_table(
        "access_record",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("act", sa.String(length=24), nullable=False),
        sa.Column("way", sa.String(length=12), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("once", sa.String(length=64), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_record")),
        sa.UniqueConstraint("once", name=op.f("uq_access_record_once")),
    )
    for name in ("conversation_id", "case_id", "at"):
        op.create_index(f"ix_access_record_{name}", "access_record", [name])


def downgrade() -> None:
    op.drop_table("access_record")
    op.drop_index("ix_flow_case_origin_id", "flow_case")
    op.drop_column("flow_case", "origin_id")
