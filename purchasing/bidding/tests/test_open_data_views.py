"""Open data and figures for everybody: pages, bulk files, packages for programs."""

import csv
import io
import json
from decimal import Decimal

import pytest
from rest_framework.test import APIClient

from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in
from purchasing.bidding import services
from purchasing.bidding.models import OcdsRelease
from purchasing.bidding.queries.figures_shown import _most
from purchasing.bidding.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def english(client):
    client.cookies["django_language"] = "en"
    return client


def released(stage: factories.Stage) -> OcdsRelease:
    services.release(stage.tender)
    return OcdsRelease.objects.get(tender=stage.tender)


def test_the_page_says_when_there_is_nothing(english):
    assert "Nothing has been released yet" in english.get("/tenders/open-data/").content.decode()


def test_the_page_names_the_files_of_each_year(english):
    release = released(factories.published())
    year = release.released_at.year

    body = english.get("/tenders/open-data/").content.decode()

    assert f"/tenders/open-data/releases-{year}.json" in body
    assert f"/tenders/open-data/records-{year}.jsonl" in body


def test_what_packages_name_as_their_licence_stands_on_the_page(english):
    body = english.get("/tenders/open-data/").content.decode()

    assert 'id="use"' in body
    assert "Free for every purpose; name the source" in body
    assert "a day is told by its beginning in Korea (+09:00)" in body


def test_the_bulk_files_hold_a_package_and_one_record_a_line(client):
    first, second = released(factories.published()), released(factories.awarded())
    year = first.released_at.year

    package = json.loads(client.get(f"/tenders/open-data/releases-{year}.json").getvalue())
    lines = client.get(f"/tenders/open-data/records-{year}.jsonl").getvalue().decode().splitlines()

    assert [release["id"] for release in package["releases"]] == [first.document["id"], second.document["id"]]
    assert package["version"] == "1.1"
    assert package["license"] == f"{package['publicationPolicy']}#use"
    assert {json.loads(line)["ocid"] for line in lines} == {first.ocid, second.ocid}
    assert all(json.loads(line)["tag"] == ["compiled"] for line in lines)


@pytest.mark.parametrize("name", ["releases-1999.json", "records-1999.jsonl"])
def test_a_year_without_releases_has_no_file(client, name):
    assert client.get(f"/tenders/open-data/{name}").status_code == 404


def test_programs_read_releases_page_by_page(monkeypatch):
    monkeypatch.setattr("purchasing.bidding.api.open_data.MOST_PER_PAGE", 1)
    first, second = released(factories.published()), released(factories.published())
    api = APIClient()

    page = api.get("/api/v1/ocds/releases/").json()
    following = api.get(page["links"]["next"].split("8000", 1)[-1]).json()

    assert [release["ocid"] for release in page["releases"]] == [first.ocid]
    assert [release["ocid"] for release in following["releases"]] == [second.ocid]
    assert "links" not in following


def test_programs_read_only_what_is_new():
    old = released(factories.published())
    new = released(factories.published())
    since = new.released_at.isoformat().replace("+00:00", "Z")

    page = APIClient().get("/api/v1/ocds/releases/", {"since": since}).json()

    assert [release["ocid"] for release in page["releases"]] == [new.ocid]
    assert old.ocid != new.ocid


@pytest.mark.parametrize("asked", [{"since": "yesterday"}, {"after": "-1"}, {"sinse": "2026-01-01T00:00:00Z"}])
def test_a_parameter_that_does_not_fit_is_a_400(asked):
    assert APIClient().get("/api/v1/ocds/releases/", asked).status_code == 400


def test_a_record_holds_its_releases_and_their_sum():
    release = released(factories.awarded())
    api = APIClient()

    [record] = api.get(f"/api/v1/ocds/records/{release.ocid}/").json()["records"]
    [listed] = api.get("/api/v1/ocds/records/").json()["records"]

    assert record == listed
    assert [each["id"] for each in record["releases"]] == [release.document["id"]]
    assert record["compiledRelease"]["awards"][0]["value"]["amount"] == 78_500_000
    assert api.get("/api/v1/ocds/records/ocds-none/").status_code == 404


@pytest.mark.parametrize("tenders", [1, 3])
def test_records_cost_the_same_for_one_and_for_three(tenders, django_assert_num_queries):
    for _ in range(tenders):
        released(factories.published())
    api = APIClient()
    api.get("/api/v1/ocds/records/")

    with django_assert_num_queries(4):  # ids, releases, clock, publisher
        answer = api.get("/api/v1/ocds/records/")

    assert len(answer.json()["records"]) == tenders


# Figures -------------------------------------------------------------------------------------------------------------
def test_without_tenders_every_figure_says_so(english):
    assert english.get("/tenders/figures/").content.decode().count("No data in this period.") == 8


