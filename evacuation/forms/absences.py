"""Who is away, from when until when."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation.services.duty import active_members

if TYPE_CHECKING:
    from django.db.models import QuerySet

_MOMENT = "%Y-%m-%dT%H:%M"


def _moment() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT)


class AbsenceForm(forms.Form):
    """`lead`: says it of anybody, others of themselves alone. Times are in `zone`."""

    user = forms.ModelChoiceField(label=_("Who"), queryset=User.objects.none())
    starts_at = forms.DateTimeField(
        label=_("Away from"), widget=_moment(), input_formats=[_MOMENT]
    )
    ends_at = forms.DateTimeField(
        label=_("Until"), widget=_moment(), input_formats=[_MOMENT]
    )

    def __init__(
        self, *args: Any, user: User, lead: bool, zone: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._user, self._zone = user, ZoneInfo(zone)
        if lead:
            field = self.fields["user"]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (types)
            field.queryset = _people()
            field.initial = user.pk
        else:
            del self.fields["user"]

    @property
    def who(self) -> User:
        said: User = self.cleaned_data.get("user", self._user)
        return said

    def moment(self, name: str) -> datetime:
        """As it was typed, by the clock on the wall of who typed it."""
        said: datetime = self.cleaned_data[name]
        return said.replace(tzinfo=self._zone)


def _people() -> QuerySet[User]:
    active = active_members(timezone.now())
    return User.objects.filter(member__in=active).order_by("username")
