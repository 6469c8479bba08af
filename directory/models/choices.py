"""Closed lists of the directory, in the field's terms.

Codes are stored and sent by the API; labels are for pages. Taxonomies that editors
extend (practice areas, languages) are rows instead: see taxonomy.py.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.IntegerChoices):
    """Who may see something: cumulative, each level includes those below it.

    After the Traffic Light Protocol: clear, green, amber, amber+strict. `RELAY` (red)
    exists for contacts alone and is sent to nobody.
    """

    PUBLIC = 0, _("Public")
    PARTNERS = 1, _("Registered partners")
    MONITORS = 2, _("Vetted monitors of the country")
    COORDINATORS = 3, _("Coordinators")
    RELAY = 4, _("Only through us")


ENTRY_LEVELS = (Level.PUBLIC, Level.PARTNERS, Level.MONITORS, Level.COORDINATORS)
ENTRY_LEVEL_CHOICES = [(level.value, level.label) for level in ENTRY_LEVELS]


class ProviderKind(models.TextChoices):
    INDIVIDUAL_ADVOCATE = "individual_advocate", _("Advocate (bar-admitted)")
    INDIVIDUAL_JURIST = "individual_jurist", _("Jurist")
    PARALEGAL = "paralegal", _("Paralegal, street lawyer")
    NGO_LEGAL_SERVICE = "ngo_legal_service", _("Legal service of an organisation")
    LAW_FIRM = "law_firm", _("Law firm")
    LEGAL_CLINIC = "legal_clinic", _("Legal clinic")
    HOTLINE = "hotline", _("Hotline")
    CONSULTATIVE_NETWORK = "consultative_network", _("Consultative network")


# The country ceiling protects people, not organisations (directory.md).
INDIVIDUAL_KINDS = (
    ProviderKind.INDIVIDUAL_ADVOCATE,
    ProviderKind.INDIVIDUAL_JURIST,
    ProviderKind.PARALEGAL,
)


class ProviderStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PENDING = "pending", _("Waiting to be vetted")
    LISTED = "listed", _("Listed")
    SUSPENDED = "suspended", _("Suspended")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ARCHIVED = "archived", _("Archived")


class ServiceLevel(models.TextChoices):
    PRIMARY_LEGAL = "primary_legal", _("Advice and first papers")
    SECONDARY_LEGAL = "secondary_legal", _("Representation")
    STRATEGIC = "strategic", _("Strategic litigation")
    PSYCHOSOCIAL = "psychosocial", _("Psychosocial support")
    REFERRAL_ONLY = "referral_only", _("Referral only")


class CostModel(models.TextChoices):
    FREE = "free", _("Free")
    PRO_BONO_REFERRED = "pro_bono_referred", _("Free for people we refer")
    SLIDING = "sliding", _("By income")
    FIXED = "fixed", _("Fixed price")
    MARKET = "market", _("Market price")


class Payer(models.TextChoices):
    CLIENT = "client", _("The client")
    PARTNER_VOUCHER = "partner_voucher", _("A partner's voucher")
    STATE_LEGAL_AID = "state_legal_aid", _("State legal aid")
    FUND = "fund", _("A fund")


class BarStatus(models.TextChoices):
    ADMITTED = "admitted", _("Admitted to the bar")
    SUSPENDED = "suspended", _("Suspended by the bar")
    DISBARRED = "disbarred", _("Disbarred")
    IN_EXILE = "in_exile", _("In exile, admitted elsewhere")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")
    UNKNOWN = "unknown", _("Not known")


class Capability(models.TextChoices):
    POLICE_STATION = "police_station", _("May enter a police station")
    CRIMINAL_DEFENCE = "criminal_defence", _("Criminal defence")
    COURT = "court", _("Representation in court")
    NOTARISED = "notarised", _("Notarised documents")
    CONSULT_ONLY = "consult_only", _("Only advises")


class FriendlyTo(models.TextChoices):
    LGB = "lgb", _("Lesbian, gay and bisexual people")
    TRANS = "trans", _("Trans people")
    NON_BINARY = "non_binary", _("Non-binary people")
    PLHIV = "plhiv", _("People living with HIV")
    PUD = "pud", _("People who use drugs")
    SEX_WORKERS = "sex_workers", _("Sex workers")
    MIGRANTS = "migrants", _("Migrants")
    MINORS = "minors", _("Minors")
    PRISONERS = "prisoners", _("Prisoners")


class Capacity(models.TextChoices):
    OPEN = "open", _("Takes new cases")
    LIMITED = "limited", _("Takes few new cases")
    FULL = "full", _("Takes no new cases")
    AWAY = "away", _("Away")
    UNKNOWN = "unknown", _("Not known")


class VettingLevel(models.IntegerChoices):
    L0 = 0, _("L0: unverified lead")
    L1 = 1, _("L1: desk check (register, phone)")
    L2 = 2, _("L2: interview and one reference")
    L3 = 3, _("L3: two community references or two good referrals")
    L4 = 4, _("L4: institutional partner")


class VettingMethod(models.TextChoices):
    REGISTER = "register", _("Looked up in a register")
    PHONE = "phone", _("Spoke by phone")
    MEETING = "meeting", _("Met in person")
    MESSENGER = "messenger", _("Wrote by messenger")
    SIGNED_LINK = "signed_link", _("The provider confirmed by link")
    PARTNER = "partner", _("A partner confirmed")


class Experience(models.TextChoices):
    UNKNOWN = "", _("Not known")
    UNDER_3 = "under_3", _("Under 3 years")
    FROM_3_TO_10 = "3_to_10", _("3 to 10 years")
    OVER_10 = "over_10", _("Over 10 years")


class CountBand(models.TextChoices):
    """How many, without saying which: no case is named in the directory."""

    UNKNOWN = "", _("Not known")
    NONE = "none", _("None")
    FEW = "1_2", "1–2"
    SOME = "3_10", "3–10"
    MANY = "over_10", _("More than 10")


class Risk(models.TextChoices):
    LOW = "low", _("Low")
    ELEVATED = "elevated", _("Elevated")
    HIGH = "high", _("High")


class Interpreter(models.TextChoices):
    NONE = "none", _("Speaks it")
    COMMUNITY = "community", _("With a community interpreter")
    PROFESSIONAL = "professional", _("With a professional interpreter")


class ChannelKind(models.TextChoices):
    """Ways to reach a provider (domain.md 2.4)."""

    PHONE = "phone", _("Phone")
    DUTY_PHONE = "duty_phone", _("24/7 duty phone")
    EMAIL = "email", _("E-mail")
    WEBSITE = "website", _("Website")
    SIGNAL = "signal", "Signal"
    THREEMA = "threema", "Threema"
    SESSION = "session", "Session"
    ELEMENT = "element", "Element/Matrix"
    PROTON = "proton", "Proton Mail"
    TUTA = "tuta", "Tuta"
    DELTA_CHAT = "delta_chat", "Delta Chat"
    WHATSAPP = "whatsapp", "WhatsApp"
    TELEGRAM = "telegram", "Telegram"
    SMS = "sms", _("SMS")
    IN_PERSON = "in_person", _("In person")
    TRUSTED_PERSON = "trusted_person", _("Through a trusted person")


class NameKind(models.TextChoices):
    ALIAS = "alias", _("Also known as")
    FORMER = "former", _("Former name")
    LATIN = "latin", _("In Latin letters")


class ConsentMethod(models.TextChoices):
    WRITTEN = "written", _("In writing")
    SPOKEN = "spoken", _("Spoken, witnessed")
    MESSENGER = "messenger", _("By messenger")
    SIGNED_LINK = "signed_link", _("By a signed link")
