"""PostgreSQL's `cube`, for points on the earth (contrib earthdistance)."""

from __future__ import annotations

from django.db import models


class CubeField(models.Field[str, str]):
    """A `cube`, written by `ll_to_earth` in SQL and never read into Python."""

    def db_type(self, connection: object) -> str:
        return "cube"
