"""The directory's tables, one noun a module."""

from __future__ import annotations

from directory.models.access import (
    Alert,
    ConnectRequest,
    CoverageGap,
    Event,
    Reveal,
    RevealReason,
)
from directory.models.contact import Contact, Office
from directory.models.importing import ImportJob, ImportMapping, ImportRun
from directory.models.listing import Change, Listing, ListingPoint, Token
from directory.models.monitor import Invitation, Monitor
from directory.models.place import Country, Place, PlaceName, PlaceToken, Region
from directory.models.provider import (
    OpeningHours,
    Provider,
    ProviderFriendliness,
    ProviderLanguage,
    ProviderName,
    ProviderPractice,
)
from directory.models.taxonomy import Term, TermLabel
from directory.models.vetting import (
    CallOutcome,
    Consent,
    Incident,
    IncidentReview,
    Proposal,
    Verification,
)

__all__ = [
    "Alert",
    "CallOutcome",
    "Change",
    "ConnectRequest",
    "Consent",
    "Contact",
    "Country",
    "CoverageGap",
    "Event",
    "ImportJob",
    "ImportMapping",
    "ImportRun",
    "Incident",
    "IncidentReview",
    "Invitation",
    "Listing",
    "ListingPoint",
    "Monitor",
    "Office",
    "OpeningHours",
    "Place",
    "PlaceName",
    "PlaceToken",
    "Proposal",
    "Provider",
    "ProviderFriendliness",
    "ProviderLanguage",
    "ProviderName",
    "ProviderPractice",
    "Region",
    "Reveal",
    "RevealReason",
    "Term",
    "TermLabel",
    "Token",
    "Verification",
]