def test_the_figures_add_up(english):
    factories.awarded()
    factories.evaluated(prices=(50_000_000, 52_000_000, 54_000_000))
    factories.closed(prices=(90_000_000, 91_000_000, 92_000_000, 93_000_000))

    shown = {row["figure"].key: row["headline"] for row in english.get("/tenders/figures/").context["shown"]}

    assert shown["rules"] == "100%"
    assert shown["bidders"].startswith("4.0, mean 4.0") or shown["bidders"].startswith("4, mean 4.0")
    assert shown["ratios"] == "75–80%"
    assert shown["verdicts"] == "50%"  # one of five, three of three
    assert shown["endings"] == "50%"
    assert shown["cycle"]
    assert "cases" not in shown


def test_groups_with_as_many_awards_are_all_named():
    assert _most({"80–85": [1], "85–90": [3], "90–95": [0], "95–100": [3]}) == "85–90%, 95–100%"
    assert _most({"80–85": [0], "85–90": [0]}) == ""


def test_the_page_says_that_those_by_invitation_are_counted(english):
    factories.published(reach="invited", reach_reason="특허", invited=[supplier().company, supplier().company])

    page = english.get("/tenders/figures/")

    rules = next(row for row in page.context["shown"] if row["figure"].key == "rules")
    assert rules["headline"] == "100%"
    assert "also by invitation: those join the public list when they have ended." in page.content.decode()
    assert english.get("/tenders/").context["results"].paginator.count == 0


@pytest.mark.parametrize(("tenders", "told"), [(1, False), (2, False), (3, True)])
def test_no_figure_tells_how_many_have_bid_in_a_single_tender(english, tenders, told):
    for _ in range(tenders):
        factories.closed(prices=(90_000_000, 91_000_000))

    page = english.get("/tenders/figures/")
    shown = {row["figure"].key: row["headline"] for row in page.context["shown"]}
    assert ("mean 2.0" in shown["bidders"]) == told
    assert ("2.0" in english.get("/tenders/figures/bidders.csv").content.decode()) == told


def test_the_figures_of_small_enterprises_and_of_objections_add_up(english):
    awarded = [factories.awarded() for _ in range(4)]
    for stage, size in zip(awarded, ("MICRO", "MEDIUM", "LARGE", ""), strict=True):
        stage.tender.winner.company.size_class = size
        stage.tender.winner.company.save()
    for upheld in (True, False, False):
        stage = factories.standing()
        told = {"ground": "own_bid", "text": "하한가를 확인해 주십시오.", "key": factories.key()}
        objection = services.lodge_objection(stage.tender, **told, by=stage.bidders[2])
        answer = {"remedy": "drop_winner"} if upheld else {}
        answer |= {"answer": "계산을 다시 확인했습니다.", "no_conflict": True}
        services.decide_objection(objection, upheld=upheld, **answer, by=staff("CP"))

    figures = {row["figure"].key: row for row in english.get("/tenders/figures/").context["shown"]}

    assert figures["winners"]["headline"] == "50%"  # micro and medium of four
    assert figures["objections"]["headline"] == "33.3%"
    for name, sums in (("winners", [2, 2]), ("objections", [1, 2])):
        text = english.get(f"/tenders/figures/{name}.csv").content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text)))[1:]
        assert [sum(int(row[column]) for row in rows) for column in (1, 2)] == sums


def test_how_many_cases_there_are_is_for_who_looks_at_them(english):
    stage = factories.opened(prices=(95_000_000, 98_000_000, 98_400_000, 98_700_000, 99_000_000))
    services.screen_tender(stage.tender, "opening")
    assert english.get("/tenders/figures/cases.csv").status_code == 404

    sign_in(english, staff("AU"))

    shown = {row["figure"].key: row["headline"] for row in english.get("/tenders/figures/").context["shown"]}
    assert shown["cases"] == "0%"


def test_a_figure_as_csv_holds_plain_numbers(english):
    factories.awarded()

    rows = list(csv.reader(io.StringIO(english.get("/tenders/figures/ratios.csv").content.decode("utf-8-sig"))))

    assert rows[0] == ["Percent of the base price", "Awards"]
    assert ["75–80", "1"] in rows
    assert sum(Decimal(row[1]) for row in rows[1:]) == 1
    assert english.get("/tenders/figures/nothing.csv").status_code == 404


@pytest.mark.parametrize("tenders", [1, 3])
def test_figures_cost_the_same_for_one_and_for_three(english, tenders, django_assert_num_queries):
    for _ in range(tenders):
        factories.awarded()
    english.get("/tenders/figures/")

    with django_assert_num_queries(9):
        assert english.get("/tenders/figures/").status_code == 200
