"""A company's administrator connects a system: add an endpoint, test it, exchange the secret, pause, send again."""

import pytest
from django.urls import reverse

from portal.partners.tests.factories import make_client
from portal.tests.factories import supplier
from portal.tests.journeys.conftest import look_once
from portal.tests.journeys.pressing import expect, press
from portal.webhooks import services
from portal.webhooks.models import Delivery, Endpoint
from portal.webhooks.states import DeliveryState
from portal.webhooks.tests.factories import make_endpoint
from portal.webhooks.tests.receiver import receiving

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_an_endpoint_is_added_tested_paused_and_hears_what_it_missed(visitor, live_server, settings):
    boss = supplier("SA")
    make_client(boss.company, "catalog.read", "tender.read")
    page = visitor(boss).page()
    with receiving() as receiver:
        settings.WEBHOOK_LOCAL_RECEIVERS = [receiver.place]
        page.goto(live_server.url + reverse("webhooks:endpoint-list"))
        page.get_by_role("link", name="New endpoint").click()
        page.get_by_label("Address", exact=False).first.fill("http://169.254.169.254/")
        page.get_by_label("(tender.published)").check()
        page.get_by_role("button", name="Add the endpoint").click()
        expect(page.get_by_text("Only addresses that begin with https://").first).to_be_visible()
        expect(page.get_by_label("(tender.published)")).to_be_checked()
        page.get_by_label("Address", exact=False).first.fill(receiver.url)
        press(page.get_by_role("button", name="Add the endpoint"))
        secret = page.locator("#signing-secret").inner_text()
        look_once(page)

        press(page.get_by_role("button", name="Send a test message"))
        expect(page.get_by_text("No attempt yet")).to_be_visible()
        services.send_due()
        expect(page.get_by_text("204")).to_be_visible()  # the page asks again by itself
        assert receiver.verified(secret)["type"] == "webhook.test"

        endpoint = Endpoint.objects.get()
        page.goto(live_server.url + reverse("webhooks:endpoint-detail", args=[endpoint.uid]))
        expect(page.get_by_role("main")).not_to_contain_text(secret)
        page.get_by_label("The old secret signs beside").select_option("72")
        press(page.get_by_role("button", name="Exchange the secret"))
        assert page.locator("#signing-secret").inner_text() != secret
        page.get_by_role("link", name="I have copied it").click()
        press(page.get_by_role("button", name="End the old secret now"))
        expect(page.get_by_text("Signs as well")).to_have_count(0)

        services.send_test(endpoint, by=boss)
        Delivery.objects.filter(state=DeliveryState.WAITING).update(state=DeliveryState.FAILED)
        page.reload()
        press(page.get_by_role("button", name="Send again"))
        services.send_due()
        page.reload()
        expect(page.get_by_role("group", name="Messages")).to_contain_text("Delivered")
        assert len(receiver.ids) == len(set(receiver.ids)) == 2
        press(page.get_by_role("button", name="Pause"))
        expect(page.get_by_role("heading", level=1)).to_contain_text("Paused")
        press(page.get_by_role("button", name="Remove for good"))
        expect(page.get_by_text("No webhook endpoint yet")).to_be_visible()


def test_pages_of_webhooks_look_right(visitor, look, live_server):
    boss = supplier("SA")
    endpoint, _secret = make_endpoint("https://erp.garam.example/webhooks", company=boss.company, by=boss)
    services.rotate_secret(endpoint, overlap_hours=24, by=boss)
    delivery = services.send_test(endpoint, by=boss)
    services.send_due()
    services.send_test(endpoint, by=boss)
    Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.FAILED)
    for name, arguments in (
        ("endpoint-list", []),
        ("endpoint-new", []),
        ("endpoint-detail", [endpoint.uid]),
        ("endpoint-change", [endpoint.uid]),
        ("delivery-detail", [delivery.uid]),
    ):
        look(visitor(boss), reverse(f"webhooks:{name}", args=arguments))
