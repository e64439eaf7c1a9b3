"""The worlds of API clients: one whose secret is changing over."""

from portal.clock import today
from portal.partners import services as partners
from portal.tests.factories import CompanyFactory, UserFactory, staff, supplier
from portal.tests.matrix import World, stage


@stage("client with two secrets")
def client_with_two_secrets() -> World:
    """The old secret goes on for a day."""
    company = CompanyFactory()
    people = {
        "visitor": None,
        "owner": UserFactory(company=company, roles=("SA",)),
        "member": UserFactory(company=company, roles=("SU", "BD", "SF")),
        "rival": supplier("SA"),
        "officer": staff("PO"),
        "auditor": staff("AU"),
        "administrator": staff("AD"),
    }
    client, _secret = partners.create_client(
        company, name="ERP", scopes=["catalog.read"], last_day=today(), by=people["owner"]
    )
    whole = partners.rotate_secret(client, hours=24, by=people["owner"])
    first = client.secrets.last()
    names = {"client": client.uid, "secret": first.pk, "prefix": first.prefix, "day": today().isoformat()}
    names["whole"] = whole
    return World(people, names, owner=company)


@stage("client with one secret")
def client_with_one_secret() -> World:
    """As it was made."""
    world = client_with_two_secrets()
    world.people["owner"].refresh_from_db()
    client = world.owner.api_clients.get()
    partners.end_secret(client.secrets.last(), by=world.people["owner"])
    return world
