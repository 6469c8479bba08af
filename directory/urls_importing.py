"""Pages for bringing tables in; included by directory.urls in its namespace."""

from __future__ import annotations

from django.urls import path

from directory.views import importing

urlpatterns = [
    path("import/", importing.start, name="import"),
    path("import/<uuid:job_id>/", importing.job_page, name="import_job"),
    path("import/<uuid:job_id>/columns/", importing.columns, name="import_columns"),
    path("import/<uuid:job_id>/confirm/", importing.confirm, name="import_confirm"),
    path("import/<uuid:job_id>/drop/", importing.drop, name="import_drop"),
    path(
        "import/<uuid:job_id>/rejected.csv", importing.rejected, name="import_rejected"
    ),
]
