"""Schemathesis against every operation: nothing breaks, nothing undeclared comes back.

The cases are drawn from the schema that partners get; the checks are the library's.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from api.index import openapi_document
from api.models import PartnerApp
from directory.models.choices import Level
from directory.services.entry import ContactData, LanguageData, PracticeData
from tests.cast import Cast, ProviderFactory

EXAMPLES = 40

schema = schemathesis.openapi.from_dict(json.loads(openapi_document()[0]))
schema.app = get_wsgi_application()


@pytest.fixture
def some_entries(cast: Cast, provider_factory: ProviderFactory) -> None:
    """Something to find, and a key that is not throttled."""
    PartnerApp.objects.update(throttled=False)
    for number in range(3):
        provider_factory(
            display_name=f"Invented Aid {number}",
            practices=(PracticeData(area="asylum_refugee"),),
            languages=(LanguageData(language="ka"),),
            contacts=(ContactData("signal", "+995599000000", shared=Level.PARTNERS),),
        )


@pytest.mark.proof
@pytest.mark.usefixtures("connection_kept", "some_entries")
@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_operation_keeps_to_its_schema(case: Any, cast: Cast) -> None:
    # Codes and places of the right shape may still be unknown: refused by name.
    case.call_and_validate(
        headers={"Authorization": f"Bearer {cast.key}", "Host": "localhost"},
        excluded_checks=[positive_data_acceptance],
    )
