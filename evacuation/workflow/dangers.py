"""What the urgency rubric counts: codes, words and points (docs/workflow.md)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from evacuation.workflow.codes import Coded
from evacuation.workflow.states import Level


class Source(Coded):
    """Who the danger comes from."""

    STATE_SEC = "S_STATE_SEC", _("Security, military or irregular state forces")
    POLICE = "S_POLICE", _("Police, prosecutor, court, migration office")
    FAMILY = "S_FAMILY", _("Family")
    GROUP = "S_GROUP", _("Vigilantes, gang, religious or far-right group")
    PARTNER = "S_PARTNER", _("Partner or former partner")
    EMPLOYER = "S_EMPLOYER", _("Employer, landlord, school, clinic")
    ONLINE = "S_ONLINE", _("People online")
    UNKNOWN = "unknown", _("Not known, or the general situation")


class Event(Coded):
    """What happened."""

    TORTURE = "torture", _("Torture or sexual violence")
    WANTED = "wanted", _("Wanted list or arrest warrant")
    REMOVAL = "removal_ordered", _("Removal or extradition ordered")
    COERCED = "released_to_cooperate", _("Released under pressure to cooperate")
    ASSAULT = "assault", _("Physical assault")
    DEATH_THREAT = "death_threat", _("Death threat by someone able to act")
    CRIMINAL_CASE = "criminal_case", _("Criminal case opened")
    SEARCH = "search", _("Home or office searched")
    CONSCRIPTION = "conscription", _("Threat of conscription or a forced contract")
    OUTED = "outed", _("Outed to a hostile family or community")
    CONFINED = "confined", _("Forced marriage, “conversion”, confinement")
    DOXXED = "doxxed", _("Doxxed")
    BLACKMAIL = "blackmail", _("Blackmail or entrapment")
    DEVICE = "device_seized", _("Device seized or compromised")
    SUMMONS = "summons", _("Summons")
    STALKED = "stalked", _("Stalked or watched")
    COLLEAGUE = "colleague_arrested", _("Close colleague or partner arrested")
    DISCLOSED = "health_disclosed", _("Health status told to authorities or family")
    LOST_HOME = "lost_home_or_job", _("Evicted or dismissed")
    LAW = "hostile_law", _("A hostile law is in force")


class Near(Coded):
    """How soon a known date comes: a hearing, a call-up, a wedding, a visa's end."""

    DAY = "24h", _("Within 24 hours")
    THREE_DAYS = "72h", _("Within 72 hours")
    WEEK = "week", _("Within a week")
    MONTH = "month", _("Within a month")
    NONE = "none", _("No known date")


class Weakness(Coded):
    """What makes the danger worse for this person."""

    LOCATED = "located", _("Whoever threatens knows where they are")
    NO_SAFE_PLACE = "no_safe_place", _("No safe place tonight")
    NO_PASSPORT = "no_passport", _("No usable passport")
    EXIT_BAN = "exit_ban", _("Exit ban or a block in a register")
    IRREGULAR = "irregular", _("Without status in transit")
    MEDICINE = "medicine", _("Essential medicine for less than 14 days")
    PAPERS = "papers_mismatch", _("Papers that do not match the person")
    DEVICE = "device_unsafe", _("Device not safe")
    DEPENDANTS = "dependants", _("Dependants")
    ILLNESS = "illness", _("Disability or serious illness")
    ISOLATED = "isolated", _("Isolated")
    YOUNG_OR_PREGNANT = "young_or_pregnant", _("16 or 17 years old, or pregnant")


class Strength(Coded):
    """What protects them. Counts for nothing while a red flag is up."""

    SAFE_PLACE = "safe_place", _("A safe place now")
    PASSPORT = "passport", _("Valid passport, and a visa or none needed")
    LAWYER = "lawyer", _("A lawyer is engaged")
    ACCOMPANIED = "accompanied", _("A trusted organisation is with them")
    FUNDS = "funds", _("Money of their own")
    COMMS = "comms", _("Safe communication")
    COMPANION = "companion", _("A companion")


class Flag(Coded):
    """A red flag lifts the level, whatever the sum says; shown before it."""

    DETAINED = "detained", _("Detained or abducted now")
    DURESS = "duress", _("Duress phrase, or a critical check-in missed")
    HARM_24H = "harm_24h", _("Credible harm within 24 hours")
    HELD = "held_by_family", _("Held by family, with a threat to life or “treatment”")
    REMOVAL_72H = "removal_72h", _("Removal or extradition within 72 hours")
    PURSUED = "pursued", _("Pursuers at the door or on the way")
    SUICIDE = "suicide_risk", _("Danger of suicide: psychosocial protocol now")
    MEDICINE_3D = "medicine_3d", _("Vital medicine for three days or less")
    MINOR = "minor", _("A minor is involved: safeguarding lead, too")
    DEVICE_ROUTE = "device_route", _("Device compromised while a route is known")


SOURCES = {
    Source.STATE_SEC: 20,
    Source.POLICE: 15,
    Source.FAMILY: 15,
    Source.GROUP: 12,
    Source.PARTNER: 10,
    Source.EMPLOYER: 4,
    Source.ONLINE: 4,
    Source.UNKNOWN: 4,
}
EVENTS = {
    Event.TORTURE: 20,
    Event.WANTED: 20,
    Event.REMOVAL: 20,
    Event.COERCED: 18,
    Event.ASSAULT: 15,
    Event.DEATH_THREAT: 15,
    Event.CRIMINAL_CASE: 15,
    Event.SEARCH: 15,
    Event.CONSCRIPTION: 15,
    Event.OUTED: 12,
    Event.CONFINED: 12,
    Event.DOXXED: 10,
    Event.BLACKMAIL: 10,
    Event.DEVICE: 8,
    Event.SUMMONS: 8,
    Event.STALKED: 8,
    Event.COLLEAGUE: 8,
    Event.DISCLOSED: 8,
    Event.LOST_HOME: 4,
    Event.LAW: 4,
}
NEAR = {
    Near.DAY: 15,
    Near.THREE_DAYS: 12,
    Near.WEEK: 8,
    Near.MONTH: 4,
    Near.NONE: 0,
}
WEAKNESSES = {
    Weakness.LOCATED: 8,
    Weakness.NO_SAFE_PLACE: 8,
    Weakness.NO_PASSPORT: 6,
    Weakness.EXIT_BAN: 6,
    Weakness.IRREGULAR: 6,
    Weakness.MEDICINE: 6,
    Weakness.PAPERS: 5,
    Weakness.DEVICE: 5,
    Weakness.DEPENDANTS: 4,
    Weakness.ILLNESS: 4,
    Weakness.ISOLATED: 4,
    Weakness.YOUNG_OR_PREGNANT: 5,
}
STRENGTHS = {
    Strength.SAFE_PLACE: 8,
    Strength.PASSPORT: 5,
    Strength.LAWYER: 4,
    Strength.ACCOMPANIED: 4,
    Strength.FUNDS: 3,
    Strength.COMMS: 3,
    Strength.COMPANION: 2,
}
FLOORS = {
    Flag.DETAINED: Level.CRITICAL,
    Flag.DURESS: Level.CRITICAL,
    Flag.HARM_24H: Level.CRITICAL,
    Flag.HELD: Level.CRITICAL,
    Flag.REMOVAL_72H: Level.CRITICAL,
    Flag.PURSUED: Level.CRITICAL,
    Flag.SUICIDE: Level.HIGH,
    Flag.MEDICINE_3D: Level.HIGH,
    Flag.MINOR: Level.HIGH,
    Flag.DEVICE_ROUTE: Level.HIGH,
}
