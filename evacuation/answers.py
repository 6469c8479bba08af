"""What somebody who asks for help may answer, and in which words of a closed list.

Nothing else is ever asked at this point (domain.md 2.2, 2.6): no legal name, no
address, no diagnosis, no faith or origin, no proof, no picture, no other person's name.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_STORY = 2000
LONGEST_HANDLE = 120
LONGEST_NAME = 60
LONGEST_VOUCHER = 200
MOST_CONTACTS = 3
# The country is known to the person and not to our list.
ELSEWHERE = "ZZ"


class SafeNow(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNSURE = "unsure", _("I am not sure")


class Danger(models.TextChoices):
    """When something may happen: it decides who is woken."""

    DAY = "24h", _("Now, or within 24 hours")
    THREE_DAYS = "72h", _("Within three days")
    WEEK = "week", _("Within a week")
    UNKNOWN = "unknown", _("Later, or I do not know")


class Asking(models.TextChoices):
    """Who asks: a state of the request, not a note."""

    SELF = "self", _("For myself")
    AGREED = "agreed", _("For another person, who knows that I write")
    UNAWARE = "unaware", _("For another person, who does not know that I write")


class ContactVia(models.TextChoices):
    SIGNAL = "signal", "Signal"
    THREEMA = "threema", "Threema"
    SESSION = "session", "Session"
    MATRIX = "matrix", "Element / Matrix"
    PROTON = "proton", "Proton Mail"
    TUTA = "tuta", "Tuta"
    DELTA = "delta", "Delta Chat"
    WHATSAPP = "whatsapp", "WhatsApp"
    TELEGRAM = "telegram", _("Telegram (others may be able to read it)")
    EMAIL = "email", _("Another e-mail address (others may be able to read it)")
    PHONE = "phone", _("Phone call (others may be able to listen)")
    SMS = "sms", _("SMS (others may be able to read it)")
    PERSON = "person", _("Through a person I trust")
    OTHER = "other", _("Another way")


class MayWrite(models.TextChoices):
    """Whether we may begin. Nobody is written to who did not say yes."""

    NO = "no", _("No. I will write or call first")
    YES = "yes", _("Yes, you may write or call first")


class WhoSees(models.TextChoices):
    """Who else looks at the device on which a message would arrive."""

    ONLY_ME = "only_me", _("Nobody else")
    TRUSTED = "trusted", _("Somebody I trust")
    HOUSEHOLD = "household", _("People I live with may see it")
    DANGER = "danger", _("Somebody who is a danger to me may see it")
    UNKNOWN = "unknown", _("I do not know")


class Consent(models.TextChoices):
    """Separate and revocable (domain.md 2.5). More are asked for when they are due."""

    ASSESS = "store_assess", _("Keep what I write here and assess it")
    VERIFY = "verify", _("Ask the person or organisation who can speak for me")
    LAWYER = "share_lawyer", _("Share what is needed with a lawyer")
    STATISTICS = "statistics", _("Count this in statistics, without anything about me")


class Basis(models.TextChoices):
    """On what ground something may be done."""

    PERSON = "person"
    ON_BEHALF = "on_behalf"
    VITAL_INTEREST = "vital_interest"


class Origin(models.TextChoices):
    """By which door the request came in."""

    FORM = "form"
    ASSISTED = "assisted"
    MEMBER = "member"
    PARTNER = "partner"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One way to reach somebody, and what is safe there. Values as in the lists."""

    channel: str
    handle: str
    may_write_first: str = MayWrite.NO
    who_sees: str = WhoSees.UNKNOWN
    name_we_use: str = ""
    # When it is safe, "09:00" to "18:00" in an IANA zone; empty where nobody said.
    safe_from: str = ""
    safe_until: str = ""
    time_zone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """One request as it was answered; values as in the lists above.

    `language` is a BCP 47 code, `country` ISO 3166-1 or ELSEWHERE, in which case
    `country_words` says it. No `contacts`: the person comes back with the receipt.
    `do_not_contact`: the contacts are another person's, and nobody else is written to.
    `dependants`: how many by age band. `text_version`: of the page that was read.
    """

    language: str
    country: str
    safe_now: str
    danger: str
    country_words: str = ""
    asking: str = Asking.SELF
    contacts: tuple[Contact, ...] = ()
    do_not_contact: bool = False
    story: str = ""
    voucher: str = ""
    dependants: tuple[tuple[str, int], ...] = ()
    medicine_days: int | None = None
    consents: tuple[str, ...] = ()
    origin: str = Origin.FORM
    method: str = "form"
    text_version: str = ""

    @property
    def basis(self) -> str:
        """On whose word the request stands."""
        return {
            Asking.AGREED: Basis.ON_BEHALF,
            Asking.UNAWARE: Basis.VITAL_INTEREST,
        }.get(Asking(self.asking), Basis.PERSON)

    def profiles(self) -> list[dict[str, Any]]:
        return [asdict(contact) for contact in self.contacts]
