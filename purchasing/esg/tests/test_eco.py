"""Eco-friendly purchases: what counts, once, at which rate; declarations, credit notes, reversals, targets, doors."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from catalog.tests.eco import claimed
from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.notices.models import Notice
from portal.tests.factories import CompanyFactory, staff
from portal.tests.signin import sign_in
from purchasing.contracts.tests import factories as contracts
from purchasing.esg.handlers import eco as handlers
from purchasing.esg.models import EcoPurchase, EcoTarget
from purchasing.esg.queries import eco as queries
from purchasing.esg.services import eco as services
from purchasing.esg.tests.eco_stage import LONG_AGO, declared, eco_line, rate_for
from purchasing.esg.tests.factories import hear, person

pytestmark = pytest.mark.django_db


def test_a_line_waits_for_the_rate_and_is_counted_once():
    line = eco_line()
    hear()
    assert not EcoPurchase.objects.exists()
    assert [each.line.pk for each in queries.waiting_for_rate()] == [line.pk]

    rate_for(line)
    hear()
    services.count_all()

    entry = EcoPurchase.objects.get()
    assert (entry.kind, entry.amount, entry.usd) == ("reduce", Decimal(1_342_500), Decimal("1000.00"))
    assert entry.label == "한빛인증원 환경-1"
    assert services.count_line(line) is None


def test_what_was_taken_back_stays_so_when_the_acceptance_is_heard_again():
    line = eco_line()
    rate_for(line)
    hear()
    services.reverse_entry(EcoPurchase.objects.get(), reason="다른 근거로 재검토", by=staff("ER"))

    assert services.count_line(line) is None
    assert services.count_all() == 0
    assert EcoPurchase.objects.count() == 2


def test_a_claim_that_had_expired_on_the_day_of_the_order_does_not_count():
    line = eco_line(until=today() - timedelta(days=300))
    rate_for(line)
    hear()

    assert not EcoPurchase.objects.exists()
    assert [each.pk for each in queries.expired_claims_in_use(today())] == [line.line_id]


def test_purchasing_declares_and_a_colleague_confirms():
    line = eco_line(claim=False)
    rate_for(line)
    hear()
    assert not EcoPurchase.objects.exists()
    officer = staff("PO")
    declaration = declared(line, by=officer)
    with pytest.raises(NotAllowed):
        services.decide_declaration(declaration, confirm=True, by=officer)

    services.decide_declaration(declaration, confirm=True, by=staff("ER"))
    hear()

    assert EcoPurchase.objects.get().kind == "recycle"
    with pytest.raises(RuleBroken, match="does not show this R"):
        declared(line, kind="reuse", evidence="gr")


def test_a_declaration_of_another_r_takes_the_entry_back_and_counts_anew():
    line = eco_line()
    rate_for(line)
    hear()

    services.decide_declaration(declared(line), confirm=True, by=staff("ER"))
    hear()

    kinds = EcoPurchase.objects.order_by("seq").values_list("kind", "usd")
    assert list(kinds) == [
        ("reduce", Decimal("1000.00")),
        ("reduce", Decimal("-1000.00")),
        ("recycle", Decimal("1000.00")),
    ]
    this_month = queries.month_of(today())
    months = list(EcoPurchase.objects.order_by("seq").values_list("month", flat=True))
    assert months == [queries.month_of(line.delivery.inspected_on), this_month, this_month]  # restated never


def test_a_credit_note_takes_its_share_off_once():
    company = CompanyFactory()
    product = claimed(company)
    contract = contracts.in_force(payee=company, lines=[("재생 강재", 1, 1_342_500)])
    contract.lines.update(product=product)
    invoice = contracts.approved(contract, base_on=today() - LONG_AGO)
    line = contract.lines.get().deliveries.get()
    rate_for(line)
    hear()
    note = contracts.credited(invoice, 134_250)
    hear()
    services.take_off_credit(note)

    assert queries.balance_of(line) == Decimal(1_208_250)
    assert sum(each.usd for each in EcoPurchase.objects.all()) == Decimal("900.00")
    first, off = EcoPurchase.objects.order_by("seq")
    assert first.month == queries.month_of(line.delivery.inspected_on)
    assert (off.month, off.rate, off.usd) == (queries.month_of(today()), first.rate, Decimal("-100.00"))


def test_an_entry_is_taken_back_once_and_never_changed():
    line = eco_line()
    rate_for(line)
    hear()
    entry, officer = EcoPurchase.objects.get(), staff("PO")

    services.reverse_entry(entry, reason="증명서가 다른 제품의 것입니다.", by=officer)
    with pytest.raises(WrongState):
        services.reverse_entry(entry, reason="다시", by=officer)

    assert queries.balance_of(line) == 0


def test_the_rate_of_a_running_month_is_refused_and_a_rejected_one_is_entered_again():
    officer = staff("FI")
    with pytest.raises(RuleBroken, match="when it is over"):
        services.enter_rate(month=today(), won=Decimal(1300), source="x", by=officer)
    month = today() - LONG_AGO
    rate = services.enter_rate(month=month, won=Decimal(1), source="x", by=officer)
    with pytest.raises(NotAllowed):
        services.decide_rate(rate, confirm=True, by=officer)
    services.decide_rate(rate, confirm=False, by=staff("PO"))
    services.enter_rate(month=month, won=Decimal(1300), source="x", by=officer)
    with pytest.raises(RuleBroken, match="has its rate"):
        services.enter_rate(month=month, won=Decimal(1300), source="x", by=officer)


def test_recycled_content_and_an_epd_are_compared_with_their_least_figure():
    line = eco_line(claim=False)
    with pytest.raises(RuleBroken, match="least percent of its class"):
        declared(line, evidence="content", recycled_percent=Decimal(24), least_percent=Decimal(25))
    with pytest.raises(RuleBroken, match="at least 3.3 percent"):
        declared(line, kind="reduce", evidence="epd", carbon_cut=Decimal("3.2"))

    made = declared(line, evidence="content", recycled_percent=Decimal(25), least_percent=Decimal(25))

    assert made.recycled_percent == made.least_percent == 25


def test_colleagues_see_and_hear_what_waits_for_a_second_person(client):
    writer, colleague = staff("FI"), staff("FI")
    services.enter_rate(month=today() - LONG_AGO, won=Decimal(1300), source="x", by=writer)
    services.enter_target(year=today().year, usd=Decimal(2_200_000_000), by=writer)
    hear()

    assert [len(rows) for rows in vars_of(queries.to_confirm(writer))] == [0, 0, 0]
    assert [len(rows) for rows in vars_of(queries.to_confirm(colleague))] == [1, 0, 1]
    told = Notice.objects.filter(kind__startswith="esg.eco_")
    assert set(told.values_list("user", flat=True)) == {colleague.pk}
    sign_in(client, colleague)
    page = client.get(reverse("home:dashboard"), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "Confirm the average rate of" in page
    assert "Approve the eco target of" in page
    assert "Enter the average rate of" in page  # that of last month


def vars_of(found):
    return found.rates, found.declarations, found.targets


def test_a_missing_rate_is_reminded_and_the_month_reported_once_it_is_there():
    officer = staff("FI")
    day = queries.month_of(today()).replace(day=5)
    handlers.look_at_month(day)
    handlers.look_at_month(day)
    assert Notice.objects.filter(user=officer, kind="esg.eco_rate_missing").count() == 1

    month = queries.month_without_rate(day)
    rate = services.enter_rate(month=month, won=Decimal(1300), source="x", by=staff("PO"))
    services.decide_rate(rate, confirm=True, by=officer)
    handlers.look_at_month(day)
    handlers.look_at_month(day)

    assert Notice.objects.filter(user=officer, kind="esg.eco_report").count() == 1


def test_after_the_last_target_year_a_new_target_takes_two_people():
    assert queries.last_target().year == 2025
    writer = staff("PO")
    target = services.enter_target(year=today().year, usd=Decimal(2_200_000_000), by=writer)
    assert queries.last_target().year == 2025
    with pytest.raises(NotAllowed):
        services.approve_target(target, by=writer)
    services.approve_target(target, by=staff("ER"))

    assert queries.last_target() == target
    assert EcoTarget.objects.get(year=2023).usd == Decimal(1_600_000_000)


def url(name, *args):
    return reverse(f"esg:{name}", args=args)


PAGES = ("eco-overview", "eco-ledger", "eco-rates", "eco-declarations", "eco-declare", "eco-targets", "eco-premium")


def test_the_pages(client):
    line = eco_line()
    rate_for(line)
    hear()
    declared(line)
    sign_in(client, staff("PO"))
    for language in ("ko", "en"):
        for name in PAGES:
            assert client.get(url(name), HTTP_ACCEPT_LANGUAGE=language).status_code == 200, name
    entry = EcoPurchase.objects.get()
    assert client.get(url("eco-reverse", entry.uid)).status_code == 200
    assert client.get(url("eco-report")).content.startswith(b"PK")
    answer = client.get(url("eco-premium"), {"best_won": "50,000,000", "eco_won": "55,000,000"})
    assert (answer.context["limit"], answer.context["fits"]) == (Decimal(55_000_000), True)
    answer = client.get(url("eco-premium"), {"best_won": "50,000,000", "eco_won": "55,000,001"})
    assert answer.context["fits"] is False


def test_the_forms_write_and_say_what_is_wrong_beside_the_field(client):
    line = eco_line(claim=False)
    sign_in(client, staff("FI"))
    month = f"{line.delivery.inspected_on:%Y-%m}"
    assert client.post(url("eco-rates"), {"month": "soon", "won": "1,342.50", "source": "x"}).status_code == 422
    assert client.post(url("eco-rates"), {"month": month, "won": "1,342.50", "source": "x"}).status_code == 303
    given = {
        "contract": line.delivery.contract.number,
        "line_no": "1",
        "kind": "recycle",
        "evidence_kind": "repair",
        "number": "R-1",
        "valid_from": "2024-01-01",
        "reason": "수리 부품",
    }
    answer = client.post(url("eco-declare"), given)
    assert answer.status_code == 422
    assert "수리 부품" in answer.content.decode()
    assert client.post(url("eco-declare"), given | {"kind": "reuse"}).status_code == 303
    assert client.post(url("eco-declare"), given | {"line_no": "9"}).status_code == 422
    assert client.post(url("eco-targets"), {"year": "2020", "usd": "1"}).status_code == 422


def test_a_supplier_does_not_read_it(client):
    sign_in(client, person(CompanyFactory(), "SA"))
    for name in PAGES:
        assert client.get(url(name)).status_code == 403, name


@pytest.mark.parametrize("count", [1, 3])
def test_the_ledger_costs_the_same_for_one_and_for_three(client, count, django_assert_num_queries):
    lines = [eco_line() for _each in range(count)]
    rate_for(lines[0])
    hear()
    sign_in(client, staff("AU"))
    client.get(url("eco-ledger"))

    with django_assert_num_queries(8):
        answer = client.get(url("eco-ledger"))

    assert len(answer.context["results"].object_list) == count
