"""The database backend: Django's PostgreSQL, with less asking after its health."""
