"""Tables of the evacuation desk. Every column stands in a list of docs/vault.md."""

from evacuation.models.alert import Alert
from evacuation.models.audit import AuditHead, AuditRow
from evacuation.models.case import Case
from evacuation.models.country import CountryAlert, CountryRule, Pathway
from evacuation.models.deadline import Deadline
from evacuation.models.document import LockDown, RosterDraft, SignedDocument
from evacuation.models.duplicate import DuplicateKey
from evacuation.models.fact import Fact
from evacuation.models.grants import GrantOrder
from evacuation.models.keys import CaseKey, CaseWrap, Note, TeamWrap
from evacuation.models.mailbox import Mailbox
from evacuation.models.member import Member
from evacuation.models.network import NetworkCount
from evacuation.models.notice import Drill, Notice
from evacuation.models.proposal import Approval, Proposal
from evacuation.models.record import CaseFile, Record
from evacuation.models.replay import ReplayedAnswer
from evacuation.models.rota import Absence, DeskDate, Shift
from evacuation.models.session import KeySession, MemberToken, ResetLink
from evacuation.models.spent import SpentForm
from evacuation.models.visit import MailboxVisit
from evacuation.models.voucher import HostDoor, Trusted, VouchDoor

__all__ = [
    "Absence",
    "Alert",
    "Approval",
    "AuditHead",
    "AuditRow",
    "Case",
    "CaseFile",
    "CaseKey",
    "CaseWrap",
    "CountryAlert",
    "CountryRule",
    "Deadline",
    "DeskDate",
    "Drill",
    "DuplicateKey",
    "Fact",
    "GrantOrder",
    "HostDoor",
    "KeySession",
    "LockDown",
    "Mailbox",
    "MailboxVisit",
    "Member",
    "MemberToken",
    "NetworkCount",
    "Note",
    "Notice",
    "Pathway",
    "Proposal",
    "Record",
    "ReplayedAnswer",
    "ResetLink",
    "RosterDraft",
    "Shift",
    "SignedDocument",
    "SpentForm",
    "TeamWrap",
    "Trusted",
    "VouchDoor",
]
