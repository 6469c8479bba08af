"""Where a request came from, told apart for one day and never kept.

An address is cut to its network, then hashed under a key that lives in the shred
database and dies with the day. Where no address can be trusted (an onion service, a
proxy that says nothing) there is none, and nothing is counted.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.utils import timezone

from evacuation.models import NetworkCount
from evacuation.shred.models import DayKey
from evacuation.vault.encoding import Label
from evacuation.vault.sealing import derive, new_key
from evacuation.vault.secret import Secret

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

_PREFIXES = {4: 24, 6: 48}
_COUNT = """
INSERT INTO evacuation_networkcount AS known (network, day, count)
VALUES (%s, %s, 1)
ON CONFLICT (network) DO UPDATE SET count = known.count + 1
RETURNING count"""


def network_of(request: HttpRequest) -> bytes | None:
    """32 bytes that say "the same network today", or None where nobody can say."""
    address = _client(request)
    if address is None:
        return None
    network = ipaddress.ip_network((address, _PREFIXES[address.version]), strict=False)
    key = _day_key(timezone.localdate())
    return derive(key, Label.ADDRESS, network.network_address.packed).reveal()


def count_request(network: bytes) -> int:
    """How many came from there today, this one included."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [network, timezone.localdate()])
        (count,) = cursor.fetchone()
    return int(count)


def forget_networks() -> None:
    """Drop the keys and counts of days that are over. Called by the worker."""
    today = timezone.localdate()
    NetworkCount.objects.filter(day__lt=today).delete()
    DayKey.objects.filter(day__lt=today).delete()


def _client(
    request: HttpRequest,
) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    said = _said(request)
    try:
        address = ipaddress.ip_address(said.strip())
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    # The loopback is a proxy's or an onion service's, never a person's.
    return None if address.is_loopback else mapped or address


def _said(request: HttpRequest) -> str:
    """The address by the word of the proxies that are ours, counted from the right."""
    proxies = settings.WAYMARK_TRUSTED_PROXIES
    if not settings.WAYMARK_CLIENT_ADDRESSES:
        return ""
    if not proxies:
        return str(request.META.get("REMOTE_ADDR", ""))
    passed = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    return passed[-proxies] if len(passed) >= proxies else ""


def _day_key(day: date) -> Secret:
    row, _made = DayKey.objects.get_or_create(
        day=day, defaults={"key": new_key().reveal()}
    )
    return Secret(bytes(row.key))
