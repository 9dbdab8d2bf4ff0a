"""How much of what a kernel shows is sealed, for each source."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Seal results of the sources from before, as of new ones."""
    with op.batch_alter_table("connectors") as connectors:
        connectors.add_column(
            sa.Column("output_level", sa.String(16), nullable=False, server_default="results")
        )


def downgrade() -> None:
    """Forget the level."""
    with op.batch_alter_table("connectors") as connectors:
        connectors.drop_column("output_level")
