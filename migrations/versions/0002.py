"""The words of published names, by which the register is searched"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
WORD = sa.String().with_variant(sa.String(collation='C'), 'postgresql')


def upgrade() -> None:
    op.create_table('register_word',
    sa.Column('word', WORD, nullable=False),
    sa.Column('beside', WORD, nullable=False),
    sa.Column('registration_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('leads', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_register_word_registration_id_registration')),
    sa.PrimaryKeyConstraint('word', 'beside', 'registration_id', name=op.f('pk_register_word'))
    )
    op.create_index('ix_register_word_of', 'register_word', ['registration_id', 'word'], unique=False)
    op.create_table('register_near',
    sa.Column('key', WORD, nullable=False),
    sa.Column('word', WORD, nullable=False),
    sa.PrimaryKeyConstraint('key', 'word', name=op.f('pk_register_near'))
    )
    with op.batch_alter_table('register_entry', schema=None) as batch_op:
        batch_op.drop_column('sounds')
        batch_op.drop_column('folded')
    op.create_index('ix_application_settled', 'application', ['state', 'entered_at'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_application_settled', table_name='application')
    with op.batch_alter_table('register_entry', schema=None) as batch_op:
        batch_op.add_column(sa.Column('folded', sa.Text(), nullable=False, server_default='', comment='The name folded, words in order'))
        batch_op.add_column(sa.Column('sounds', sa.Text(), nullable=False, server_default='', comment='How its words sound'))
    op.drop_table('register_near')
    op.drop_index('ix_register_word_of', table_name='register_word')
    op.drop_table('register_word')
