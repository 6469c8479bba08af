"""The stock way over the same models: what a tutorial of DRF and django-filter builds.

ModelViewSet, ModelSerializers with everything prefetched, SearchFilter, FilterSet,
page-number pagination. It has no keys, no throttle and one level of sharing.
"""

from __future__ import annotations

from typing import Any

import django_filters
from django.urls import include, path
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import serializers, viewsets
from rest_framework.filters import SearchFilter
from rest_framework.pagination import PageNumberPagination
from rest_framework.routers import DefaultRouter

from directory.models import Place, Provider
from directory.models.choices import Level, ProviderStatus
from directory.models.contact import Contact, Office
from directory.models.provider import OpeningHours, ProviderPractice


class PlaceSerializer(serializers.ModelSerializer[Place]):
    class Meta:
        model = Place
        fields = ["geonameid", "name", "region", "country"]


class PracticeSerializer(serializers.ModelSerializer[ProviderPractice]):
    code = serializers.CharField(source="area.code")

    class Meta:
        model = ProviderPractice
        fields = ["code", "service_level"]


class OfficeSerializer(serializers.ModelSerializer[Office]):
    place = PlaceSerializer()

    class Meta:
        model = Office
        fields = ["id", "label", "place", "address", "latitude", "longitude"]


class HoursSerializer(serializers.ModelSerializer[OpeningHours]):
    class Meta:
        model = OpeningHours
        fields = ["weekday", "opens", "closes"]


class ContactSerializer(serializers.ModelSerializer[Contact]):
    class Meta:
        model = Contact
        fields = ["id", "kind", "office", "value", "note", "available_24_7"]


class ProviderSerializer(serializers.ModelSerializer[Provider]):
    practices = PracticeSerializer(many=True)
    languages: Any = serializers.SlugRelatedField(
        many=True, read_only=True, slug_field="language__code"
    )
    offices = OfficeSerializer(many=True)
    cities = PlaceSerializer(many=True)

    class Meta:
        model = Provider
        fields = [
            "id", "kind", "display_name", "latin_name", "organisation",
            "home_country", "countries", "regions", "cities", "radius_km", "offices",
            "practices", "languages", "bar_status", "capabilities", "remote",
            "on_site", "cross_border", "available_24_7", "capacity", "cost", "payers",
            "vetting_level", "verified_at", "verified_how", "next_due", "level",
        ]  # fmt: skip


class ProviderDetailSerializer(ProviderSerializer):
    names: Any = serializers.SlugRelatedField(
        many=True, read_only=True, slug_field="text"
    )
    hours = HoursSerializer(many=True)
    contacts = ContactSerializer(many=True)

    class Meta(ProviderSerializer.Meta):
        fields = [
            *ProviderSerializer.Meta.fields, "names", "hours", "contacts", "say_first",
            "bar_name", "bar_checked_on", "state_appointed", "experience", "time_zone",
            "response_hours", "means_test", "public_register",
        ]  # fmt: skip


class StockFilter(django_filters.FilterSet):  # type: ignore[misc]
    country = django_filters.CharFilter(field_name="home_country")
    practice_area = django_filters.CharFilter(field_name="practices__area__code")
    language = django_filters.CharFilter(field_name="languages__language__code")
    south = django_filters.NumberFilter("offices__latitude", lookup_expr="gte")
    north = django_filters.NumberFilter("offices__latitude", lookup_expr="lte")
    west = django_filters.NumberFilter("offices__longitude", lookup_expr="gte")
    east = django_filters.NumberFilter("offices__longitude", lookup_expr="lte")


class Pages(PageNumberPagination):
    page_size = 20


class Providers(viewsets.ModelViewSet[Provider]):
    queryset = (
        Provider.objects.filter(status=ProviderStatus.LISTED, level__lte=Level.PARTNERS)
        .order_by("-verified_at", "id")
        .prefetch_related(
            "practices__area",
            "languages__language",
            "offices__place",
            "countries",
            "regions",
            "cities",
            "names",
            "hours",
            "contacts",
        )
    )
    filter_backends = [DjangoFilterBackend, SearchFilter]
    filterset_class = StockFilter
    search_fields = ["display_name", "latin_name", "names__text"]
    pagination_class = Pages

    def get_serializer_class(self) -> type[ProviderSerializer]:
        one = self.action == "retrieve"
        return ProviderDetailSerializer if one else ProviderSerializer


router = DefaultRouter()
router.register("providers", Providers)
urlpatterns = [path("stock/", include(router.urls))]
