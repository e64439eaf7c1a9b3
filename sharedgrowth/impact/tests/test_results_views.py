"""The pages of results: numbers that lead to their rows, files, what is hidden, what the front page follows."""

import csv
import hashlib
import io
import json
import zipfile

import pytest
from django.conf import settings
from django.urls import reverse
from pypdf import PdfReader

from portal.clock import today
from portal.results import Column, Result, reading, results, rows_hidden, until_now, year_of
from portal.tests.factories import staff
from portal.tests.signin import sign_in
from sharedgrowth.impact.models import ProgrammeDirection, Report
from sharedgrowth.impact.queries import results as queries
from sharedgrowth.impact.services import reports as services

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"impact:{name}", args=args)


@pytest.fixture
def rows(monkeypatch):
    """Two results whose rows the test chooses: one of firms, one of people."""
    found = [{"day": f"2026-{month:02}", "firm": "한빛정밀", "won": 1_000_000 * month} for month in range(1, 4)]
    people = [{"site": "=포항", "people": 12}, {"site": "광양", "people": 3}, {"site": "서울", "people": 9}]
    common = {"programme": "tenders", "unit": "won", "formula": "All rows.", "title": "Money that moved"}
    for entry in (
        Result(
            key="test.won", rows=lambda period: found, value=lambda rows: sum(row["won"] for row in rows),
            columns=[Column(key="day", title="Day", of="day"),
                     Column(key="firm", title="Firm", of="firm", inside=True),
                     Column(key="won", title="Won", of="won", kind="money")],
            row_url=lambda row: "/dashboard/", **common,
        ),
        Result(
            key="test.people", rows=lambda period: people, value=lambda rows: sum(row["people"] for row in rows),
            columns=[Column(key="site", title="Site", of="site"),
                     Column(key="people", title="People", of="people", kind="number")],
            people=lambda row: row["people"], suppress_below=5, **(common | {"title": "People trained"}),
        ),
    ):  # fmt: skip
        monkeypatch.setitem(results._entries, entry.key, entry)
    return found


@pytest.mark.parametrize("language", ["ko", "en"])
def test_everybody_reads_every_page(client, language):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    services.start_report(year=today().year, by=staff("SG"))
    report = Report.objects.get()
    services.propose_report(report, by=report.written_by)
    report = services.publish_report(report, by=staff("CC"))
    where = [report.year, report.version]
    for path in (
        url("overview"), url("overview") + "?year=all", url("overview") + "?year=nonsense", url("published-list"),
        url("published-csv"), url("open-data"), url("report-list"), url("report-detail", *where),
        url("report-newest", report.year), url("number-detail", *where, "bidding.awards"),
        url("number-csv", *where, "bidding.awards"), url("feed", "rss"), url("feed", "atom"),
        *(url("result-detail", result.key) for result in results),
    ):  # fmt: skip
        assert client.get(path).status_code == 200, path
    assert client.get(url("result-detail", "no.such")).status_code == 404
    assert client.get(url("number-detail", *where, "no.such")).status_code == 404
    assert client.get(url("report-detail", 2019, 1)).status_code == 404
    paper = client.get(url("report-pdf", *where))
    assert paper.content[:5] == b"%PDF-"
    led = {
        each["/A"]["/URI"]
        for sheet in PdfReader(io.BytesIO(paper.content)).pages
        for each in (note.get_object() for note in sheet.get("/Annots", []))
    }
    for door in ("number-detail", "number-csv"):  # each number of the paper leads to its page and its rows
        assert {f"{settings.BASE_URL}{url(door, *where, result.key)}" for result in results} <= led
    assert client.get(url("report-pdf", *where)).content == paper.content  # the same bytes each time
    assert client.get(url("report-start")).status_code == 303  # visitors sign in


