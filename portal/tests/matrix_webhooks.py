"""The worlds of webhooks: a supplier's program with an endpoint, and a message that was given up."""

from portal.partners import services as partners
from portal.tests.factories import CompanyFactory, UserFactory, staff, supplier
from portal.tests.matrix import World, stage
from portal.webhooks import services
from portal.webhooks.models import Delivery
from portal.webhooks.states import DeliveryState


@stage("webhook endpoint")
def webhook_endpoint() -> World:
    """An active endpoint; of its two messages one waits and one was given up."""
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
    client, _secret = partners.set_up_client(company, name="ERP", scopes=["webhook.write", "catalog.read"], by=None)
    endpoint, _signing = services.create_endpoint(
        client, receiver_url="https://erp.garam.example/in", kinds=["product.published"], by=people["owner"]
    )
    signing = services.rotate_secret(endpoint, overlap_hours=24, by=people["owner"])
    failed, _waiting = (services.send_test(endpoint, by=people["owner"]) for _each in range(2))
    Delivery.objects.filter(pk=failed.pk).update(state=DeliveryState.FAILED)
    names = {"endpoint": endpoint.uid, "delivery": failed.uid, "client": client.uid, "signing": signing}
    return World(people, names, owner=company, own=client)


@stage("webhook endpoint paused")
def webhook_endpoint_paused() -> World:
    """Nothing is sent there for now."""
    world = webhook_endpoint()
    services.pause_endpoint(world.own.webhook_endpoints.get(), by=world.people["owner"])
    return world
