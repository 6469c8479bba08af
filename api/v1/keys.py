"""Who opens a case: handing a key on, taking keys away, the end of a shift."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.desk_authentication import member_of
from api.v1 import contact_schemas
from api.v1.case_people import member_called
from api.v1.desk_operations import changes
from api.v1.desk_views import ChangeView, changed_case, cleaned, require_seen
from evacuation.services.granting import give_key
from evacuation.services.ownership import remove_member
from evacuation.services.shift_ends import hand_case

if TYPE_CHECKING:
    from uuid import UUID

    from django.http.response import HttpResponseBase
    from rest_framework.request import Request


class Keys(ChangeView):
    @changes(
        "keys_give",
        "Hand the key of a part to somebody",
        contact_schemas.KeyInput,
        {"compartment": "triage", "member": "invented-wren"},
        contact_schemas.KeyGiven,
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """Who opens which part, `parts/` says. A lead without the key orders it."""
        said = cleaned(contact_schemas.KeyInput, request.data)
        me, version = member_of(request), self.version()
        require_seen(me, case_id, version)
        done = give_key(
            actor=me,
            case_id=case_id,
            compartment=said["compartment"],
            user_id=member_called(me, said["member"], "member"),
        )
        return changed_case(case_id, done=done)


class Removal(ChangeView):
    @changes(
        "keys_remove",
        "Take all keys of the case from somebody",
        contact_schemas.RemovalInput,
        {"member": "invented-wren"},
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """By the owner or a lead. What they copied earlier opens nothing new."""
        said = cleaned(contact_schemas.RemovalInput, request.data)
        me, version = member_of(request), self.version()
        require_seen(me, case_id, version)
        user = member_called(me, said["member"], "member")
        remove_member(actor=me, case_id=case_id, user_id=user)
        return changed_case(case_id)


class HandOver(ChangeView):
    @changes(
        "hand_over",
        "Hand it to the next person",
        contact_schemas.HandOverInput,
        {"to": "invented-wren", "give": True},
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """Every key that the roster lets them receive; never the identity."""
        said = cleaned(contact_schemas.HandOverInput, request.data)
        me, version = member_of(request), self.version()
        hand_case(
            actor=me,
            case_id=case_id,
            version=version,
            to=member_called(me, said["to"], "to"),
            give=said["give"],
        )
        return changed_case(case_id)
