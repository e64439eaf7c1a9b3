"""API clients for tests of any app."""

from rest_framework.test import APIClient

from portal.partners.models import ApiClient
from portal.partners.services import issue_token, set_up_client
from portal.people.models import Company
from portal.tests.factories import CompanyFactory
from portal.tests.kept import kept


@kept
def make_client(company: Company | None = None, *scopes: str, **fields) -> tuple[ApiClient, str]:
    """A client of ``company`` (a new one if None) with ``scopes``, and its secret."""
    company = company or CompanyFactory()
    return set_up_client(company, name="ERP", scopes=list(scopes or ["catalog.read"]), by=None, **fields)


def api_client(company: Company | None = None, *scopes: str, **fields) -> APIClient:
    """A DRF test client that carries a token of a new API client with ``scopes``; it is ``.partner``."""
    partner, _secret = make_client(company, *scopes, **fields)
    api = APIClient(raise_request_exception=False)
    api.partner = partner
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {issue_token(partner)}")
    return api
