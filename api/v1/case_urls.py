"""Addresses of the board and of everything that a member can do with a case."""

from __future__ import annotations

from django.urls import URLPattern, path

from api.v1 import assessments, case_steps, cases, proposals

_CASE = "api/v1/cases/<uuid:case_id>/"

urlpatterns: list[URLPattern] = [
    path("api/v1/cases/", cases.Cases.as_view(), name="cases"),
    path(_CASE, cases.OneCase.as_view(), name="case"),
    path(f"{_CASE}replies/", cases.Replies.as_view(), name="case-replies"),
    path(f"{_CASE}owner/", cases.Owner.as_view(), name="case-owner"),
    path(
        f"{_CASE}assessments/",
        assessments.Assessments.as_view(),
        name="case-assessments",
    ),
    path(f"{_CASE}proposal/", proposals.Proposal.as_view(), name="case-proposal"),
    path(f"{_CASE}second/", case_steps.Second.as_view(), name="case-second"),
    *(
        path(
            f"{_CASE}steps/{one.name}/",
            case_steps.Step.as_view(step=one),
            name=f"case-step-{one.name}",
        )
        for one in case_steps.STEPS
    ),
]
