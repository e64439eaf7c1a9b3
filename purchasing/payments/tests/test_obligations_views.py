"""Pages of debts: what each reader sees, what is typed wrongly is shown beside its field, lists cost the same."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from portal.calendar import is_bank_day
from portal.clock import today
from portal.tests.factories import UserFactory, staff
from portal.tests.signin import sign_in
from purchasing.contracts.services import place_hold
from purchasing.contracts.tests import factories as contracts
from purchasing.payments.models import CashPayment, DirectPayment, Obligation
from purchasing.payments.rules.ratio import quarter_before
from purchasing.payments.services import cash, interest
from purchasing.payments.services.ratio import make_report
from purchasing.payments.states import CashState, DirectState
from purchasing.payments.tests.obligation_stage import below, debt, deliver_all, payee, payer
from purchasing.payments.tests.test_obligations_direct import ask, late_pair, paper

pytestmark = pytest.mark.django_db


def page(client, user, name: str, *args, **query):
    sign_in(client, user)
    client.cookies["django_language"] = "en"
    return client.get(reverse(f"payments:{name}", args=args), query)


def post(client, user, name: str, *args, **data):
    sign_in(client, user)
    client.cookies["django_language"] = "en"
    return client.post(reverse(f"payments:{name}", args=args), data)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(client, rows, django_assert_num_queries):
    user = None
    contract = contracts.in_force()
    for _each in range(rows):
        user = payee(debt(contract, net=1_000_000))
    sign_in(client, user)
    client.get(reverse("payments:obligation-list"))
    with django_assert_num_queries(8):
        response = client.get(reverse("payments:obligation-list"))
    assert len(response.context["rows"]) == rows


def test_a_debt_says_why_it_is_due_on_its_day_and_what_late_interest_has_come_to(client):
    owed = below(net=100_000_000, received=105, agreed_days=60)
    interest.accrue_interest(owed)
    content = page(client, payee(owed), "obligation-detail", owed.uid).content.decode()
    assert "1,910,959" in content
    assert "× 15.5% × 45 ÷ 365" in content
    assert owed.due_on == owed.base_on + timedelta(days=60)


def test_the_buyer_sees_whom_and_when_but_no_amount_between_two_suppliers(client):
    owed = below(net=77_777_777, received=70, agreed_days=60)
    interest.accrue_interest(owed)
    officer = staff("PO")
    content = page(client, officer, "obligation-detail", owed.uid).content.decode()
    assert owed.payee.name in content
    assert "77,777,777" not in content
    assert "77,777,777" not in page(client, officer, "obligation-list").content.decode()
    book = load_workbook(BytesIO(page(client, officer, "obligation-list-xlsx").content))
    cells = [cell for row in book.active.iter_rows(values_only=True) for cell in row]
    assert owed.number in cells
    assert 77_777_777 not in cells


def test_no_other_company_finds_it(client):
    owed = below()
    assert page(client, UserFactory(roles=("SA", "SF")), "obligation-detail", owed.uid).status_code == 404


def test_why_it_is_held_stands_on_its_page(client):
    owed = debt(net=1_000_000)
    place_hold(
        owed.invoice, cause="quality", text="도장 불량", review_on=today(), by=contracts.person(owed.payer, "FI")
    )
    deliver_all()
    content = page(client, payee(owed), "obligation-detail", owed.uid).content.decode()
    assert "도장 불량" in content
    assert reverse("contracts:invoice-detail", args=[owed.invoice.number]) in content  # where it is answered
    colleague = UserFactory(company=owed.payee, roles=("SU",))  # reads payments, no invoices
    content = page(client, colleague, "obligation-detail", owed.uid).content.decode()
    assert "도장 불량" in content
    assert reverse("contracts:invoice-detail", args=[owed.invoice.number]) not in content


def test_a_payment_reported_wrongly_is_told_beside_its_field_and_nothing_typed_is_lost(client):
    owed = below()
    answer = post(
        client,
        payer(owed),
        "cash-report",
        owed.uid,
        "debt",
        amount="60,000,000",
        paid_on=today(),
        reference="TR-7",
        key="k",
    )
    assert answer.status_code == 422
    form = answer.context["cash_form"]
    assert "50,000,000" in form.errors["amount"][0]
    assert 'value="TR-7"' in answer.content.decode()
    assert not CashPayment.objects.exists()


def test_reported_confirmed_and_paid_through_the_pages(client):
    owed = below()
    data = {"amount": "50000000", "paid_on": today(), "reference": "TR-7", "key": "k"}
    assert post(client, payer(owed), "cash-report", owed.uid, "debt", **data).status_code == 303
    payment = CashPayment.objects.get()
    assert "TR-7" in page(client, payee(owed), "obligation-detail", owed.uid).content.decode()
    assert post(client, payee(owed), "cash-confirm", payment.uid).status_code == 303
    owed.refresh_from_db()
    assert owed.state == "paid"
    assert post(client, payee(owed), "cash-confirm", payment.uid).status_code == 409


def test_a_denial_needs_its_reason(client):
    owed = below()
    payment = cash.report_cash_payment(
        owed, amount=Decimal(1_000_000), paid_on=today(), reference="R", key="k", by=payer(owed)
    )
    assert post(client, payee(owed), "cash-deny", payment.uid, reason="").status_code == 422
    assert post(client, payee(owed), "cash-deny", payment.uid, reason="입금 없음").status_code == 303
    payment.refresh_from_db()
    assert (payment.state, payment.reason) == (CashState.DENIED, "입금 없음")


def test_a_direct_payment_from_page_to_page(client):
    _above, lower = late_pair()
    firm, contractor = payee(lower), payer(lower)
    data = {"cause": "unpaid", "amount": "30000000", "text": "미지급", "key": "k"}
    assert page(client, firm, "direct-create", lower.uid).status_code == 200
    assert post(client, firm, "direct-create", lower.uid, **data).status_code == 422  # no evidence
    assert post(client, firm, "direct-create", lower.uid, **data, files=[paper()]).status_code == 303
    case = DirectPayment.objects.get()
    officer, approver, finance = staff("PO"), staff("AP"), staff("FI")
    for reader in (firm, contractor, officer, approver, finance, staff("AU")):
        assert case.number in page(client, reader, "direct-detail", case.uid).content.decode()
        assert case.number in page(client, reader, "direct-list").content.decode()
    assert post(client, contractor, "direct-answer", case.uid, text="지급 예정", wages="1").status_code == 422
    assert post(client, contractor, "direct-answer", case.uid, text="지급 예정").status_code == 303
    assert post(client, officer, "direct-check", case.uid).status_code == 303
    assert post(client, approver, "direct-grant", case.uid, amount="99000000", answer="지급").status_code == 422
    assert post(client, approver, "direct-grant", case.uid, amount="30000000", answer="지급").status_code == 303
    told = {"paid_on": today(), "reference": "TR-1"}
    assert post(client, finance, "direct-pay", case.uid, **told).status_code == 303
    case.refresh_from_db()
    assert (case.state, case.granted) == (DirectState.PAID, 30_000_000)


def test_evidence_is_read_by_the_sides_and_the_staff_alone(client):
    _above, lower = late_pair()
    [file] = ask(lower).files.all()
    sign_in(client, payer(lower))
    assert client.get(file.url).status_code == 200
    sign_in(client, UserFactory(roles=("SA", "SF")))
    assert client.get(file.url).status_code == 404


def test_a_bank_holiday_is_entered_and_confirmed_on_its_page(client):
    first, second = staff("FI"), staff("FI")
    day = today() + timedelta(days=40)
    while not is_bank_day(day):
        day += timedelta(days=1)
    wrong = post(client, first, "holiday-propose", day=today() - timedelta(days=1), name_ko="과거", source="관보")
    assert wrong.status_code == 422
    assert post(client, first, "holiday-propose", day=day, name_ko="임시공휴일", source="관보").status_code == 303
    content = page(client, second, "holiday-list").content.decode()
    assert "임시공휴일" in content


def test_the_ratio_page_shows_a_supplier_its_own_and_staff_all(client):
    owed = below(net=12_345_000, received=5, agreed_days=30)
    Obligation.objects.filter(pk=owed.pk).update(due_on=today(), pay_on=today())
    other = below(net=54_321_000, received=5, agreed_days=30)
    Obligation.objects.filter(pk=other.pk).update(due_on=today(), pay_on=today())
    own = page(client, payer(owed), "ratio").content.decode()
    assert "12,345,000" in own
    assert "54,321,000" not in own
    for code in ("AU", "CP", "FI"):  # a running quarter is a list: amounts stand in its report
        told = page(client, staff(code), "ratio").content.decode()
        assert "54,321,000" not in told
        assert payer(other).company.legal_name_en in told


def test_a_report_is_read_and_kept_as_a_workbook(client):
    report = make_report(*quarter_before(today()), by=None)
    auditor = staff("AU")
    assert report.number in page(client, auditor, "ratio-report", report.uid).content.decode()
    assert page(client, auditor, "ratio-report-xlsx", report.uid).status_code == 200
    made = post(client, auditor, "ratio-make")
    assert made.status_code == 303


def test_the_figures_page_keeps_the_published_figure_apart(client):
    owed = below(received=70, agreed_days=60)
    cash.confirm_cash_payment(
        cash.report_cash_payment(
            owed, amount=Decimal(50_000_000), paid_on=today(), reference="R", key="k", by=payer(owed)
        ),
        by=payee(owed),
    )
    content = page(client, staff("FI"), "figures").content.decode()
    assert "107.6 billion won" in content
    assert "70.0" in page(client, staff("FI"), "figures-csv", "days").content.decode()
    assert page(client, staff("FI"), "figures-csv", "nothing").status_code == 404


def test_the_list_keeps_the_bank_day_beside_the_day_it_was_paid(client):
    owed = debt(contracts.in_force(), net=1_000_000)
    paid_on = owed.pay_on - timedelta(days=2)
    Obligation.objects.filter(pk=owed.pk).update(state="paid", paid=owed.amount, paid_on=paid_on)
    content = page(client, payee(owed), "obligation-list").content.decode()
    cell = content.partition('data-l="Bank day">')[2].partition("</td>")[0]
    assert f'datetime="{owed.pay_on.isoformat()}"' in cell
    assert f'datetime="{paid_on.isoformat()}"' in cell.partition("Paid")[2]
