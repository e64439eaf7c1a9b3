"""The money page, its workbook, the calendar and its secret address, what the dashboard says of money."""

import io
import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from portal.calendar import bank_day_for_payment
from portal.clock import today
from portal.exchange.services.calendars import make_calendar
from portal.tests.factories import BuyerFactory, CompanyFactory, staff, supplier
from portal.tests.signin import sign_in
from purchasing.contracts.tests.factories import in_force
from purchasing.payments import services as services_of_receivables
from purchasing.payments.models import Obligation
from purchasing.payments.queries import money as queries
from purchasing.payments.services import deadlines
from purchasing.payments.states import ObligationState
from purchasing.payments.tests import money_stage as stage
from purchasing.payments.tests import receivable_stage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


def page_of(client, user, name: str = "money", **asked):
    return sign_in(client, user).get(reverse(f"payments:{name}"), asked)


def test_a_supplier_sees_what_comes_when_and_why_not_and_what_it_pays(client):
    made = stage.chain()
    html = page_of(client, made.person("saebyeok", "SF")).content.decode()

    assert "₩74,800,000" in html
    assert "₩33,000,000" in html
    assert "days used" in html
    assert "312,400,000" not in html
    assert "Confidential voice" in html  # paid by a supplier of the buyer


def test_a_late_payment_is_said_first_with_its_interest(client):
    made = stage.chain()
    response = page_of(client, made.person("onsaemi", "SA"))
    assert [note["kind"] for note in response.context["notes"]] == ["late"]
    assert "₩33,000,000 of Saebyeok Materials is 3 days late" in response.content.decode()


def test_a_held_payment_says_why_and_until_when(client):
    made = stage.chain()
    owed = stage.owed(made.top, 5_000_000, base_on=today() - timedelta(days=2))
    stage.held(owed, by=staff("FI"))
    html = page_of(client, made.person("garam", "SU")).content.decode()
    assert "₩5,000,000 of Hanbit Steel is held" in html or "₩5,000,000 of 한빛제철" in html
    assert "치수 성적서가 빠졌습니다" in html
    assert "the 60 days run on" in html
    detail = reverse("payments:obligation-detail", args=[owed.uid])
    assert html.count(f'href="{detail}"') == 2  # the note and the row
    assert sign_in(client, made.person("garam", "SU")).get(detail).status_code == 200


def test_a_receivable_is_linked_once_its_holder_may_see_it(client):
    made = receivable_stage.chain()
    owed = receivable_stage.debt(made.contracts[0])
    draft = services_of_receivables.draft_receivable(owed)
    holder = made.people[0]
    assert draft.number not in page_of(client, holder).content.decode()
    services_of_receivables.issue_receivable(draft, by=made.checker)
    html = page_of(client, holder).content.decode()
    assert (url := reverse("payments:receivable-detail", args=[draft.uid])) in html
    assert sign_in(client, holder).get(url).status_code == 200


def test_one_hold_is_one_note_though_it_stops_the_amount_and_its_vat(client):
    user = supplier("SF")
    net = stage.owed(in_force(payee=user.company), 1_000_000, base_on=today())
    stage.held(net, by=staff("FI"))
    vat = Obligation.objects.get(pk=net.pk)
    vat.pk, vat.uid, vat.number, vat.part, vat.amount = None, uuid.uuid4(), "OBL-2026-799999", "vat", Decimal(100_000)
    vat.save()
    notes = page_of(client, user).context["notes"]
    assert [note["title"].split(" of ")[0] for note in notes] == ["₩1,100,000"]


def test_sums_of_currencies_stand_apart():
    company = CompanyFactory()
    won = in_force(payee=company)
    dollars = in_force(payee=company, currency="USD", value=Decimal(5000))
    stage.owed(won, 100, base_on=today())
    stage.owed(won, 50, base_on=today() - timedelta(days=40), days=10)
    stage.owed(dollars, Decimal("10.25"), base_on=today())

    found = queries.sums(company.pk, "payee", today())
    assert [(each.currency, each.left, each.late, each.count) for each in found] == [
        ("KRW", Decimal(150), Decimal(50), 2),
        ("USD", Decimal("10.25"), Decimal(0), 1),
    ]


