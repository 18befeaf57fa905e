"""What Alembic runs: the steps, over the connection that `upgrading.upgrade` was given."""

from alembic import context

# Both databases take a CREATE TABLE back with the transaction; Alembic assumes SQLite cannot.
context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
