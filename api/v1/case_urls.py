"""Addresses of the board and of everything that a member can do with a case."""

from __future__ import annotations

from django.urls import URLPattern, path

from api.v1 import (
    assessments,
    case_steps,
    cases,
    check_ins,
    consents,
    decisions,
    follow_ups,
    holds,
    interim_help,
    keys,
    mailbox_receipts,
    notes,
    parts,
    payments,
    proposals,
    returns,
    safe_contact,
    timeline,
    told,
    verification,
)
from api.v1.journey_urls import journey_patterns

_CASE = "api/v1/cases/<uuid:case_id>/"

urlpatterns: list[URLPattern] = [
    path("api/v1/cases/", cases.Cases.as_view(), name="cases"),
    path(_CASE, cases.OneCase.as_view(), name="case"),
    path(f"{_CASE}replies/", cases.Replies.as_view(), name="case-replies"),
    path(f"{_CASE}replies/recall/", notes.Recall.as_view(), name="case-replies-recall"),
    path(f"{_CASE}notes/", notes.Notes.as_view(), name="case-notes"),
    path(f"{_CASE}attempts/", notes.Attempts.as_view(), name="case-attempts"),
    path(f"{_CASE}contact/", safe_contact.Contact.as_view(), name="case-contact"),
    path(f"{_CASE}phrases/", safe_contact.Phrases.as_view(), name="case-phrases"),
    path(
        f"{_CASE}phrases/show/",
        safe_contact.PhrasesShown.as_view(),
        name="case-phrases-show",
    ),
    path(f"{_CASE}keys/", keys.Keys.as_view(), name="case-keys"),
    path(f"{_CASE}keys/removal/", keys.Removal.as_view(), name="case-keys-removal"),
    path(f"{_CASE}hand-over/", keys.HandOver.as_view(), name="case-hand-over"),
    path(f"{_CASE}timeline/", timeline.Timeline.as_view(), name="case-timeline"),
    path(
        f"{_CASE}mailbox-receipt/",
        mailbox_receipts.MailboxReceipt.as_view(),
        name="case-mailbox-receipt",
    ),
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
    path(
        f"{_CASE}help/agreement/",
        interim_help.Agreement.as_view(),
        name="case-help-agreement",
    ),
    path(
        f"{_CASE}help/withdrawal/",
        interim_help.Withdrawal.as_view(),
        name="case-help-withdrawal",
    ),
    path(f"{_CASE}payments/", payments.Payments.as_view(), name="case-payments"),
    path(
        f"{_CASE}payments/back/",
        payments.TakenBack.as_view(),
        name="case-payments-back",
    ),
    path(f"{_CASE}receipts/", payments.Receipts.as_view(), name="case-receipts"),
    path(
        f"{_CASE}verification/",
        verification.Verification.as_view(),
        name="case-verification",
    ),
    path(
        f"{_CASE}verification/checks/",
        verification.Checks.as_view(),
        name="case-verification-checks",
    ),
    path(
        f"{_CASE}verification/vouches/",
        verification.Vouches.as_view(),
        name="case-verification-vouches",
    ),
    path(
        f"{_CASE}verification/vouches/aside/",
        verification.VouchesAside.as_view(),
        name="case-verification-vouches-aside",
    ),
    path(
        f"{_CASE}verification/questions/",
        verification.Questions.as_view(),
        name="case-verification-questions",
    ),
    path(
        f"{_CASE}verification/lift/",
        verification.Lift.as_view(),
        name="case-verification-lift",
    ),
    path(
        f"{_CASE}verification/lift/second/",
        verification.LiftSecond.as_view(),
        name="case-verification-lift-second",
    ),
    path(f"{_CASE}consents/", consents.Consents.as_view(), name="case-consents"),
    path(
        f"{_CASE}consents/back/",
        consents.ConsentsBack.as_view(),
        name="case-consents-back",
    ),
    path(
        f"{_CASE}consents/second/",
        consents.ConsentsSecond.as_view(),
        name="case-consents-second",
    ),
    path(f"{_CASE}follow-ups/", follow_ups.FollowUps.as_view(), name="case-follow-ups"),
    *journey_patterns(_CASE),
    path(f"{_CASE}journey/told/", told.Disclosures.as_view(), name="case-journey-told"),
    path(
        f"{_CASE}journey/told/back/",
        told.DisclosuresBack.as_view(),
        name="case-journey-told-back",
    ),
    path(f"{_CASE}journey/host/", told.Host.as_view(), name="case-journey-host"),
    path(
        f"{_CASE}journey/arrival/", told.Arrival.as_view(), name="case-journey-arrival"
    ),
    path(
        f"{_CASE}journey/first-days/",
        told.FirstDays.as_view(),
        name="case-journey-first-days",
    ),
    path(
        f"{_CASE}journey/returns/",
        returns.Returns.as_view(),
        name="case-journey-returns",
    ),
    path(f"{_CASE}check-ins/", check_ins.CheckIns.as_view(), name="case-check-ins"),
    path(
        f"{_CASE}check-ins/heard/",
        check_ins.CheckInsHeard.as_view(),
        name="case-check-ins-heard",
    ),
    path(
        f"{_CASE}check-ins/stop/",
        check_ins.CheckInsStop.as_view(),
        name="case-check-ins-stop",
    ),
    path(
        f"{_CASE}check-ins/wish/",
        check_ins.WishHeard.as_view(),
        name="case-check-ins-wish",
    ),
    path(f"{_CASE}protocol/", check_ins.Protocol.as_view(), name="case-protocol"),
    path(
        f"{_CASE}night-card/",
        check_ins.NightCardView.as_view(),
        name="case-night-card",
    ),
    path(f"{_CASE}holds/", holds.Holds.as_view(), name="case-holds"),
    path(f"{_CASE}parts/", parts.Parts.as_view(), name="case-parts"),
    path(
        f"{_CASE}parts/second/", parts.PartsSecond.as_view(), name="case-parts-second"
    ),
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
