"""Yearly reports: two people, frozen from the proposal on, corrected only by a new version."""

import threading
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.outbox.models import Event
from portal.results import Column, Result, results
from portal.tests.factories import staff
from sharedgrowth.impact.models import Report, ReportNumber
from sharedgrowth.impact.services import reports as services
from sharedgrowth.impact.states import ReportState

pytestmark = pytest.mark.django_db


@pytest.fixture
def people_result(monkeypatch):
    """A result about people whose rows the test chooses."""
    rows = [{"site": "포항", "people": 12}, {"site": "광양", "people": 3}]
    entry = Result(
        key="test.people", programme="tenders", title="People", unit="people", formula="All of them.",
        rows=lambda period: rows, value=lambda rows: sum(row["people"] for row in rows),
        columns=[Column(key="site", title="Site", of="site"),
                 Column(key="people", title="N", of="people", kind="number"),
                 Column(key="firm", title="Firm", of=lambda row: "한빛", inside=True)],
        people=lambda row: row["people"], suppress_below=5,
    )  # fmt: skip
    monkeypatch.setitem(results._entries, entry.key, entry)
    return rows


def test_a_report_goes_through_two_people_and_is_replaced_by_its_next_version(people_result):
    writer, colleague = staff("SG"), staff("CC")
    report = services.start_report(year=today().year, by=writer)
    number = report.numbers.get(key="test.people")
    assert (number.value, number.count, number.hidden) == (Decimal(15), 2, False)
    assert [column["key"] for column in number.columns] == ["site", "people"]  # nothing for staff alone
    assert number.rows == [["포항", ""], ["광양", ""]]  # 3 are too few, and 12 would tell them
    services.write_words(report, foreword_ko="함께 걸어온 한 해", foreword_en="A year together", by=writer)
    report = services.propose_report(report, by=writer)
    with pytest.raises(NotAllowed, match="does not publish it"):
        services.publish_report(report, by=writer)
    services.return_report(report, reason="머리말을 다듬어 주십시오.", by=colleague)
    report.refresh_from_db()
    assert (report.state, report.reason) == ("draft", "머리말을 다듬어 주십시오.")
    people_result.append({"site": "서울", "people": 40})
    services.take_again(report, by=writer)
    services.propose_report(report, by=writer)
    report = services.publish_report(report, by=colleague)
    report.refresh_from_db()
    assert report.state == ReportState.PUBLISHED
    assert report.numbers.get(key="test.people").value == 55
    assert services.is_unchanged(report)
    assert Event.objects.filter(name="impact.report_published", payload={"report": report.pk}).count() == 1

    second = services.start_report(year=report.year, by=writer)
    assert second.version == 2
    with pytest.raises(RuleBroken, match="what this version corrects"):
        services.propose_report(second, by=writer)
    services.write_words(second, correction_ko="합계 정정", correction_en="A sum corrected", by=writer)
    services.propose_report(second, by=writer)
    services.publish_report(second, by=colleague)
    report.refresh_from_db()
    assert report.state == ReportState.SUPERSEDED
    assert services.is_unchanged(report)


def test_nothing_of_a_proposed_report_changes_not_even_by_hand():
    report = services.start_report(year=today().year, by=staff("SG"))
    report = services.propose_report(report, by=report.written_by)
    for change in (
        lambda: Report.objects.filter(pk=report.pk).update(foreword_ko="다른 말"),
        lambda: ReportNumber.objects.filter(report=report).update(value=Decimal(10**9)),
        lambda: ReportNumber.objects.filter(report=report).delete(),
        lambda: report.delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(NotAllowed, match="Only a draft changes"):
        services.take_again(report, by=report.written_by)


def test_what_may_not_be_done():
    writer = staff("SG")
    with pytest.raises(NotAllowed):
        services.start_report(year=today().year, by=staff("PO"))
    for year in (today().year + 1, 2003):
        with pytest.raises(RuleBroken, match="of this year or of one that has passed"):
            services.start_report(year=year, by=writer)
    report = services.start_report(year=today().year, by=writer)
    with pytest.raises(RuleBroken, match="being written already"):
        services.start_report(year=today().year, by=staff("CC"))
    services.propose_report(report, by=writer)
    with pytest.raises(RuleBroken, match="Say what should change"):
        services.return_report(report, reason=" ", by=staff("AP"))
    services.publish_report(report, by=staff("AP"))
    with pytest.raises(NotAllowed, match="does not wait"):
        services.publish_report(report, by=staff("AP"))
    with pytest.raises(RuleBroken, match="one of the three"):
        services.set_direction(programme="esg", direction="up", order=1, by=writer)


def test_a_report_of_few_people_tells_nothing_of_them(people_result):
    del people_result[0]
    report = services.start_report(year=today().year - 1, by=staff("SG"))
    number = report.numbers.get(key="test.people")
    assert (number.value, number.hidden, number.rows) == (None, True, [["광양", ""]])


@pytest.mark.django_db(transaction=True)
def test_two_at_once_start_one_report():
    people = [staff("SG"), staff("CC")]
    told, ready = [], threading.Barrier(2)

    def start(user):
        ready.wait()
        try:
            told.append(services.start_report(year=today().year, by=user))
        except (RuleBroken, WrongState) as refusal:
            told.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=start, args=[user]) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Report.objects.filter(state=ReportState.DRAFT).count() == 1
    assert sorted(type(each).__name__ for each in told) == ["Report", "RuleBroken"]
