"""Alembic's folder: env.py and one numbered file a revision. Run by store/migrate.py when a database opens."""
