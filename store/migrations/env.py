"""How Alembic runs our revisions: on the connection it is handed, inside the transaction open on it."""

from alembic import context

from store.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,
)
context.run_migrations()
