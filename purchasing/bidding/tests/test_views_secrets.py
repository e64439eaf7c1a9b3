"""What is sealed is written nowhere else: pages, session, notices, mail, log, audit, outbox, cache."""

import io
import logging
from decimal import Decimal

import pytest
from django.core import mail
from django.http import Http404
from django.test import RequestFactory
from django.urls import reverse
from django.views.debug import SafeExceptionReporterFilter

from portal.outbox.services import deliver_due
from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in
from purchasing.bidding import services, views
from purchasing.bidding.models import Bid
from purchasing.bidding.tests import factories as make
from purchasing.bidding.tests.written import everything_written_but_bids

pytestmark = pytest.mark.django_db
CANARY = ("987654321", "987,654,321", "9억 8,765만")
DECLARED = {"alone": "on", "same_terms": "on"}
BID = {"total_won": "987,654,321", "vat": "without", **DECLARED}
BASE = {"amount_won": "987,654,321", "again_won": "987,654,321", "basis": "직전 계약", "no_conflict": "on"}


@pytest.fixture
def log():
    """Everything that is logged, at every level."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def assert_unwritten(*texts):
    everything = everything_written_but_bids() + "".join(texts)
    everything += "".join(f"{each.subject}\n{each.body}{each.alternatives}" for each in mail.outbox)
    for canary in CANARY:
        assert canary not in everything


def test_a_bid_leaves_no_trace_of_its_amount(client, log):
    logging.getLogger("django.db.backends").setLevel(logging.INFO)  # statements are not logged in operation
    stage, bidder = make.published(), supplier()
    sign_in(client, bidder)
    url = reverse("bidding:bid-submit", args=[stage.tender.number])

    for step in ("figures", "check", "edit", "check", "seal"):
        client.post(url, {**BID, "step": step, "key": "a" * 32})
    client.post(url, {**BID, "total_won": "987,654,321x", "step": "check"})  # a mistake is not stored either
    deliver_due()
    deliver_due()

    assert Bid.objects.get().price_won == 987_654_321
    assert mail.outbox  # the receipt was sent, without the amount
    assert_unwritten(log.getvalue(), str(dict(client.session)))


def test_a_base_price_leaves_no_trace_of_its_amount(client, log):
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    stage = make.draft()
    sign_in(client, stage.cast.estimator)
    url = reverse("bidding:base-price-seal", args=[stage.tender.number])

    for step in ("check", "edit", "seal"):
        client.post(url, {**BASE, "step": step})
    deliver_due()

    assert_unwritten(log.getvalue(), str(dict(client.session)))


@pytest.mark.parametrize(("door", "typed"), [("bid-submit", BID), ("base-price-seal", BASE)])
def test_a_lost_session_keeps_nothing_of_a_secret_form(client, door, typed):
    tender = make.published().tender if door == "bid-submit" else make.draft().tender

    response = client.post(reverse(f"bidding:{door}", args=[tender.number]), {**typed, "step": "seal"})

    assert response.status_code in (302, 303)
    assert_unwritten(str(dict(client.session)), response["Location"])


@pytest.mark.parametrize("view", [views.bid_submit, views.base_price_seal])
def test_an_error_report_hides_what_was_typed(view):
    request = RequestFactory().post("/", {"total_won": "987,654,321", "amount_won": "987,654,321"})
    request.user = staff("AD")
    with pytest.raises(Http404):
        view(request, key="nonsense")

    hidden = SafeExceptionReporterFilter()
    hidden.is_active = lambda _request: True

    assert set(hidden.get_post_parameters(request).values()) == {hidden.cleansed_substitute}


@pytest.mark.parametrize("role", ["PO", "CE", "OC", "EV", "AP", "AU", "CP", "AD", "RQ"])
@pytest.mark.parametrize("state", ["published", "closed"])
def test_no_page_of_any_role_shows_a_sealed_amount_or_a_bidder(client, role, state):
    stage = getattr(make, state)(prices=[987_654_321, 987_654_322], base_won=Decimal(987_654_320))
    person = staff(role)
    sign_in(client, person)
    pages = [
        reverse("home:dashboard"),
        reverse("bidding:tender-list"),
        reverse("notices:notice-list"),
        *(
            reverse(f"bidding:{name}", args=[stage.tender.number])
            for name in ("tender-detail", "opening-detail", "evaluation-detail", "result-detail", "base-price-seal")
        ),
    ]
    deliver_due()

    for page in pages:
        text = client.get(page).content.decode()
        for secret in ("987,654,32", "98765432", *(bidder.company.legal_name_ko for bidder in stage.bidders)):
            assert secret not in text, page


def test_no_notice_and_no_mail_of_a_whole_tender_holds_an_amount():
    stage = make.proposed(prices=[987_654_321, 987_654_322, 987_654_323], base_won=Decimal(987_654_320))
    services.approve_award(stage.tender.decisions.get(), by=stage.cast.second_approver)
    for _ in range(4):
        deliver_due()

    told = "".join(f"{each.subject}{each.body}{each.alternatives}" for each in mail.outbox)
    assert stage.tender.number in told
    assert "987654" not in told
    assert "987,654" not in told
