"""Neither the log of the API nor the messages to programs tell administrators and auditors who bids (security T02)."""

from decimal import Decimal

import pytest
from django.contrib import admin
from django.db.models import Model
from django.urls import resolve, reverse
from django.utils import translation

from catalog.admin.sourcing import DOOR_OF_PROPOSERS
from portal.clock import db_now
from portal.outbox.services import deliver_due
from portal.partners.models import ApiRequest
from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in
from portal.text import address_template
from portal.webhooks.models import Attempt, Delivery, Endpoint
from portal.webhooks.tests.factories import make_endpoint
from purchasing.bidding import services
from purchasing.bidding.admin.veils import DOORS_OF_BIDDERS
from purchasing.bidding.tests.factories import key, open_bids, pass_deadline, published

pytestmark = pytest.mark.django_db
DOORS = [*DOORS_OF_BIDDERS, DOOR_OF_PROPOSERS]
OPEN_DOOR = "/api/v1/tenders/"


@pytest.fixture(autouse=True)
def english(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    with translation.override("en"):
        yield


@pytest.mark.parametrize("door", DOORS)
def test_each_door_that_is_left_out_is_one_of_the_api(door):
    route = resolve(door.replace("{uid}", "0199aaaa-bbbb-4ccc-8ddd-eeeeffff0000")).route

    assert address_template(route) == door


def endpoint_of(bidder) -> Endpoint:
    """Of the bidder's program, which is told of its own bids."""
    given = {"company": bidder.company, "scopes": ("bid.read",), "codes": ["bid.received"]}
    endpoint, _secret = make_endpoint("https://erp.garam.example/in", **given)
    return endpoint


def log_of(client) -> None:
    """One request at every door that tells something, and one that does not."""
    for path in (*DOORS, OPEN_DOOR):
        ApiRequest.objects.create(
            client=client, company=client.company, at=db_now(), method="POST", path=path, status=201, milliseconds=3
        )


def test_the_log_of_requests_tells_the_company_alone_that_its_program_bids(client, rf):
    bidder = supplier()
    endpoint = endpoint_of(bidder)
    log_of(endpoint.client)
    listing = reverse("partners:request-list")
    request = rf.get("/admin/")
    request.user = staff("AD", is_staff=True, is_superuser=True)

    assert set(admin.site.get_model_admin(ApiRequest).get_queryset(request).values_list("path", flat=True)) == {
        OPEN_DOOR
    }
    for reader in (staff("AD"), staff("AU")):
        page = sign_in(client, reader).get(listing)
        assert [row.path for row in page.context["requests"]] == [OPEN_DOOR]
        assert "shown to their company alone" in page.text
        shown = client.get(reverse("partners:client-detail", args=[endpoint.client.uid])).text
        assert "1 request in 14 days" in shown
    page = sign_in(client, supplier("SA", company=bidder.company)).get(listing)
    assert {row.path for row in page.context["requests"]} == {*DOORS, OPEN_DOOR}


def shown_in(model: type[Model], rf) -> list:
    """What the administrator's window on ``model`` lists."""
    request = rf.get("/admin/")
    request.user = staff("AD", is_staff=True, is_superuser=True)
    return list(admin.site.get_model_admin(model).get_queryset(request))


def test_messages_to_a_bidders_program_are_seen_by_others_only_after_the_opening(client, rf):
    stage = published(prices=(90_000_000,))
    bidder = supplier("SA", "BD")
    endpoint = endpoint_of(bidder)
    services.submit_bid(stage.tender, price_won=Decimal(91_000_000), key=key(), by=bidder)
    stage.bidders.append(bidder)
    deliver_due()
    delivery = Delivery.objects.get(endpoint=endpoint)
    attempt = Attempt.objects.create(delivery=delivery, number=1)
    Endpoint.objects.filter(pk=endpoint.pk).update(failures=1, failing_since=db_now(), last_heard_at=db_now())
    page, message = (reverse("webhooks:endpoint-detail", args=[endpoint.uid]),
                     reverse("webhooks:delivery-detail", args=[delivery.uid]))  # fmt: skip

    def seen_by(reader) -> tuple[list, int, int]:
        shown = sign_in(client, reader).get(page)
        return shown.context["deliveries"], shown.context["figures"]["all"], client.get(message).status_code

    for reader in (staff("AD"), staff("AU")):
        assert seen_by(reader) == ([], 0, 404)
        told = client.get(page).text + client.get(reverse("webhooks:endpoint-list")).text
        assert not {word for word in ("Failures in a row", "Last accepted", "have failed", "Failing") if word in told}
    assert (shown_in(Delivery, rf), shown_in(Attempt, rf)) == ([], [])
    window = admin.site.get_model_admin(Endpoint)
    assert not {"failures", "failing_since", "last_heard_at"} & {*window.list_display, *window.fields}
    assert seen_by(bidder) == ([delivery], 1, 200)
    assert "Failures in a row" in client.get(page).text

    pass_deadline(stage.tender)
    services.close_tender(stage.tender)
    open_bids(stage)

    assert seen_by(staff("AU")) == ([delivery], 1, 200)
    assert (shown_in(Delivery, rf), shown_in(Attempt, rf)) == ([delivery], [attempt])
