"""A company's administrator and its programs: make a client, change its secret over, read its requests, revoke it."""

import time

import pytest
from django.urls import reverse

from portal.partners import services
from portal.partners.models import ApiClient
from portal.partners.services import log
from portal.partners.tests.factories import api_client, make_client
from portal.tests.factories import supplier
from portal.tests.journeys.conftest import look_once
from portal.tests.journeys.pressing import expect, press

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def noted(client, *, status=200, address="203.0.113.5", age=0.0):
    """One request of ``client`` as the log has it."""
    return log.Line(
        clock=time.monotonic() - age,
        client_id=client.pk,
        company_id=client.company_id,
        method="GET",
        path="/api/v1/tenders/",
        status=status,
        code="" if status < 400 else "scope_missing",
        milliseconds=12,
        bytes_in=0,
        bytes_out=4100,
        request_id="5b1a3f8e-9c1d-4f0a-8a64-1f2f3e4d5c6b",
        address=address,
        replayed=False,
    )


def test_a_secret_is_shown_once_changes_over_and_the_client_is_revoked(visitor, live_server):
    boss = supplier("SA")
    page = visitor(boss).page()
    page.goto(live_server.url + reverse("partners:client-list"))
    page.get_by_role("link", name="New API client").click()
    page.locator("#id_name").fill("ERP, plant 2")
    page.get_by_label("Read tenders and results").check()
    page.get_by_label("Only from these networks").fill("203.0.113.1/28")
    page.get_by_role("button", name="Make the client").click()
    expect(page.get_by_text("the host part must be zero").first).to_be_visible()
    expect(page.locator("#id_name")).to_have_value("ERP, plant 2")
    page.get_by_label("Only from these networks").fill("")
    page.get_by_role("button", name="Make the client").click()
    old = page.locator("#client-secret").inner_text()
    look_once(page)
    page.get_by_role("link", name="I have copied it").click()
    expect(page.get_by_role("group", name="Secrets")).to_contain_text(old[:12])
    expect(page.get_by_role("main")).not_to_contain_text(old)

    page.get_by_label("24 hours").check()
    press(page.get_by_role("button", name="Make a new secret"))
    new = page.locator("#client-secret").inner_text()
    page.get_by_role("link", name="I have copied it").click()
    secrets = page.get_by_role("group", name="Secrets")
    for secret in (old, new):
        expect(secrets).to_contain_text(secret[:12])
    press(secrets.get_by_role("row").filter(has_text=old[:12]).get_by_role("button"))
    expect(page.get_by_role("group", name="Secrets")).not_to_contain_text(old[:12])

    client = ApiClient.objects.get(company=boss.company)
    api = api_client()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {services.issue_token(client)}")
    assert api.get("/api/v1/client/").status_code == 200
    log.store_lines([noted(client), noted(client, status=403)])
    page.goto(live_server.url + reverse("partners:request-list"))
    expect(page.locator("#requests")).to_contain_text("/api/v1/tenders/")
    page.get_by_label("Answer", exact=True).select_option("refused")
    page.get_by_role("search").get_by_role("button", name="Search").click()
    rows = page.get_by_role("group", name="Requests", exact=True).get_by_role("row")
    expect(rows).to_have_count(2)
    expect(rows.last).to_contain_text("scope_missing")

    page.goto(live_server.url + reverse("partners:client-detail", args=[client.uid]))
    page.get_by_label("Reason for revoking").fill("The program is no longer used.")
    press(page.get_by_role("button", name="Revoke for good"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Revoked")
    assert api.get("/api/v1/client/").status_code == 401


def test_its_pages_look_right(visitor, look):
    boss = supplier("SA")
    client, _secret = make_client(boss.company, "catalog.read", "tender.read", networks=["203.0.113.0/28"])
    services.rotate_secret(client, hours=24, by=boss)
    log.store_lines(
        [noted(client, age=86_400.0 * day, status=status) for day in range(9) for status in (200, 200, 404)]
    )
    log.store_lines([noted(client, address="198.51.100.7")])
    person = visitor(boss)
    for name, args in (
        ("client-list", []),
        ("client-new", []),
        ("client-detail", [client.uid]),
        ("request-list", []),
    ):
        look(person, reverse(f"partners:{name}", args=args))
