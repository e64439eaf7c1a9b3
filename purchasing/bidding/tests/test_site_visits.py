"""The yearly sample of certified companies: drawn once and repeatable, visited, decided by a second person."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.files.services import store_upload
from portal.files.tests.factories import pdf_bytes, upload
from portal.outbox.models import JobRun
from portal.outbox.services import deliver_due
from portal.people.models import Certificate
from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in
from purchasing.bidding import queries, services
from purchasing.bidding.models import SiteSample, SiteVisit
from purchasing.bidding.rules.site_sample import list_fingerprint, sample_seed, site_sample
from purchasing.bidding.tests import tco_stage as costs

pytestmark = pytest.mark.django_db


def certified(count: int, kind: str = "WOMEN"):
    people = [supplier() for _ in range(count)]
    for person in people:
        costs.certify(person, kind)
    return people


def drawn_visit() -> SiteVisit:
    certified(1)
    services.draw_site_sample()
    return SiteVisit.objects.get()


def report(visit: SiteVisit, finding: str = "nominal", by=None, **changes) -> SiteVisit:
    by = by or staff("SG")
    evidence = store_upload(upload("현장 보고.pdf", pdf_bytes()), company=by.company, by=by)
    told = {"visited_on": today(), "visitors": "상생팀 2인", "finding": finding, "report": "남편이 모두 결정합니다."}
    return services.report_visit(visit, **told | changes, evidence=evidence, by=by)


def test_five_percent_rounded_up_are_drawn_once_a_year_and_anybody_draws_them_again():
    people = certified(21)
    costs.certify(people[0], "SOCIAL_ENT")
    expired = supplier()
    costs.certify(expired, valid_to=today() - timedelta(days=1))
    costs.certify(supplier(), "VETERANS")  # not a preferred category

    assert services.draw_site_sample() == 2
    assert services.draw_site_sample() == 0

    sample = SiteSample.objects.get()
    assert sample.year == today().year
    assert sample.listed == sorted(person.company.number for person in people)
    assert sample.list_sha256 == list_fingerprint(sample.listed)
    assert sample.seed == sample_seed(sample.year, sample.list_sha256, sample.chance)
    assert sample.drawn == site_sample(sample.listed, sample.seed, sample.share)
    visits = SiteVisit.objects.select_related("company")
    assert sorted(visit.company.number for visit in visits) == sorted(sample.drawn)
    assert JobRun.objects.filter(name="preference-audit", period=str(sample.year)).count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        SiteSample.objects.update(seed="0" * 64)


def test_nobody_certified_draws_nothing_and_the_year_is_not_lost():
    assert services.draw_site_sample() == 0
    assert not JobRun.objects.filter(name="preference-audit").exists()
    certified(1)
    assert services.draw_site_sample() == 1


def test_another_chance_draws_others_and_every_company_can_be_drawn():
    numbers = [f"CMP-{place:03d}" for place in range(40)]
    seen = {number for turn in range(200) for number in site_sample(numbers, f"{turn}")}
    assert seen == set(numbers)


def test_an_owner_in_name_only_loses_the_certificate_by_a_second_person():
    visit, reporter, decider = drawn_visit(), staff("PO"), staff("ER")
    report(visit, by=reporter)
    certificate = Certificate.objects.get(company=visit.company)
    assert certificate.state == "valid"  # a report alone changes nothing
    with pytest.raises(NotAllowed, match="does not decide"):
        services.decide_visit(visit, by=reporter)

    services.decide_visit(visit, by=decider)

    visit.refresh_from_db()
    certificate.refresh_from_db()
    assert (visit.state, visit.decided_by, certificate.state) == ("revoked", decider, "revoked")
    assert queries.preferred_companies([visit.company_id], today()) == set()
    assert visit.company.number not in queries.certified_companies(today())
    with pytest.raises(WrongState):
        services.decide_visit(visit, by=decider)
    with pytest.raises(IntegrityError), transaction.atomic():
        SiteVisit.objects.filter(pk=visit.pk).update(report="anders")


def test_a_genuine_company_keeps_it_and_a_doubtful_report_is_repeated():
    visit, decider = drawn_visit(), staff("ER")
    report(visit, finding="genuine")
    with pytest.raises(RuleBroken, match="Say why the visit is repeated"):
        services.repeat_visit(visit, reason=" ", by=decider)
    services.repeat_visit(visit, reason="사진이 없습니다.", by=decider)
    visit.refresh_from_db()
    assert (visit.state, visit.finding, visit.evidence) == ("due", "", None)
    report(visit, finding="genuine")
    services.decide_visit(visit, by=decider)
    assert SiteVisit.objects.get().state == "genuine"
    assert Certificate.objects.get().state == "valid"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"visited_on": "tomorrow"}, "visited_on"),
        ({"visited_on": "last year"}, "visited_on"),
        ({"finding": "other"}, "finding"),
        ({"visitors": " "}, "visitors"),
        ({"report": ""}, "report"),
    ],
)
def test_a_report_is_whole(changes, field):
    visit = drawn_visit()
    days = {"tomorrow": today() + timedelta(days=1), "last year": today() - timedelta(days=366)}
    with pytest.raises(RuleBroken) as refusal:
        report(visit, **{name: days.get(value, value) for name, value in changes.items()})
    assert refusal.value.field == field
    assert SiteVisit.objects.get().state == "due"


def test_only_purchasing_and_shared_growth_report_and_nobody_of_the_company():
    visit = drawn_visit()
    for person in (staff("AP"), staff("AU"), supplier(), supplier(company=visit.company)):
        with pytest.raises(NotAllowed):
            services.report_visit(
                visit, visited_on=today(), visitors="x", finding="genuine", report="x", evidence=None, by=person
            )


def test_a_company_is_not_told_before_the_decision(client):
    visit = drawn_visit()
    own = supplier(company=visit.company)
    assert not queries.site_visits_visible_to(own).exists()
    report(visit, finding="genuine")
    assert not queries.site_visits_visible_to(own).exists()
    services.decide_visit(visit, by=staff("ER"))
    assert queries.site_visits_visible_to(own).get() == visit
    assert not queries.site_visits_visible_to(supplier()).exists()
    sign_in(client, own)
    assert client.get(reverse("bidding:site-visits")).status_code == 404
    assert client.get(reverse("bidding:site-visit", args=[visit.uid])).status_code == 404


def test_the_pages_from_the_sample_to_the_decision(client):
    client.cookies["django_language"] = "en"
    visit, reporter, decider = drawn_visit(), staff("SG"), staff("PO")
    while deliver_due():
        continue
    sign_in(client, reporter)
    assert "is drawn: 1 to visit" in client.get(reverse("notices:notice-list")).content.decode()
    page = client.get(reverse("bidding:site-visits")).content.decode()
    assert visit.sample.seed in page
    assert visit.company.name in page
    url = reverse("bidding:site-visit-report", args=[visit.uid])
    told = {
        "visited_on": today().isoformat(),
        "visitors": "상생팀 2인",
        "finding": "shell",
        "report": "빈 사무실입니다.",
    }
    bare = client.post(url, told)
    assert bare.status_code == 422
    assert "빈 사무실입니다." in bare.content.decode()  # nothing typed is lost
    assert client.post(url, told | {"evidence": upload("사진.pdf", pdf_bytes())}).status_code == 303
    assert (
        "Who reports a visit does not decide on it."
        in client.get(reverse("bidding:site-visit", args=[visit.uid])).content.decode()
    )
    client.cookies["django_language"] = "en"
    sign_in(client, decider)
    assert (
        "Confirm and revoke the certificates"
        in client.get(reverse("bidding:site-visit", args=[visit.uid])).content.decode()
    )
    assert client.post(reverse("bidding:site-visit-repeat", args=[visit.uid]), {"reason": ""}).status_code == 422
    assert client.post(reverse("bidding:site-visit-decide", args=[visit.uid])).status_code == 303
    assert Certificate.objects.get().state == "revoked"


@pytest.mark.parametrize("companies", [1, 41])
def test_the_page_costs_the_same_for_one_visit_and_for_three(client, companies, django_assert_num_queries):
    certified(companies)
    services.draw_site_sample()
    assert SiteVisit.objects.count() == (1 if companies == 1 else 3)
    sign_in(client, staff("PO"))
    client.get(reverse("bidding:site-visits"))
    with django_assert_num_queries(9):
        assert client.get(reverse("bidding:site-visits")).status_code == 200
