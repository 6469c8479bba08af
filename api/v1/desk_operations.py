"""How operations of the desk stand in the schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import OpenApiExample, extend_schema

from api.v1 import case_schemas, schemas
from api.v1.desk_views import IF_MATCH

if TYPE_CHECKING:
    from collections.abc import Callable

    from rest_framework.serializers import Serializer

    Shape = type[Serializer[Any]]

READ_REFUSED = schemas.refusals(401, 403, 404, 406, 429, 503)
_TAGS = ["desk"]


def reads(name: str, summary: str, gives: Shape) -> Callable[..., Any]:
    """Reading a part of a case; the view's docstring describes it."""
    return extend_schema(
        operation_id=f"cases_{name}",
        summary=summary,
        responses={200: gives, **READ_REFUSED},
        tags=_TAGS,
    )


def example_of(body: object) -> list[OpenApiExample]:
    """A body that is invented, and says so."""
    return [OpenApiExample("Invented", value=body, request_only=True)]


def changes(
    name: str,
    summary: str,
    takes: Shape | None = None,
    example: object = None,
    gives: Shape = case_schemas.CaseState,
    also: tuple[int, ...] = (),
) -> Callable[..., Any]:
    """A change of a case. `example`: an invented body; `also`: what else is refused."""
    return extend_schema(
        operation_id=f"cases_{name}",
        summary=summary,
        parameters=[IF_MATCH],
        request=takes,
        responses={
            200: gives,
            **case_schemas.CHANGES_REFUSED,
            **schemas.refusals(*also),
        },
        examples=example_of(example) if takes else None,
        tags=_TAGS,
    )