@pytest.mark.parametrize("payments", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_three(client, payments, django_assert_num_queries):
    user = supplier("SF")
    contract = in_force(payee=user.company)
    for _ in range(payments):
        stage.held(stage.owed(contract, 1000, base_on=today()), by=staff("FI"))
    client = sign_in(client, user)
    client.get(reverse("payments:money"))

    with django_assert_num_queries(21):
        response = client.get(reverse("payments:money"))

    assert len(response.context["coming"]) == payments


def test_staff_go_on_to_the_tracing_and_other_roles_nowhere(client):
    response = page_of(client, staff("FI"))
    assert (response.status_code, response["Location"]) == (303, reverse("payments:tracing"))
    assert page_of(client, staff("RQ")).status_code == 403
    assert page_of(client, supplier("BD")).status_code == 403


def test_the_workbook_has_both_sides(client):
    made = stage.chain()
    response = page_of(client, made.person("saebyeok", "SF"), "money-xlsx")
    book = load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == ["Coming in", "Going out"]
    assert [row[6].value for row in book["Going out"].iter_rows(min_row=4)] == [33_000_000]


# Calendar ------------------------------------------------------------------------------------------------------------
def test_the_calendar_adds_up_each_bank_day_and_knows_both_sides(client):
    made = stage.chain()
    user = made.person("nuri", "SF")
    pay_on = made.contracts["haneul"].obligations.get().pay_on
    response = page_of(client, user, "calendar", month=f"{pay_on:%Y-%m}")
    cells = [cell for week in response.context["weeks"] for cell in week if cell["day"] == pay_on and cell["entries"]]

    assert [(entry["out"], entry["count"]) for entry in cells[0]["entries"]] == [(False, 1), (True, 1)]
    assert {row["amount"] for row in response.context["listed"]} >= {Decimal(96_200_000), Decimal(21_500_000)}
    assert page_of(client, user, "calendar", month="nonsense").status_code == 200


def test_a_bank_holiday_that_was_confirmed_since_is_a_closed_day_of_the_calendar(client):
    stage.chain()
    user, day = staff("FI"), bank_day_for_payment(today() + timedelta(days=40))
    asked = {"month": f"{day:%Y-%m}"}
    before = page_of(client, user, "calendar", **asked).content.decode().count("is-closed")
    entered = deadlines.propose_holiday(
        day=day, name_ko="임시 공휴일", name_en="Extra holiday", source="관보 제2호", by=staff("FI")
    )
    deadlines.decide_holiday(entered, confirmed=True, by=staff("FI"))

    assert page_of(client, user, "calendar", **asked).content.decode().count("is-closed") == before + 1


def test_the_calendar_of_staff_holds_what_the_buyer_pays_alone(client):
    made = stage.chain()
    pay_on = made.top.obligations.get().pay_on
    response = page_of(client, staff("FI"), "calendar", month=f"{pay_on:%Y-%m}")
    assert [row["other"] for row in response.context["listed"]] == ["Garam Precision"]


def test_the_file_tells_days_but_neither_amounts_nor_names(client):
    made = stage.chain()
    response = page_of(client, made.person("garam", "SF"), "calendar-file")
    text = response.content.decode().replace("\r\n ", "")

    assert response["Content-Type"].startswith("text/calendar")
    assert text.count("BEGIN:VEVENT") == 3  # one in; out: the two of one day, and the one that was paid
    assert "1 payment comes in" in text
    assert "2 payments go out" in text
    for secret in ("312,4", "312400", "96,200", "Nuri", "누리", "Hanbit", "한빛"):
        assert secret not in text


def test_addresses_given_out_here_before_lead_to_the_place_of_all_addresses(client):
    made = stage.chain()
    _feed, token = make_calendar(name="Payments", kinds=["payments"], by=made.person("garam", "SF"))
    answer = client.get(reverse("payments:calendar-feed", args=[token]), follow=True)

    assert answer.redirect_chain == [(reverse("exchange:calendar-feed", args=[token]), 301)]
    text = answer.content.decode().replace("\r\n ", "")
    assert "1 payment comes in" in text
    assert "2 payments go out" in text
    for secret in ("312,4", "312400", "96,200", "Nuri", "누리", "Hanbit", "한빛"):
        assert secret not in text
    assert client.get(reverse("payments:calendar-feed", args=["x"])).status_code == 404


# Dashboard -----------------------------------------------------------------------------------------------------------
def test_the_dashboard_shows_the_next_payments_of_a_supplier(client):
    made = stage.chain()
    html = sign_in(client, made.person("garam", "SF")).get(reverse("home:dashboard")).content.decode()
    assert "Still to come" in html
    assert "₩312,400,000" in html


def test_the_dashboard_of_staff_counts_what_is_late_by_tier_without_amounts(client):
    stage.chain()
    for codes in (("FI",), ("AU",), ("CP",)):
        html = sign_in(client, staff(*codes)).get(reverse("home:dashboard")).content.decode()
        assert "1 payment is late" in html
        assert "Tier 3" in html
        assert "33,000,000" not in html


def test_nothing_late_and_nothing_owed_leave_the_dashboard_empty(client):
    contract = in_force(payer=BuyerFactory())
    stage.owed(contract, 100, base_on=today(), state=ObligationState.PAID, paid_on=today())
    assert "is late" not in sign_in(client, staff("FI")).get(reverse("home:dashboard")).content.decode()
    assert "Still to come" not in sign_in(client, supplier("SF")).get(reverse("home:dashboard")).content.decode()


# The offer -----------------------------------------------------------------------------------------------------------
def test_what_could_be_had_early_is_offered_with_its_cost_before_anybody_asks(client):
    made = receivable_stage.accepted()
    receivable_stage.rate("own", "0.085")
    response = page_of(client, made.people[0])

    (offer,) = response.context["offers"]
    days = (made.receivable.matures_on - offer["day"]).days
    charge = Decimal(int(receivable_stage.FACE * Decimal("0.042") * days / 365))
    own = Decimal(int(receivable_stage.FACE * Decimal("0.085") * days / 365))
    assert (offer["cost"].charge, offer["cost"].days) == (charge, days)
    assert offer["saved"] == own - charge
    html = response.content.decode()
    assert "At the buyer's rate of 4.2% a year; without recourse." in html
    assert reverse("payments:receivable-draw", args=[made.receivable.uid]) in html
    assert page_of(client, made.people[1]).context["offers"] == []


def test_without_a_rate_in_force_nothing_is_offered(client):
    made = receivable_stage.issued()
    services_of_receivables.accept_receivable(made.receivable, by=made.people[0])
    assert page_of(client, made.people[0]).context["offers"] == []


@pytest.mark.parametrize(
    ("role", "first"), [("AP", "run-list"), ("SG", "figures"), ("FI", "tracing"), ("AU", "tracing")]
)
def test_everybody_who_reads_a_page_of_payments_comes_in_by_the_menu(client, role, first):
    sign_in(client, staff(role))
    assert f'href="{reverse("payments:money")}"' in client.get(reverse("home:dashboard")).content.decode()
    come = client.get(reverse("payments:money"), follow=True)
    assert come.redirect_chain[-1][0] == reverse(f"payments:{first}")
    assert come.status_code == 200


def test_the_menu_does_not_lead_others_to_payments(client):
    sign_in(client, staff("RQ"))
    assert f'href="{reverse("payments:money")}"' not in client.get(reverse("home:dashboard")).content.decode()
    assert client.get(reverse("payments:money")).status_code == 403