def test_a_number_leads_to_its_rows_and_hides_what_is_for_staff(client, rows):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    page = client.get(url("result-detail", "test.won"))
    assert "6,000,000" not in page.content.decode()  # written short
    assert page.context["value"].startswith('<data value="6000000">')
    assert "한빛정밀" not in page.content.decode()
    assert "/dashboard/" not in page.content.decode()
    assert client.get(url("result-csv", "test.won")).content.decode() == (
        "\ufeffday,won\r\n2026-01,1000000\r\n2026-02,2000000\r\n2026-03,3000000\r\n"
    )
    sign_in(client, staff("SG"))
    page = client.get(url("result-detail", "test.won")).content.decode()
    assert "한빛정밀" in page
    assert "/dashboard/" in page
    assert "한빛정밀" in client.get(url("result-csv", "test.won")).content.decode()
    sign_in(client, staff("RQ"))
    assert "한빛정밀" not in client.get(url("result-detail", "test.won")).content.decode()


def test_few_people_are_not_told(client, rows):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    file = client.get(url("result-csv", "test.people")).content.decode()
    assert file == "\ufeffsite,people\r\n'=포항,12\r\n광양,\r\n서울,\r\n"  # 3 are too few; 9 would tell them
    page = client.get(url("result-detail", "test.people"))
    assert page.context["hides"]
    told = client.get("/api/v1/results/test.people/").json()
    assert (told["value"], told["lines"][1], told["columns"]) == ("24.000000", ["광양", ""], ["site", "people"])


def of_years(**years):
    """A result about people whose rows differ by year; each row (trained, completed)."""

    def rows(period):
        return [
            {"site": site, "trained": trained, "completed": completed}
            for year, found in years.items()
            if period.first.year <= int(year[1:]) <= period.last.year
            for site, trained, completed in found
        ]

    return Result(
        key="test.years", programme="tenders", title="Trained", unit="people", formula="All rows.", rows=rows,
        value=lambda found: sum(row["trained"] for row in found), suppress_below=5,
        people=lambda row: (row["trained"], row["completed"], row["trained"] - row["completed"]),
        columns=[Column(key="site", title="Site", of="site"),
                 Column(key="trained", title="Trained", of="trained", kind="number")],
    )  # fmt: skip


def test_what_is_left_of_a_sum_tells_of_nobody():
    named = {name: year_of(2000 + int(name[1:])) for name in ("y24", "y25", "y26")} | {"all": until_now(today())}

    def told(result):
        found = {name: (reading(result, each).value, result.rows(each)) for name, each in named.items()}
        return {
            name: (value and int(value), sorted(rows_hidden(result, named[name], rows)))
            for name, (value, rows) in found.items()
        }

    # one small year: a second one is hidden with it, and their rows in every period
    assert told(of_years(y2024=[("a", 3, 3)], y2025=[("b", 20, 20)], y2026=[("c", 30, 30)])) == {
        "y24": (None, [0]), "y25": (None, [0]), "y26": (30, []), "all": (53, [0, 1]),
    }  # fmt: skip
    # a row that was hidden to hide another one is told in no other period
    assert told(of_years(y2024=[("a", 3, 3), ("b", 10, 10)], y2026=[("c", 7, 7)])) == {
        "y24": (13, [0, 1]), "y25": (0, []), "y26": (7, []), "all": (20, [0, 1]),
    }  # fmt: skip
    # one of twenty did not complete it
    assert told(of_years(y2024=[("a", 20, 19)], y2025=[("b", 30, 15)])) == {
        "y24": (None, [0]), "y25": (None, [0]), "y26": (0, []), "all": (50, [0, 1]),
    }  # fmt: skip
    assert told(of_years(y2025=[("a", 20, 19), ("b", 8, 8)]))["all"] == (None, [0, 1])


def test_the_archive_explains_and_proves_itself(client, rows):
    packed = client.get(url("open-data-zip", "all"))
    archive = zipfile.ZipFile(io.BytesIO(packed.content))
    for line in archive.read("SHA256SUMS").decode().splitlines():
        sha, path = line.split("  ")
        assert hashlib.sha256(archive.read(path)).hexdigest() == sha
    numbers = {row["key"]: row for row in csv.DictReader(io.StringIO(archive.read("numbers.csv").decode("utf-8-sig")))}
    assert set(numbers) == {result.key for result in results}
    assert numbers["test.won"]["value"] == "6000000"
    assert "한빛정밀" not in archive.read("rows/test.won.csv").decode()
    package = json.loads(archive.read("datapackage.json"))
    listed = {resource["path"] for resource in package["resources"]}
    assert listed | {"datapackage.json", "LICENCE.txt", "SHA256SUMS"} == set(archive.namelist())
    assert "107600000000" in archive.read("published.csv").decode()


