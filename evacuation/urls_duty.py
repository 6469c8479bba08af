"""The rota, test alerts, handing over, and whether the desk is ready; under desk/."""

from __future__ import annotations

from django.urls import path

from evacuation.views import away, duty, shift_ends, status

urlpatterns = [
    path("rota/", duty.rota, name="rota"),
    path("rota/<int:shift_id>/drop/", duty.drop, name="drop_shift"),
    path("away/", away.away, name="away"),
    path("away/<int:absence_id>/drop/", away.drop, name="drop_absence"),
    path("rota/reach/", duty.reach, name="reach"),
    path("rota/test/", duty.drill, name="drill"),
    path("rota/test/<slug:channel>/", duty.answer, name="answer_drill"),
    path("hand-over/", shift_ends.hand_over, name="hand_over"),
    path("hand-over/end/", shift_ends.end_shift, name="end_shift"),
    path("status/", status.status, name="desk_status"),
    path("status/rehearsed/", status.rehearsed, name="recovery_rehearsed"),
]
