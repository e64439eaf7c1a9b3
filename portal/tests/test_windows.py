"""The administration shows what it offers and no more: nothing of sealed bids, and no questions by address."""

import html
import re
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from urllib.parse import parse_qs

import pytest
from django.contrib import admin
from django.urls import reverse

from portal.audit.services import checks
from portal.clock import db_now
from portal.outbox.services import deliver_due
from portal.partners.models import ApiClient
from portal.partners.tests.factories import api_client
from portal.people.models import User
from portal.tests.factories import UserFactory, staff
from portal.tests.signin import sign_in
from portal.windows import OnlyOfferedFilters
from purchasing.bidding import services
from purchasing.bidding.models import Bid
from purchasing.bidding.tests import factories as bidding

pytestmark = pytest.mark.django_db

CHANGING = re.compile(  # tokens, clocks, and what the admin says of rows that it did not open
    r'(?s)name="csrfmiddlewaretoken" value="\w+"|X-CSRFToken": "\w+"|data-now="[^"]*"|\d\d:\d\d:\d\d'
    r'|<ul class="messagelist">.*?</ul>'
)
ROWS = 3  # of each window the newest, one for each deed: a new row comes first
AGEING = {"usersessions.UserSession"}  # changes by itself: it notes when its person was last seen


@pytest.fixture
def administrator(client):
    return sign_in(client, staff("AD", is_staff=True, is_superuser=True))


def pages(administrator, known: Iterable[str] = ()) -> dict[str, str]:
    """Every list, the newest rows and the ``known`` pages of every window, by address; without rows that stay shut."""
    found = {}
    every = {*known}
    for model in admin.site._registry:
        if model._meta.label in AGEING:
            continue
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        every.add(f"{reverse(f'{base}_changelist')}?all=")
        newest = model._base_manager.order_by("-pk").values_list("pk", flat=True)[:ROWS]
        every.update(reverse(f"{base}_{page}", args=[pk]) for pk in newest for page in ("change", "history"))
    for address in every:
        response = administrator.get(address)
        if response.status_code == 200:
            found[address] = " ".join(CHANGING.sub("", response.content.decode()).split())
    return found


@pytest.fixture
def open_tender():
    """A tender taking bids, a bidder and a bidder's program, both of whom the portal has seen before."""
    tender = bidding.published().tender
    bidder = UserFactory(roles=("SA", "BD"))
    api = api_client(None, "tender.read", "bid.write")
    assert api.get(f"/api/v1/tenders/{tender.uid}/").status_code == 200
    deliver_due()
    # Its last use is told to the minute, and the many pages take longer: what is looked for here are traces of bids.
    ApiClient.objects.update(last_used_at=db_now() + timedelta(hours=1))
    return SimpleNamespace(tender=tender, bidder=bidder, api=api)


def test_bids_on_an_open_tender_change_nothing_in_any_window(open_tender, administrator):
    before = pages(administrator)

    services.submit_bid(open_tender.tender, price_won=Decimal(91_000_001), key="canary-key-1", by=open_tender.bidder)
    bid = Bid.objects.get()
    services.withdraw_bid(open_tender.tender, key="canary-key-2", by=open_tender.bidder)
    sealed = open_tender.api.post(
        f"/api/v1/tenders/{open_tender.tender.uid}/bids/",
        {"price_won": 92_000_001, "statements": {"alone": True, "same_terms": True}},
        headers={"Idempotency-Key": "canary-key-3"},
    )
    assert sealed.status_code == 201, sealed.content
    deliver_due()
    after = pages(administrator, known=before)

    assert after.keys() == before.keys()
    assert {address for address in before if before[address] != after[address]} == set()
    canaries = [
        str(bid.uid),
        bid.commitment,
        str(bid.price_won),
        "canary-key",
        f"bidding.bid:{bid.pk}",
        "bid_submitted",
        "bid_receipt",
    ]
    assert [(address, word) for address in after for word in canaries if word in after[address]] == []