def test_own_and_published_figures_are_never_added(client):
    told = client.get("/api/v1/published-figures/").json()["results"]
    assert {"key": "payments.win-win-2020", "value": "107600000000.000000"}.items() <= next(
        figure for figure in told if figure["key"] == "payments.win-win-2020"
    ).items()
    own = {result["key"]: result["value"] for result in client.get("/api/v1/results/?year=all").json()["results"]}
    assert own["payments.win-win"] == "0.000000"
    assert own["benefit.tasks"] == "0.000000"


def test_the_front_page_follows_the_mapping(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"

    def of(direction):
        return [programme.url_name for programme, _url in client.get("/").context["directions"][direction]]

    assert "benefit:figures" in of("value")
    services.set_direction(programme="benefit-sharing", direction="care", order=1, by=staff("AD", is_staff=True))
    assert of("care")[0] == "benefit:figures"
    assert "benefit:figures" not in of("value")
    assert ProgrammeDirection.objects.count() == 1
    services.set_direction(programme="benefit-sharing", direction="fair", order=2, by=staff("SG"))
    assert "benefit:figures" in of("fair")
    parts = {part["direction"].value: part["blocks"] for part in client.get(url("overview")).context["directions"]}
    assert "benefit-sharing" in [entry["block"].key for entry in parts["fair"]]


def test_one_writes_and_another_publishes_on_the_pages(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    writer, colleague = staff("SG"), staff("AP")
    sign_in(client, writer)
    assert client.post(url("report-start"), {"year": "1990"}).status_code == 422
    assert client.post(url("report-start"), {"year": today().year}).status_code == 303
    assert "written already" in client.post(url("report-start"), {"year": today().year}).content.decode()
    where = [today().year, 1]
    words = {"foreword_ko": "함께 걸었습니다.", "foreword_en": "We walked together."}
    assert client.get(url("report-words", *where)).status_code == 200
    assert client.post(url("report-words", *where), words).status_code == 303
    assert client.post(url("report-again", *where)).status_code == 303
    assert client.post(url("report-deed", *where, "propose")).status_code == 303
    assert client.get(url("report-deed", *where, "publish")).status_code == 403
    client.logout()
    assert client.get(url("report-detail", *where)).status_code == 404
    sign_in(client, colleague)
    assert "Publish the results" in client.get("/dashboard/").content.decode()
    assert client.post(url("report-deed", *where, "return"), {"reason": ""}).status_code == 422
    assert client.post(url("report-deed", *where, "publish")).status_code == 303
    client.logout()
    page = client.get(url("report-detail", *where)).content.decode()
    assert "We walked together." in page
    told = client.get("/api/v1/impact-reports/").json()["results"]
    assert told[0]["sha256"] == Report.objects.get().sha256


@pytest.mark.parametrize("number", [1, 3])
def test_reports_cost_the_same_for_one_and_for_three(client, number, django_assert_num_queries):
    writer, colleague = staff("SG"), staff("CC")
    for years_ago in range(number):
        report = services.start_report(year=today().year - years_ago, by=writer)
        services.propose_report(report, by=writer)
        services.publish_report(report, by=colleague)
    client.get(url("report-list"))
    with django_assert_num_queries(2):  # reports, clock
        page = client.get(url("report-list"))
    assert len(page.context["reports"]) == number


def test_years_are_the_same_read_once_or_each_for_itself(monkeypatch):
    found = [{"month": today().replace(month=1, day=1, year=today().year - ago), "n": ago + 1} for ago in range(3)]

    def rows(period):
        return [row for row in found if period.first <= row["month"] <= period.last]

    common = {
        "key": "test.years", "programme": "tenders", "title": "N", "unit": "", "formula": "All.",
        "value": lambda rows: sum(row["n"] for row in rows), "columns": [Column(key="n", title="N", of="n")],
    }  # fmt: skip
    once = queries.by_year(Result(rows=rows, **common), today())
    each = queries.by_year(Result(rows=lambda period: tuple(rows(period)), **common), today())
    assert [read.value for read in once] == [read.value for read in each]
    assert [read.value for read in once][-3:] == [3, 2, 1]
