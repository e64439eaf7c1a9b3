"""Doors: the list of tenders and a tender's page."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from portal.clock import db_now
from portal.outbox.models import JobRun
from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in
from purchasing.bidding import services
from purchasing.bidding.services import LineIn
from purchasing.bidding.services.outages import HEART
from purchasing.bidding.tests import factories as make

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


def page_of(client, tender, name="tender-detail", *args):
    return client.get(reverse(f"bidding:{name}", args=[tender.number, *args]))


@pytest.mark.parametrize("tenders", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(client, tenders, django_assert_num_queries):
    cast = make.Cast()
    for _ in range(tenders):
        make.published(cast)

    with django_assert_num_queries(3):  # the clock, how many, the tenders
        response = client.get(reverse("bidding:tender-list"))

    assert len(response.context["rows"]) == tenders


def test_a_visitor_sees_published_tenders_and_no_drafts(client):
    cast = make.Cast()
    shown, hidden = (
        make.published(cast, title_ko="공개 입찰").tender,
        make.in_review(cast, title_ko="비공개 초안").tender,
    )

    text = client.get(reverse("bidding:tender-list")).content.decode()

    assert shown.number in text
    assert hidden.number not in text
    assert client.get(reverse("bidding:tender-detail", args=[hidden.number])).status_code == 404
    assert client.get(reverse("bidding:tender-detail", args=[hidden.uid])).status_code == 404


@pytest.mark.parametrize("key", ["TND-2026-999999", "nothing", "0" * 200, "%00", "../admin"])
def test_a_tender_that_is_not_there_is_a_404(client, key):
    assert client.get(f"/tenders/{key}/").status_code in (400, 404)


def test_number_and_uid_lead_to_the_same_page(client):
    tender = make.published().tender
    for key in (tender.number, tender.number.lower(), tender.uid):
        assert tender.title_en in client.get(reverse("bidding:tender-detail", args=[key])).content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=커플", True),  # in a line
        ("q=연간", True),
        ("q=펌프", False),
        ("q=커플 연간", True),  # each word where it stands
        ("q=커플 펌프", False),
        ("stage=open", True),
        ("stage=awarded", False),
        ("kind=goods&closing=", True),
        ("kind=works", False),
        ("closing=7", False),
        ("stage=nonsense&kind=goods", True),  # what is broken is ignored
        ("page=99", True),
    ],
)
def test_the_filters_live_in_the_address(client, query, found):
    tender = make.published().tender

    response = client.get(f"{reverse('bidding:tender-list')}?{query}")

    assert response.status_code == 200
    assert (tender.number in response.content.decode()) is found
    if not found:
        assert "Show all tenders" in response.content.decode()


def test_a_list_asked_for_a_page_that_is_not_there_says_so(client):
    make.published()
    assert "There is only one page." in client.get(f"{reverse('bidding:tender-list')}?page=99").content.decode()


def test_a_word_too_many_is_found_without_it(client):
    client.cookies["django_language"] = "en"
    make.published(title_en="Roller bearings")
    make.published(title_en="Shaft couplings")
    make.published(title_en="More couplings")
    url = reverse("bidding:tender-list")

    ways = client.get(f"{url}?q=bearings couplings&kind=goods").context["ways_out"]

    assert [(way["label"], way["total"]) for way in ways] == [
        ("Without the word “bearings”", 2),
        ("Without the word “couplings”", 1),
    ]
    for way in ways:
        assert client.get(f"{url}{way['url']}").context["results"].paginator.count == way["total"]
    assert client.get(f"{url}?q=bearings").context["ways_out"] == []
    assert client.get(f"{url}?q=pumps valves").context["ways_out"] == []


def test_a_class_is_looked_for_by_its_code(client):
    number = make.published(lines=[LineIn("배전반", Decimal(1), "EA", class_code="39121001")]).tender.number
    url = reverse("bidding:tender-list")
    assert number in client.get(f"{url}?q=39121001").content.decode()
    assert number not in client.get(f"{url}?q=3912100").content.decode()


def test_an_outage_that_moved_the_deadline_is_told_on_the_notice(client):
    stage = make.published()
    services.beat()
    make._while_away(
        "bidding_keep_promises",
        "UPDATE bidding_tender SET opens_at = opens_at - interval '1 day', "
        "closes_at = clock_timestamp() + interval '5 minutes' WHERE id = %s",
        [stage.tender.pk],
    )
    JobRun.objects.filter(name=HEART).update(started_at=db_now() - timedelta(minutes=50))
    assert services.beat() is not None

    text = client.get(reverse("bidding:tender-detail", args=[stage.tender.number])).content.decode()

    assert "the portal could not be reached; all that were hit got more time." in text
    assert reverse("bidding:outages") not in text


def test_htmx_gets_the_results_alone(client):
    make.published()
    url = reverse("bidding:tender-list")

    part, whole = client.get(url, headers=HTMX).content.decode(), client.get(url).content.decode()

    assert "<html" in whole
    assert "<html" not in part
    assert 'id="tender-results"' in part


def test_only_staff_filter_for_drafts(client):
    cast = make.Cast()
    draft = make.draft(cast).tender
    url = reverse("bidding:tender-list") + "?stage=draft"

    assert draft.number not in client.get(url).content.decode()
    sign_in(client, cast.officer)
    assert draft.number in client.get(url).content.decode()


def test_a_tender_tells_its_rule_and_clock_but_nothing_about_bids(client):
    stage = make.published(prices=[987_654_321, 876_543_210], base_won=Decimal(765_432_198))

    response = page_of(client, stage.tender)

    text = response.content.decode()
    assert "85%" in text
    assert "data-deadline" in text
    assert stage.tender.base_price.commitment in text
    for bidder in stage.bidders:
        assert bidder.company.legal_name_ko not in text
    for amount in ("987,654", "987654", "876,543", "876543", "765,432", "765432"):
        assert amount not in re.sub(r'data-now="[^"]*"|datetime="[^"]*"|[0-9a-f]{40,}|csrf[^>]*>', "", text)


@pytest.mark.parametrize("role", ["officer", "approver", "evaluator", "auditor", "admin", "member", "rival", "visitor"])
def test_the_count_of_bids_is_secret_before_the_deadline(client, role):
    stage = make.published(prices=[987_654_321, 876_543_210, 954_321_678])
    cast = stage.cast
    people = {
        "officer": lambda: cast.officer,
        "approver": lambda: cast.approver,
        "evaluator": lambda: cast.evaluator,
        "auditor": lambda: staff("AU"),
        "admin": lambda: staff("AD"),
        "member": lambda: cast.openers[0],
        "rival": supplier,
    }
    if role in people:
        sign_in(client, people[role]())

    text = page_of(client, stage.tender).content.decode()
    other = make.published(cast, title_ko=stage.tender.title_ko)
    empty = page_of(client, other.tender).content.decode()

    def plain(source, tender):
        for changing in (
            tender.number,
            str(tender.uid),
            tender.base_price.commitment,
            tender.base_price.commitment[:16],
        ):
            source = source.replace(changing, "…")
        source = re.sub(r'"X-CSRFToken": "\w+"|csrfmiddlewaretoken" value="\w+"', "…", source)
        return re.sub(r"[0-9a-f]{16,}|\d+", "…", source)

    assert plain(text, stage.tender) == plain(empty, other.tender)  # with three bids and with none: the same page


def test_the_deadline_moved_is_told_on_the_page(client):
    stage = make.published()
    later = stage.tender.closes_at + timedelta(days=2)
    extension = services.request_extension(stage.tender, closes_at=later, reason="도면 정정", by=stage.cast.officer)
    services.approve_extension(extension, by=stage.cast.approver)

    assert "도면 정정" in page_of(client, stage.tender).content.decode()


def test_a_tender_that_opens_later_says_so(client):
    tender = make.published(opens_at=db_now() + timedelta(days=1)).tender

    text = page_of(client, tender).content.decode()

    assert "Opens soon" in text


def test_a_result_is_published_with_every_name_price_and_reason(client):
    stage = make.awarded()

    text = page_of(client, stage.tender).content.decode()
    whole = page_of(client, stage.tender, "result-detail").content.decode()

    for page_text in (text, whole):
        for bid in stage.bids():
            assert bid.company.name in page_text
            assert f"{bid.price_won:,}" in page_text
        assert "78,497,500" in page_text  # the limit
        assert "84,700,000" in page_text  # the mean
        assert "10,497,500" in page_text  # by how much the excluded bid lies below


@pytest.mark.parametrize("state", ["published", "closed", "opened", "evaluated", "proposed"])
@pytest.mark.parametrize("reader", ["visitor", "rival", "bidder"])
def test_no_result_before_it_is_published(client, state, reader):
    stage = getattr(make, state)(prices=[987_654_321, 876_543_210, 954_321_678], base_won=Decimal(954_321_000))
    if reader == "rival":
        sign_in(client, supplier())
    elif reader == "bidder":
        sign_in(client, stage.bidders[0])

    assert page_of(client, stage.tender, "result-detail").status_code == 404
    assert page_of(client, stage.tender, "evaluation-detail").status_code in (303, 404)
    text = page_of(client, stage.tender).content.decode()
    for amount in ("987,654,321", "876,543,210", "954,321,678", "954,321,000"):
        assert amount not in text
    for bidder in stage.bidders[1:]:
        assert bidder.company.legal_name_ko not in text
        assert bidder.company.legal_name_en not in text


def test_a_failed_and_a_cancelled_tender_say_why(client):
    cast = make.Cast()
    failed = make.evaluated(cast, prices=[50_000_000, 52_000_000, 54_000_000]).tender
    cancelled = make.published(cast).tender
    services.cancel_tender(cancelled, reason="설비 계획 변경", by=cast.approver)

    assert "LPL-05" in page_of(client, failed).content.decode()
    assert "설비 계획 변경" in page_of(client, cancelled).content.decode()


def test_only_staff_see_the_timeline(client):
    stage = make.published()

    assert "Audit trail" not in page_of(client, stage.tender).content.decode()
    sign_in(client, stage.cast.officer)
    response = page_of(client, stage.tender)
    assert [entry.what for entry in response.context["entries"]][:1] == ["bidding.tender.publish"]
