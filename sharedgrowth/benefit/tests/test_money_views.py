"""The doors of the money of a task: who sees what, whole deeds through forms, bad input at its field."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from portal.clock import today
from portal.files.tests.factories import pdf_bytes, upload
from portal.results import reading, results, until_now
from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in
from sharedgrowth.benefit.models import Measurement, ShareYear
from sharedgrowth.benefit.states import ShareState
from sharedgrowth.benefit.tests import money_stage as stage

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return response.content.decode()


def at(name, *args) -> str:
    return reverse(f"benefit:{name}", args=args)


@pytest.mark.parametrize("tasks", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(client, tasks, django_assert_num_queries):
    people = stage.cast()
    for _task in range(tasks):
        stage.begun(people)
    sign_in(client, people.officer)
    client.get(at("settlement-list"))
    with django_assert_num_queries(10):
        shown = client.get(at("settlement-list"))
    assert len(shown.context["results"].object_list) == tasks * 3


def test_each_supplier_sees_its_own_part_and_a_stranger_nothing(client):
    people = stage.cast()
    task, years = stage.begun(people, shares=("0.7", "0.3"))
    stage.verified(years[0], people)
    second = task.suppliers.order_by("pk").last().company
    page = at("settlement-detail", years[0].uid)

    sign_in(client, supplier("SA", company=second))
    shown = client.get(page)
    assert [row["part"].compensation_won for row in shown.context["parts"]] == [Decimal(24_480_000)]
    assert "57,120,000" not in text(shown)
    assert not shown.context["votes"]
    listed = client.get(at("settlement-list"))
    assert "57,120,000" not in text(listed)

    sign_in(client, supplier("SA"))
    assert client.get(page).status_code == 404
    assert client.get(at("settlement-note", years[0].uid)).status_code == 404
    assert client.get(at("task-baseline", task.number)).status_code == 404
    assert len(client.get(at("settlement-list")).context["results"].object_list) == 0

    sign_in(client, staff("ER"))
    assert client.get(page).status_code == 404
    assert client.get(at("settlement-list")).status_code == 403


def test_a_year_through_the_forms_from_measurement_to_the_note(client):
    people = stage.cast()
    _task, years = stage.begun(people)
    year = years[0]
    page = at("settlement-detail", year.uid)
    form = {
        "period_from": f"{year.first}",
        "period_to": f"{year.last}",
        "driver_qty": "14,600",
        "volume": "324.444444",
        "price_won": "1,260,000",
        "extra_won": "12,000,000",
        "operation": "정상 조업",
    }
    sign_in(client, people.maker)
    shown = client.post(at("measurement-enter", year.uid), form)
    assert shown.status_code == 422
    assert "files" in shown.context["form"].errors
    assert "324.444444" in text(shown)  # nothing typed is lost
    evil = upload("records.pdf", b"MZ this is a program")
    shown = client.post(at("measurement-enter", year.uid), form | {"files": evil})
    assert shown.status_code == 422
    assert "files" in shown.context["form"].errors
    assert not Measurement.objects.exists()
    sent = client.post(at("measurement-enter", year.uid), form | {"files": upload("a.pdf", pdf_bytes())})
    assert sent.status_code == 303
    found = Measurement.objects.get()
    assert client.post(at("measurement-confirm", found.uid), {}).status_code == 403

    field = staff("RQ")
    sign_in(client, field)
    assert at("measurement-confirm", found.uid) in text(client.get(page))
    assert client.post(at("measurement-confirm", found.uid), {}).status_code == 303

    sign_in(client, people.officer)
    convene = at("verification-convene", found.uid)
    offered = client.get(convene).context["form"].fields["members"].queryset
    assert {people.officer, people.buyer, people.field} <= set(offered)
    assert not {people.proposer, field} & set(offered)
    client.cookies["django_language"] = "en"
    few = client.post(convene, {"members": [people.officer.pk, people.buyer.pk]})
    assert few.status_code == 422
    assert "at least 3" in " ".join(few.context["form"].errors["members"])
    members = [person.pk for person in people.committee]
    assert client.post(convene, {"members": members}).status_code == 303
    for person in people.committee:
        sign_in(client, person)
        found_vote = found.verifications.get()
        assert client.post(at("verification-vote", found_vote.uid), {"choice": "yes"}).status_code == 303
    sign_in(client, people.finance)
    decided = client.post(at("verification-finance", found_vote.uid), {"agree": "yes", "remark": "원장과 대조"})
    assert decided.status_code == 303
    year = ShareYear.objects.get(pk=year.pk)
    assert (year.state, year.compensation_won) == (ShareState.VERIFIED, 81_600_000)

    minutes = at("verification-minutes", found_vote.uid)
    assert client.get(minutes).content.startswith(b"%PDF")

    sign_in(client, people.maker)
    assert client.get(minutes).status_code == 404
    shown = client.get(page)
    assert "81,600,000" in text(shown)
    assert text(shown).count("<svg viewBox=") > 5
    note = client.get(at("settlement-note", year.uid))
    assert note["Content-Type"] == "application/pdf"
    assert note.content.startswith(b"%PDF")


def test_the_workbook_holds_what_the_list_shows(client):
    people = stage.cast()
    _task, years = stage.begun(people)
    stage.verified(years[0], people)
    sign_in(client, people.maker)
    assert client.get(at("settlement-export")).content.startswith(b"PK")


def test_the_page_of_baselines_offers_what_can_be_done(client):
    people = stage.cast()
    task = stage.agreed_task(people)
    sign_in(client, people.officer)
    client.cookies["django_language"] = "en"
    shown = client.get(at("task-baseline", task.number))
    assert {str(deed.verb) for deed in shown.context["deeds"]} == {
        "Propose a change of the baseline",
        "Begin measuring",
    }
    zero = {
        "period_from": f"{stage.years_ago(2)}",
        "period_to": f"{stage.years_ago(1)}",
        "driver": "PD",
        "driver_unit": "PD",
        "driver_qty": "0",
        "volume": "0",
        "volume_unit": "EA",
        "price_won": "1000",
        "new_price_won": "1000",
        "source": "x",
        "reason": "y",
    }
    refused = client.post(at("baseline-draw", task.number), zero)
    assert refused.status_code == 422
    assert "measures nothing" in " ".join(refused.context["form"].errors["driver_qty"])
    begun = client.post(at("measuring-begin", task.number), {"first": f"{stage.years_ago(3, 5)}"})
    assert begun.status_code == 303
    assert task.share_years.count() == 3
    again = client.post(at("measuring-begin", task.number), {"first": f"{stage.years_ago(3, 5)}"})
    assert again.status_code == 409


def test_figures_are_public_without_amounts_of_few_and_published_ones_stand_apart(client):
    people = stage.cast()
    _task, years = stage.begun(people)
    stage.verified(years[0], people)
    shown = client.get(at("figures"), headers={"Accept-Language": "en"})
    assert "5,163" in text(shown)
    assert "632.4" in text(shown)
    assert "benefit" not in [row["figure"].key for row in shown.context["shown"]]
    assert client.get(at("figures-csv", "benefit")).status_code == 404
    sign_in(client, people.officer)
    inside = {row["figure"].key: row["headline"] for row in client.get(at("figures") + "?lang=en").context["shown"]}
    assert inside["benefit"] == "₩81.6m of ₩163.2m"
    assert b"81600000" in client.get(at("figures-csv", "benefit")).content
    assert client.get(at("figures-xlsx")).content.startswith(b"PK")
    sign_in(client, people.maker)
    assert client.get(at("figures-xlsx")).status_code == 403


def test_a_month_of_few_tasks_tells_no_amount_to_the_public(client):
    verified = []
    for place in range(6):
        people = stage.cast()
        _task, years = stage.begun(people, item=f"품목 {place}")
        verified.append(stage.verified(years[0], people).pk)
    early = today().replace(day=1) - timedelta(days=1)
    ShareYear.objects.filter(pk__in=verified[:2]).update(verified_on=early)
    assert client.get(at("figures-csv", "benefit")).status_code == 404  # six in the period, two and four in a month
    told = reading(results.get("benefit.compensation"), until_now(today()))
    assert told.value is None  # every month is left out: that is not nothing
    ShareYear.objects.filter(pk=verified[0]).update(verified_on=today())
    rows = text(client.get(at("figures-csv", "benefit"))).splitlines()
    assert [row.split(",")[1:] for row in rows if "408000000" in row] == [["408000000", "408000005"]]
    assert "81600000" not in "".join(rows)
    assert "81.6" not in text(client.get(at("figures"), headers={"Accept-Language": "en"}))
    ratios = text(client.get(at("figures-csv", "ratio"))).splitlines()
    assert len([row for row in ratios[1:] if not row.endswith(",")]) == 1
