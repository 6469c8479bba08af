"""What must not go unnoticed: nobody hears, nobody watches, nobody is there."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation.models import Alert, DeskDate, Notice
from evacuation.sending import channels
from evacuation.services.duty import covered_now
from evacuation.services.waking import EVERYBODY

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise

# A first notice is out within a tick; it was tried four times by then.
OUT_WITHIN = timedelta(minutes=3)
# As long as the worker may be silent (WAYMARK_HEARTBEAT_SECONDS).
WATCHED_WITHIN = timedelta(minutes=2)

WORDS: dict[str, _StrPromise] = {
    "unwatched": _(
        "The worker has stopped: nobody is woken. Tell whoever runs this installation, "
        "and look at the list of requests yourself every few minutes."
    ),
    "undelivered": _(
        "Somebody is waiting, and no alert got through. Look at the list of requests "
        "now, and wake those on duty by telephone."
    ),
    "unheard": _(
        "Somebody is waiting, and everybody was told, but nobody has looked. Open the "
        "list of requests now."
    ),
    "uncovered": _("Nobody is on duty now. A lead can put somebody on the rota."),
    "no_channel": _(
        "Alerts reach nobody: neither mail nor a gateway for phones is set up."
    ),
}


def alarms() -> list[str]:
    """The codes of what is wrong now, worst first (WORDS)."""
    found = {
        "undelivered": _undelivered().exists(),
        "unheard": _unheard().exists(),
        "unwatched": not is_watched(),
        "no_channel": not channels(),
        "uncovered": not covered_now(),
    }
    return [code for code, wrong in found.items() if wrong]


def alerts_are_heard() -> bool:
    """For /healthz: no alert is stuck, and none was ignored to the last step."""
    return not _undelivered().exists() and not _unheard().exists()


def note_what_is_unheard() -> None:
    """The worker's tick: what `was_heard` answers from, since every request asks it."""
    name = DeskDate.Name.UNHEARD
    if alerts_are_heard():
        DeskDate.objects.filter(name=name).delete()
    else:
        DeskDate.objects.get_or_create(name=name, defaults={"at": timezone.now()})


def was_heard() -> bool:
    """As the worker's last tick found it; cheap, however many wait."""
    return not DeskDate.objects.filter(name=DeskDate.Name.UNHEARD).exists()


def is_watched() -> bool:
    """Whether the worker looked for due alerts lately; a clock set back is forgiven."""
    since = timezone.now() - WATCHED_WITHIN
    return DeskDate.objects.filter(name=DeskDate.Name.WATCHED, at__gt=since).exists()


def _open() -> QuerySet[Alert]:
    return Alert.objects.filter(acknowledged_at__isnull=True)


def _unheard() -> QuerySet[Alert]:
    """Everybody was told, and the time of that step is over."""
    now = timezone.now()
    told = Q(step__gt=EVERYBODY + 1) | Q(step=EVERYBODY + 1, next_at__lte=now)
    return _open().filter(told)


def _undelivered() -> QuerySet[Alert]:
    """Nothing went out of the last two steps, or all of the last one has failed."""
    rows = Notice.objects.filter(alert=OuterRef("pk"))
    sent = rows.filter(step__gte=OuterRef("step") - 2, sent_at__isnull=False)
    last = rows.filter(step=OuterRef("step") - 1)
    late = Q(raised_at__lt=timezone.now() - OUT_WITHIN)
    silent = _open().filter(late, ~Exists(sent))
    some, others = (last.filter(failed_at__isnull=none) for none in (False, True))
    failed = _open().filter(Exists(some), ~Exists(others))
    # Every page of the desk asks it. Joined by OR it looks at each open alert alone.
    return silent.union(failed, all=True)
