"""Endpoints for tests."""

from portal.partners.tests.factories import make_client
from portal.people.models import Company
from portal.tests.factories import CompanyFactory, UserFactory
from portal.webhooks import services
from portal.webhooks.models import Endpoint
from portal.webhooks.tests import kinds


def make_endpoint(url: str, *, company: Company | None = None, scopes=("catalog.read",), codes=None, by=None):
    """An endpoint of a new client of ``company`` at ``url``, and its secret."""
    kinds.enter()
    company = company or CompanyFactory()
    client, _secret = make_client(company, *scopes)
    by = by or UserFactory(company=company, roles=("SA",))
    return services.create_endpoint(client, receiver_url=url, kinds=codes or [kinds.CODE], by=by)


def again(endpoint: Endpoint) -> Endpoint:
    """As it stands in the database now."""
    return Endpoint.objects.select_related("client__company").get(pk=endpoint.pk)
