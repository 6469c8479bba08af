"""Addresses of the board and of everything that a member can do with a case."""

from __future__ import annotations

from django.urls import URLPattern, path

from api.v1 import (
    assessments,
    case_steps,
    cases,
    decisions,
    interim_help,
    payments,
    proposals,
)

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
    path(f"{_CASE}decision/", decisions.Decision.as_view(), name="case-decision"),
    path(
        f"{_CASE}decision/facts/",
        decisions.Facts.as_view(),
        name="case-decision-facts",
    ),
    path(
        f"{_CASE}decision/ratification/",
        decisions.Ratification.as_view(),
        name="case-decision-ratification",
    ),
    path(f"{_CASE}help/", interim_help.Help.as_view(), name="case-help"),
    path(
        f"{_CASE}help/ratification/",
        interim_help.Ratification.as_view(),
        name="case-help-ratification",
    ),
    path(f"{_CASE}payments/", payments.Payments.as_view(), name="case-payments"),
    path(f"{_CASE}receipts/", payments.Receipts.as_view(), name="case-receipts"),
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