def test_a_check_of_the_chain_is_shown_without_its_number(administrator):
    check = checks.check_chain()

    for address in (reverse("admin:audit_chaincheck_changelist"), f"/admin/audit/chaincheck/{check.pk}/change/"):
        page = administrator.get(address)
        assert page.status_code == 200
        assert str(check.head) not in page.content.decode()
        assert not {"entries", "seq", "head"} & {name for name, _ in fields_of(page)}


def fields_of(page) -> list[tuple[str, str]]:
    """Classes of the fields and columns shown."""
    return re.findall(r'(?:field|column)-(\w+)(["\s])', page.content.decode())


@pytest.mark.parametrize(
    "question",
    [
        "/admin/people/user/?password__startswith=a",
        "/admin/people/user/?email__startswith=a",
        "/admin/people/user/?active_membership__company__bank=1",
        "/admin/people/membership/?user__password__startswith=a",
        "/admin/people/membership/?roles__memberships__user__password__startswith=a",
        "/admin/people/certificatekind/?certificates__company__brn__startswith=1",
        "/admin/catalog/product/?price__gte=1",
        "/admin/catalog/product/?versions__price__gte=1",
        "/admin/catalog/classnode/?products__versions__price__gte=1",
        "/admin/audit/auditentry/?payload__contains=a",
        "/admin/bidding/tender/?bids__company=1",
        "/admin/bidding/tender/?base_price__amount_won__gte=1",
        "/admin/outbox/event/?payload__bid=1",
    ],
)
def test_what_is_not_offered_as_a_filter_cannot_be_asked(administrator, question):
    assert administrator.get(question).status_code == 400


@pytest.mark.parametrize(
    "question",
    [
        "/admin/people/user/?is_staff__exact=1",
        "/admin/people/membership/?roles__code__exact=PO",
        "/admin/people/certificate/?kind__code__exact=NET",
        "/admin/catalog/classnode/?level__exact=1",
        "/admin/bidding/tender/?state__exact=published&published_at__year=2026&published_at__month=1",
        "/admin/audit/auditentry/?at__gte=2026-01-01+00%3A00%3A00%2B09%3A00&at__lt=2026-01-02+00%3A00%3A00%2B09%3A00",
        "/admin/outbox/event/?delivered_at__isempty=1&dead__exact=0&q=bid",
    ],
)
def test_what_is_offered_can_be_asked(administrator, question):
    response = administrator.get(question)
    assert response.status_code == 200, response.headers.get("Location")


def test_every_filter_that_a_window_shows_works(administrator, open_tender):
    """The links in the margin of every list: all filters of a window at once, and where that fails each alone."""
    assert User.objects.exists()
    broken, shown = [], 0
    for model, window in admin.site._registry.items():
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        if not window.list_filter and not window.date_hierarchy:
            continue
        page = administrator.get(address)
        first: dict[tuple, str] = {}  # by the names that a link asks by
        for link in sorted(set(re.findall(r'href="(\?[^"]+)"', page.content.decode()))):
            query = html.unescape(link)
            first.setdefault(tuple(sorted(parse_qs(query[1:]))), query)
        shown += len(first)
        every = {name: value for link in first.values() for name, value in parse_qs(link[1:]).items()}
        if every and administrator.get(address, every).status_code != 200:
            broken += [
                address + link for link in first.values() if administrator.get(address + link).status_code != 200
            ]
            assert broken, f"each filter of {address} works, but not all of them at once"
    assert shown > 500
    assert broken == []


def test_every_window_has_the_lock():
    assert [model for model, window in admin.site._registry.items() if not isinstance(window, OnlyOfferedFilters)] == []


def test_a_list_is_headed_by_what_it_lists(administrator):
    for model, title in (("user", "Users"), ("company", "Companies")):
        page = administrator.get(reverse(f"admin:people_{model}_changelist"), headers={"accept-language": "en"})
        assert page.context["title"] == title
