"""Addresses of the board and of everything one can do with a case."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from evacuation.views import (
    board,
    case,
    consenting,
    contacting,
    deciding,
    downloading,
    entering,
    following,
    helping,
    replacing,
    retaining,
    steps,
    urgency,
    verification,
)

_CASE = "<uuid:case_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", board.board, name="cases"),
    path("new/", entering.enter, name="enter_case"),
    path(_CASE, case.case, name="case"),
    path(f"{_CASE}claim/", case.claim, name="claim_case"),
    path(f"{_CASE}reply/", case.reply, name="send_reply"),
    path(f"{_CASE}assign/", case.assign, name="assign_case"),
    path(f"{_CASE}reply/<uuid:record_id>/recall/", case.recall, name="recall_reply"),
    path(f"{_CASE}remark/", case.remark, name="write_remark"),
    path(f"{_CASE}attempt/", case.attempt, name="log_attempt"),
    path(f"{_CASE}contact/", contacting.confirm_contact, name="confirm_contact"),
    path(f"{_CASE}phrases/", contacting.agree_phrases, name="agree_phrases"),
    path(f"{_CASE}phrases/show/", contacting.show_phrases, name="show_phrases"),
    path(f"{_CASE}urgency/", urgency.urgency, name="urgency"),
    path(f"{_CASE}proposal/", deciding.proposal, name="write_proposal"),
    path(f"{_CASE}decision/", deciding.decision, name="decision"),
    path(f"{_CASE}help-now/", helping.help_now, name="help_now"),
    path(f"{_CASE}money/", helping.money, name="money"),
    path(f"{_CASE}close/", case.close, name="close_case"),
    path(f"{_CASE}confirm/", case.confirm, name="confirm_closing"),
    path(f"{_CASE}refuse/", case.refuse, name="refuse_closing"),
    path(f"{_CASE}reopen/", case.reopen, name="reopen_case"),
    path(f"{_CASE}step/<slug:name>/", steps.take_step, name="take_step"),
    path(f"{_CASE}second/yes/", steps.confirm_step, name="confirm_step"),
    path(f"{_CASE}second/no/", steps.refuse_step, name="refuse_step"),
    path(f"{_CASE}follow-up/", following.follow_up, name="follow_up"),
    path(f"{_CASE}consents/", consenting.consents, name="consents"),
    path(f"{_CASE}consents/back/", consenting.take_back, name="take_back_consent"),
    path(f"{_CASE}consents/yes/", consenting.confirm, name="confirm_vital_interest"),
    path(f"{_CASE}consents/no/", consenting.refuse, name="refuse_vital_interest"),
    path(f"{_CASE}keeping/", retaining.keeping, name="keeping"),
    path(f"{_CASE}receipt/", replacing.new_receipt, name="replace_receipt"),
    path(f"{_CASE}identity/", case.identity, name="reveal_identity"),
    path(f"{_CASE}file/<uuid:record_id>/", downloading.open_file, name="open_file"),
    path(
        f"{_CASE}file/<uuid:record_id>/cleaned/",
        downloading.open_cleaned,
        name="open_cleaned_file",
    ),
    path(f"{_CASE}verification/", verification.verification, name="verification"),
    path(f"{_CASE}verification/check/", verification.check, name="record_check"),
    path(f"{_CASE}verification/vouch/", verification.vouch, name="record_vouch"),
    path(f"{_CASE}verification/ask/", verification.ask, name="ask_voucher"),
    path(f"{_CASE}verification/aside/", verification.aside, name="set_vouch_aside"),
    path(f"{_CASE}verification/lift/", verification.lift, name="propose_lift"),
    path(
        f"{_CASE}verification/lift/yes/",
        verification.confirm_lift,
        name="confirm_lift",
    ),
    path(f"{_CASE}verification/lift/no/", verification.refuse_lift, name="refuse_lift"),
]
