"""What somebody who is asked for a statement has written so far"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0003'
down_revision = '0002'


def upgrade() -> None:
    with op.batch_alter_table('reference', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                'draft',
                sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'),
                nullable=True,
                comment='Not sent yet: read by nobody but its writer',
            )
        )


def downgrade() -> None:
    with op.batch_alter_table('reference', schema=None) as batch_op:
        batch_op.drop_column('draft')
