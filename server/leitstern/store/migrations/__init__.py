"""Alembic's folder: env.py and numbered revisions. Run by store/migrate.py when a database opens."""
