"""Every kind of webhook event: it follows an announcement that is really made, and tells only who may know."""

import ast
from functools import cache
from operator import attrgetter
from pathlib import Path

import pytest
from django.conf import settings

from catalog.tests.factories import ProductFactory
from portal.clock import db_now
from portal.partners.queries import acting_user
from portal.partners.rules import SCOPES
from portal.partners.tests.factories import make_client
from portal.people.models import Company
from portal.tests.factories import BuyerFactory, CompanyFactory
from portal.webhooks.registry import EventKind, Subject, kinds
from purchasing.bidding.tests.factories import published
from purchasing.contracts.tests.factories import invoiced

KINDS = [kind for kind in kinds if not kind.code.startswith("test.")]
APPS = ("portal", "catalog", "purchasing", "sharedgrowth")


@cache
def announced() -> dict[str, set[str]]:
    """Every announcement of the house with the keys of its payload, as the code makes it."""
    found: dict[str, set[str]] = {}
    for app in APPS:
        for path in (Path(settings.BASE_DIR) / app).rglob("*.py"):
            if "tests" not in path.parts:
                for call in (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)):
                    note(call, found)
    return found


def note(call: ast.Call, found: dict[str, set[str]]) -> None:
    """``announce("a.b", x=1)``, ``announce("a.b" if … else "a.c", …)``, ``announce_many("a.b", ({"x": …} …))``."""
    if getattr(call.func, "id", "") not in ("announce", "announce_many") or not call.args:
        return
    names = {part.value for part in ast.walk(call.args[0]) if isinstance(part, ast.Constant)}
    keys = {word.arg for word in call.keywords if word.arg}
    for more in call.args[1:]:
        for told in (part for part in ast.walk(more) if isinstance(part, ast.Dict)):
            keys |= {key.value for key in told.keys if isinstance(key, ast.Constant)}
    for name in names:
        found[str(name)] = found.get(str(name), keys) & keys or keys


def subject(kind: EventKind) -> Subject | None:
    """The things it is about; None where a kind reads its announcement in its own way."""
    return getattr(kind.data, "__self__", None)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_a_kind_follows_an_announcement_that_names_its_thing(kind):
    for name in kind.names:
        assert name in announced(), f"nobody announces {name}"
        if about := subject(kind):
            assert about.payload in announced()[name], f"{name} does not name {about.payload}"
    assert kind.scope in SCOPES
    assert kind.label
    assert kind.said


@pytest.mark.django_db
def test_what_is_not_there_is_told_to_nobody():
    """Every query of every kind runs, for a supplier's program and for the buyer's, and finds nothing."""
    supplier, _secret = make_client(CompanyFactory(), *(code for code, scope in SCOPES.items() if not scope.buyer_only))
    buyer, _secret = make_client(BuyerFactory(), "catalog.read", "tender.read", "support.review")
    readers = [acting_user(client, now=db_now()) for client in (supplier, buyer)]
    for kind in KINDS:
        nothing = dict.fromkeys(announced()[kind.names[0]], 0)
        assert not kind.companies(nothing), kind.code
        assert [kind.data(nothing, reader) for reader in readers] == [None, None], kind.code


def reader_for(company: Company, *scopes: str):
    """A program of ``company``, as the sender asks for it."""
    client, _secret = make_client(company, *scopes)
    return acting_user(client, now=db_now())


@pytest.mark.django_db
def test_a_published_tender_is_told_to_all_a_sealed_bid_to_its_bidder_alone():
    stage = published(prices=[80_000_000])
    tender, bid = stage.tender, stage.tender.bids.get()
    stranger = CompanyFactory()
    told = kinds.get("tender.published").data({"tender": tender.pk}, reader_for(stranger, "tender.read"))
    assert (told["uid"], told["number"], told["state"]) == (str(tender.uid), tender.number, "published")
    assert told["api_url"].endswith(f"/api/v1/tenders/{tender.uid}/")
    received = kinds.get("bid.received")
    assert received.companies({"bid": bid.pk}) == {bid.company_id}
    assert received.data({"bid": bid.pk}, reader_for(stranger, "bid.read")) is None
    own = received.data({"bid": bid.pk}, reader_for(bid.company, "bid.read"))
    assert own["tender_number"] == tender.number
    assert "80000000" not in str(own)


@pytest.mark.django_db
def test_products_contracts_deliveries_and_invoices_reach_both_sides_and_nobody_else():
    product, invoice = ProductFactory(), invoiced()
    contract = invoice.contract
    cases = [
        ("product.submitted", "catalog.read", product, "company"),
        ("contract.in_force", "contract.read", contract, "payee"),
        ("invoice.submitted", "invoice.read", invoice, "contract.payee"),
    ]
    for code, scope, thing, owner in cases:
        kind, company = kinds.get(code), attrgetter(owner)(thing)
        named = thing.versions.first() if code.startswith("product") else thing
        payload = {subject(kind).payload: named.pk}
        own = kind.data(payload, reader_for(company, scope))
        assert (own["uid"], str(thing.uid) in own["api_url"]) == (str(thing.uid), True), code
        assert company.pk in kind.companies(payload)
        stranger = reader_for(CompanyFactory(), scope)
        assert stranger.company_id not in kind.companies(payload)
        if thing is not product:  # which everybody may see, but it is not everybody's
            assert kind.data(payload, stranger) is None, code
