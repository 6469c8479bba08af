"""Searching providers, and reading one."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from drf_spectacular.utils import extend_schema

from api.pagination import address_of, cursor_text, page_at
from api.v1 import schemas
from api.v1.answers import search_answer
from api.v1.search import read_body, read_query
from api.views import ApiView, document, private_document
from directory.reading import provider_detail

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase
    from rest_framework.request import Request


class Providers(ApiView):
    @extend_schema(
        operation_id="providers_list",
        summary="Search providers",
        parameters=[schemas.ProviderSearch, schemas.IF_NONE_MATCH],
        responses={
            200: schemas.ProviderPage,
            304: schemas.NOT_MODIFIED,
            **schemas.refusals(400, 401, 403, 406, 429),
        },
        examples=schemas.PROVIDER_PAGE_EXAMPLES,
        auth=schemas.OPEN,
        tags=["providers"],
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Entries that the caller may see, filtered, ranked and in pages.

        When nobody is found as asked, the search is relaxed step by step and
        `relaxed` names the step: region, country, remote, cross_border. Lists of
        codes may be repeated or separated by commas.
        """
        plain = request._request
        etag, unchanged = self.unchanged_since()
        if unchanged is not None:
            return unchanged
        search = read_query(plain.GET, self.viewer)
        answer = page_at(search.criteria, self.viewer, search.position)
        near = search.criteria.near
        following, previous = (
            address_of(plain, cursor_text(cursor, answer.relaxed))
            for cursor in (answer.page.next, answer.page.previous)
        )
        return document(search_answer(answer, near, following, previous), etag)


class ProviderSearch(ApiView):
    @extend_schema(
        operation_id="providers_search",
        summary="Search providers, nothing of it in the address",
        request=schemas.ProviderSearchBody,
        responses={
            200: schemas.ProviderPageByCursor,
            **schemas.refusals(400, 401, 403, 406, 413, 415, 429),
        },
        examples=schemas.PROVIDER_SEARCH_EXAMPLES,
        auth=schemas.OPEN,
        tags=["providers"],
    )
    def post(self, request: Request) -> HttpResponseBase:
        """The same search as JSON, for what must stand in no address and no log.

        `next` and `previous` are cursors: send the same body with `cursor`.
        """
        search = read_body(request.data, self.viewer)
        answer = page_at(search.criteria, self.viewer, search.position)
        near = search.criteria.near
        following, previous = (
            cursor_text(cursor, answer.relaxed)
            for cursor in (answer.page.next, answer.page.previous)
        )
        return private_document(search_answer(answer, near, following, previous))


class Provider(ApiView):
    @extend_schema(
        operation_id="providers_retrieve",
        summary="Read one provider",
        parameters=[schemas.IF_NONE_MATCH],
        responses={
            200: schemas.ProviderDetail,
            304: schemas.NOT_MODIFIED,
            **schemas.refusals(400, 401, 403, 404, 406, 429),
        },
        auth=schemas.OPEN,
        tags=["providers"],
    )
    def get(self, request: Request, provider_id: UUID) -> HttpResponseBase:
        """The whole entry as the caller may see it; 404 when they may not.

        A restricted contact is named by kind and id; its value comes by a recorded
        reveal. What the caller's level does not include is absent.
        """
        etag, unchanged = self.unchanged_since()
        if unchanged is not None:
            return unchanged
        return document(provider_detail(provider_id, self.viewer).document, etag)
