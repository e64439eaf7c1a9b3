"""Every kind of webhook event: it follows an announcement that is really made, and tells only who may know."""

import ast
import json
from collections import defaultdict
from functools import cache
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.urls import resolve

from catalog.tests.factories import ProductFactory
from portal.clock import db_now
from portal.exchange.models import Export
from portal.partners.models import ApiClient
from portal.partners.queries import acting_user
from portal.partners.rules import SCOPES
from portal.partners.tests.factories import make_client
from portal.people.models import Company
from portal.tests.factories import BuyerFactory, CompanyFactory
from portal.tests.matrix import STAGES
from portal.webhooks.registry import EventKind, Subject, kinds
from portal.webhooks.services.spreading import message_body
from purchasing.bidding.tests.factories import published
from purchasing.contracts.tests.factories import invoiced

KINDS = [kind for kind in kinds if not kind.code.startswith("test.")]
APPS = ("portal", "catalog", "purchasing", "sharedgrowth")
for _found in sorted(Path(__file__).parent.glob("matrix_*.py")):  # they register the stages
    import_module(f"portal.tests.{_found.stem}")

# On which stage of the permission matrix things of a kind are found.
WORLDS = {
    "partners.apiclient": "client with one secret",
    "catalog.product": "list taken over",
    "catalog.inquiry": "product asked about",
    "catalog.quoteinvitation": "quotes asked for",
    "catalog.sourcingrequest": "sourcing open",
    "catalog.bulkjob": "list taken over",
    "bidding.tender": "explanation asked for",
    "bidding.bid": "explanation asked for",
    "bidding.explanation": "explanation asked for",
    "bidding.mendrequest": "tender under examination",
    "contracts.contract": "credit note issued",
    "contracts.delivery": "credit note issued",
    "contracts.invoice": "credit note issued",
    "contracts.creditnote": "credit note issued",
    "payments.obligation": "credit note issued",
    "payments.receivable": "receivable issued",
    "payments.instruction": "payment run sent",
    "esg.assessment": "esg result sent",
    "esg.correctiveaction": "esg action open",
    "esg.limitation": "esg limitation notified",
    "esg.mineraldeclaration": "esg minerals requested",
    "support.call": "support call open",
    "support.application": "support application sent",
    "support.project": "support project running",
    "support.visit": "support project visit reported",
    "support.claim": "support claim submitted",
    "support.labbooking": "support lab booked",
    "benefit.task": "benefit shared",
    "benefit.measurement": "benefit shared",
    "benefit.sharepart": "benefit shared",
    "innovilt.innoviltapplication": "innovilt submitted",
    "innovilt.certificate": "innovilt certificate valid",
    "innovilt.markuse": "innovilt mark requested",
    "jobs.vacancy": "jobs vacancy open",
    "jobs.match": "jobs match consented",
    "jobs.placement": "jobs placed",
    "friends.donation": "friends donation pledged",
    "friends.prepayment": "friends campaign matched",
}
OPEN = frozenset({"catalog.product", "bidding.tender"})


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
    known = ApiClient.objects.filter(company=company, scopes=sorted(scopes)).first()
    return acting_user(known or make_client(company, *scopes)[0], now=db_now())


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


def label(kind: EventKind) -> str:
    """What its things are."""
    about = subject(kind)
    return about.model._meta.label_lower if about else ""


def test_every_kind_has_a_world():
    assert {label(kind) for kind in KINDS if subject(kind)} == set(WORLDS)


def told(kind: EventKind, thing) -> dict:
    """The document of a kind for a thing: it can be sent, it names the thing, and its address is one of the API."""
    about = subject(kind)
    document = about.told(thing)
    assert json.loads(message_body(kind.code, document, at=db_now()))["data"].keys() == document.keys()
    assert document.get("uid") == (str(thing.uid) if hasattr(thing, "uid") else None), kind.code
    if about.door:
        assert resolve(urlsplit(document["api_url"]).path).url_name == about.door
    return document


def names_of(about: Subject) -> set[int]:
    """What an announcement may name on this stage."""
    return set(about.model._base_manager.exclude(**{about.where: None}).values_list(about.where, flat=True))


def owner_of(kind: EventKind, named: int, company: Company):
    """A program of the company; where the thing is a program, that one: each is told of itself alone."""
    if label(kind) == "partners.apiclient":
        return acting_user(ApiClient.objects.get(pk=named), now=db_now())
    return reader_for(company, kind.scope)


@pytest.mark.django_db
@pytest.mark.parametrize("stage", sorted(set(WORLDS.values())))
def test_the_document_of_every_kind_is_made_for_the_owner_of_a_thing_alone(stage):
    STAGES[stage]()
    found = [kind for kind in KINDS if WORLDS.get(label(kind)) == stage]
    named_of = {kind.code: names_of(subject(kind)) for kind in found}  # before programs are made, which are things, too
    stranger, owners = CompanyFactory(), defaultdict(set)
    for kind in found:
        about, rows = subject(kind), subject(kind).model._base_manager
        for named in named_of[kind.code]:
            payload = {about.payload: named}
            documents = [told(kind, thing) for thing in rows.filter(**{about.where: named})]
            for company in Company.objects.filter(pk__in=kind.companies(payload) or [], is_buyer=False):
                heard = kind.data(payload, owner_of(kind, named, company))
                assert heard in (None, *documents), kind.code
                owners[kind.code] |= {company} if heard else set()
            if about.owners and label(kind) not in OPEN:
                assert kind.data(payload, reader_for(stranger, kind.scope)) is None, kind.code
        assert named_of[kind.code], kind.code
        assert owners[kind.code] or not about.owners, kind.code


@pytest.mark.django_db
def test_an_export_is_told_to_the_program_that_asked_for_it_alone():
    STAGES["export of a program"]()
    export = Export.objects.get()
    for code in ("export.ready", "export.failed"):
        kind, payload = kinds.get(code), {"export": export.pk}
        document = kind.data(payload, export.asked_by)
        assert (document["uid"], document["number"]) == (str(export.uid), export.number)
        assert resolve(urlsplit(document["api_url"]).path).url_name == "api-export-detail"
        assert list(kind.companies(payload)) == [export.company_id]
        assert kind.data(payload, reader_for(export.company, "catalog.read", kind.scope, "tender.read")) is None
