"""Visits with their safety form and report; claims with their invoices, and what the fund says."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.files.models import File
from portal.notices.models import Notice
from portal.tests.factories import CompanyFactory, staff, supplier
from portal.tests.signin import sign_in
from sharedgrowth.funds.services import drawdowns
from sharedgrowth.support.models import Claim, ClaimItem, Visit
from sharedgrowth.support.services import claims, visits
from sharedgrowth.support.states import ProjectState
from sharedgrowth.support.tests import project_stage as made
from sharedgrowth.support.tests.factories import hear, person

pytestmark = pytest.mark.django_db
P = ProjectState


# Visits --------------------------------------------------------------------------------------------------------------
def test_no_visit_is_reported_without_its_safety_form():
    visit = made.planned_visit(made.project(state=P.IN_PROGRESS))

    with pytest.raises(WrongState, match="safety form"):
        made.reported(visit)
    made.cleared(visit)
    assert made.reported(visit).state == "reported"


def test_another_day_asks_for_another_safety_form():
    visit = made.cleared(made.planned_visit(made.project(state=P.IN_PROGRESS)))

    visits.move_visit(
        visit, planned_on=today() + timedelta(days=1), begins=visit.begins, reason="설비 점검", by=visit.expert.user
    )

    visit.refresh_from_db()
    assert visit.state == "planned"
    with pytest.raises(WrongState, match="safety form"):
        made.reported(visit)


def test_the_same_report_sent_twice_is_one_report():
    visit = made.cleared(made.planned_visit(made.project(state=P.IN_PROGRESS)))
    key = uuid4()

    first = made.reported(visit, key=key)
    again = made.reported(visit, key=key, findings="다시 보냄")

    assert (again.pk, again.findings) == (first.pk, first.findings)
    with pytest.raises(WrongState):
        made.reported(visit, key=uuid4())


def test_a_stop_is_told_at_once_and_answered():
    visit = made.cleared(made.planned_visit(made.project(state=P.IN_PROGRESS)))
    own, officer = person(visit.project.company, "SA"), staff("SG")

    with pytest.raises(RuleBroken, match="what has to stop") as silent:
        made.reported(visit, stop_work=True)
    assert silent.value.field == "stop_text"
    visit = made.reported(visit, stop_work=True, stop_text="프레스 방호 덮개가 없습니다.")
    hear()

    told = set(Notice.objects.filter(kind__startswith="support.visit_stop").values_list("user", flat=True))
    assert {own.pk, officer.pk} <= told
    visits.answer_stop(visit, text="가동을 멈추고 덮개를 달았습니다.", by=own)
    with pytest.raises(WrongState, match="already"):
        visits.answer_stop(visit, text="또", by=own)


def test_only_who_is_released_and_there_goes():
    project = made.project(state=P.IN_PROGRESS)
    stranger = made.expert()
    given = {"planned_on": today(), "begins": made.time(10), "site": "1공장", "purpose": "점검", "by": project.officer}

    with pytest.raises(RuleBroken, match="not released"):
        visits.plan_visit(project, expert=stranger, **given)
    expert = made.assigned(project).expert
    with pytest.raises(RuleBroken, match="has passed"):
        visits.plan_visit(project, expert=expert, **(given | {"planned_on": today() - timedelta(days=1)}))
    visit = visits.plan_visit(project, expert=expert, **given)
    with pytest.raises(RuleBroken, match="already has a visit"):
        visits.plan_visit(project, expert=expert, **given)
    with pytest.raises(NotAllowed, match="Only the expert who goes"):
        visits.fill_safety_form(
            visit, hazards=[], protection=[], contact="a", emergency="1", briefed=True, by=project.officer
        )


def test_the_report_on_a_phone_keeps_what_was_typed(client):
    visit = made.cleared(made.planned_visit(made.project(state=P.IN_PROGRESS)))
    sign_in(client, visit.expert.user)
    url = reverse("support:visit-report", args=[visit.number])
    assert "data-offline" in client.get(url).content.decode()

    refused = client.post(url, {"hours": "30", "findings": "기록이 종이입니다.", "advice": "연결"})
    assert refused.status_code == 422
    assert "기록이 종이입니다." in refused.content.decode()
    given = {"key": str(uuid4()), "hours": "5.5", "findings": "기록이 종이입니다.", "advice": "연결"}
    assert client.post(url, given).status_code == 303
    assert client.post(url, given).status_code == 303  # the line broke: the phone sends it again
    assert Visit.objects.get(pk=visit.pk).hours == Decimal("5.5")
    assert client.get(reverse("support:visit-detail", args=[visit.number])).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_visits_costs_the_same_for_one_and_for_three(client, number, django_assert_num_queries):
    project = made.project(state=P.IN_PROGRESS)
    expert = made.assigned(project).expert
    for hour in range(number):
        made.planned_visit(project, expert, at=9 + hour)
    sign_in(client, staff("SG"))

    with django_assert_num_queries(8):
        response = client.get(reverse("support:visit-list"))

    assert len(response.context["results"].object_list) == number


def test_purchasing_and_strangers_read_no_report():
    from sharedgrowth.support.queries.visits import visits_visible_to

    visit = made.reported(made.cleared(made.planned_visit(made.project(state=P.IN_PROGRESS))))

    for user in (staff("PO"), staff("FI"), staff("CN"), supplier("SA")):
        assert not visits_visible_to(user).filter(pk=visit.pk).exists()
    for user in (visit.expert.user, staff("SG"), person(visit.project.company, "SA")):
        assert visits_visible_to(user).filter(pk=visit.pk).exists()


# Claims --------------------------------------------------------------------------------------------------------------
def started(project) -> Claim:
    return claims.start_claim(project, by=person(project.company, "SA"))


def submitted(project) -> Claim:
    claim = started(project)
    return claims.submit_claim(claim, by=person(project.company, "SA"))


def paid(claim: Claim) -> Claim:
    """Through the fund: checked by one, approved by another, paid by the run."""
    claims.accept_claim(claim, by=staff("SG"))
    claim.refresh_from_db()
    claims.note_paid(claim)
    claim.refresh_from_db()
    return claim


def test_the_first_tranche_rests_on_the_agreement_and_asks_the_fund():
    project = made.project(state=P.IN_PROGRESS)
    claim = submitted(project)
    assert (claim.tranche, claim.amount_won) == (1, Decimal("0.4") * project.anchor_won)

    officer = staff("SG")
    claims.accept_claim(claim, by=officer)

    claim.refresh_from_db()
    assert (claim.state, claim.drawdown.state, claim.drawdown.amount) == ("accepted", "requested", claim.amount_won)
    drawdowns.check_drawdown(claim.drawdown, by=staff("FM"))
    claim.drawdown.refresh_from_db()
    drawdowns.approve_drawdown(claim.drawdown, by=staff("FI"))


def test_the_second_tranche_is_earned_by_invoices_and_the_third_by_the_result():
    project = made.project(state=P.IN_PROGRESS)
    paid(submitted(project))
    with pytest.raises(RuleBroken, match="first phase is done"):
        started(project)
    made.completed(project)
    second = started(project)
    own = person(project.company, "SA")
    with pytest.raises(RuleBroken, match="at least one invoice"):
        claims.submit_claim(second, by=own)
    made.item_for(second, won=50_000_000, quotes=[made.pdf("a.pdf"), made.pdf("b.pdf")])
    second = claims.submit_claim(second, by=own)
    # half of the costs have been invoiced: half of the support is earned, 40 % of it is claimed already
    assert second.amount_won == project.anchor_won / 2 - Decimal("0.4") * project.anchor_won
    paid(second)
    with pytest.raises(RuleBroken, match="result is verified"):
        started(project)
    made.measured(project)
    made.verified(project)
    assert started(project).tranche == 3


def test_the_third_tranche_shows_the_fund_the_papers_that_earned_it_where_it_brings_none_of_its_own():
    project = made.completed(made.project(state=P.IN_PROGRESS))
    paid(submitted(project))
    second = started(project)
    item = made.item_for(second, won=project.total_won, quotes=[made.pdf("a.pdf"), made.pdf("b.pdf")])
    paid(claims.submit_claim(second, by=person(project.company, "SA")))
    made.measured(project)
    made.verified(project)
    third = submitted(project)
    claims.accept_claim(third, by=staff("SG"))
    third.refresh_from_db()
    shown = set(third.drawdown.evidence.all())
    assert {item.invoice, *item.quotes.all()} <= shown
    results = {kpi.after_file for kpi in project.kpis.all() if kpi.after_file}
    assert results <= shown
    assert third.drawdown.invoice_numbers == []  # the numbers stand in the second one, once


def test_an_invoice_is_claimed_once_in_whatever_project():
    one, other = made.project(state=P.COMPLETED), made.project(state=P.COMPLETED)
    for project in (one, other):
        paid(submitted(project))
    first, second = started(one), started(other)
    item = made.item_for(first, number="AB-2026/0012")

    with pytest.raises(RuleBroken, match="already claimed") as twice:
        made.item_for(second, number="ab2026 / 0012")
    assert twice.value.field == "invoice_number"
    claims.remove_item(item, by=person(one.company, "SA"))
    assert made.item_for(second, number="ab2026 / 0012").live


@pytest.mark.django_db(transaction=True)
def test_two_at_once_cannot_claim_the_same_invoice():
    projects = [made.project(state=P.COMPLETED) for _each in range(4)]
    drafts = []
    for project in projects:
        paid(submitted(project))
        drafts.append(started(project))

    def claim(draft) -> str:
        try:
            made.item_for(draft, number="T-1")
        except RuleBroken:
            return "refused"
        finally:
            connection.close()
        return "taken"

    with ThreadPoolExecutor(4) as pool:
        said = sorted(pool.map(claim, drafts))

    assert said == ["refused", "refused", "refused", "taken"]
    assert ClaimItem.objects.filter(invoice_number="T1").count() == 1


@pytest.fixture
def draft():
    project = made.project(state=P.COMPLETED)
    paid(submitted(project))
    return started(project)


def test_related_suppliers_and_missing_quotes_are_refused(draft):
    company = draft.project.company
    sister = CompanyFactory(rep_name=company.rep_name, phone=company.phone or "054-111-2222", parent=company)

    with pytest.raises(RuleBroken, match="same people") as own:
        made.item_for(draft, vendor_brn=company.brn)
    assert own.value.field == "vendor_brn"
    with pytest.raises(RuleBroken, match="same people"):
        made.item_for(draft, vendor_brn=sister.brn)
    with pytest.raises(RuleBroken, match="same people") as unsaid:
        made.item_for(draft, unrelated=False)
    assert unsaid.value.field == "unrelated"
    with pytest.raises(RuleBroken, match="two quotes") as quotes:
        made.item_for(draft, won=20_000_001)
    assert quotes.value.field == "quotes"
    with pytest.raises(RuleBroken, match="A quote is needed"):
        made.item_for(draft, won=20_000_000, quotes=[])
    assert made.item_for(draft, won=20_000_000).live


def test_vat_that_cannot_be_deducted_is_a_cost_with_a_reason(draft, client):
    """110 of 200 million won are earned where VAT of 10 million cannot be deducted; 100 where it can."""
    two = {"quotes": [made.pdf("a.pdf"), made.pdf("b.pdf")]}
    with pytest.raises(RuleBroken, match="at most 1,234,568 won") as much:
        made.item_for(draft, won=12_345_671, vat_won=Decimal(1_234_569), vat_reason="면세 사업")
    assert much.value.field == "vat_won"
    with pytest.raises(RuleBroken, match="Say why") as why:
        made.item_for(draft, vat_won=Decimal(1), vat_reason=" ")
    assert why.value.field == "vat_reason"

    project = draft.project
    made.item_for(draft, won=50_000_000, vat_won=Decimal(5_000_000), vat_reason="면세 사업", **two)
    draft.refresh_from_db()
    assert draft.amount_won == Decimal("0.55") * project.anchor_won - Decimal("0.4") * project.anchor_won

    own = person(project.company, "SA")
    sign_in(client, own)
    page = client.get(reverse("support:claim-detail", args=[draft.number])).content.decode()
    assert "공제받지 못하는 부가가치세: " in page
    assert "(면세 사업)" in page
    form = {"what": "차", "amount_won": "1,000", "vat_won": "101", "vat_reason": "승용차", "unrelated": "on"}
    told = client.post(
        reverse("support:claim-item-add", args=[draft.number]),
        form
        | {"vendor": "다온기기", "vendor_brn": "1048112340", "invoice_number": "V-1", "invoice_on": today()}
        | {"invoice": made.pdf(), "quotes": made.pdf("q.pdf")},
    )
    assert told.status_code == 422
    assert told.context["form"].errors["vat_won"] == ["이 공급가액의 부가가치세는 최대 100원입니다."]


def test_who_advises_a_project_sells_nothing_to_it():
    project = made.project(state=P.IN_PROGRESS)
    made.assigned(project, made.expert(organisation="주식회사 새빛자동화"))
    draft = started(project)

    with pytest.raises(RuleBroken, match="Who advises") as refusal:
        made.item_for(draft, vendor="(주)새빛 자동화")
    assert refusal.value.field == "vendor_brn"
    assert made.item_for(draft, vendor="한빛자동화").live


def test_invoices_of_the_future_or_before_the_project_are_refused(draft):
    for day, words in (
        (today() + timedelta(days=1), "has not come"),
        (today() - timedelta(days=900), "before the first"),
    ):
        with pytest.raises(RuleBroken, match=words) as refusal:
            made.item_for(draft, invoice_on=day)
        assert refusal.value.field == "invoice_on"


def test_an_invoice_that_the_scan_blocked_is_said_and_stops_the_claim(draft, client):
    item = made.item_for(draft, won=20_000_000)
    more = made.item_for(draft, won=20_000_000)
    assert more.live
    File.objects.filter(pk=item.invoice_id).update(scan="infected", scanned_at=made.now())

    with pytest.raises(RuleBroken, match="invoice.pdf"):
        claims.submit_claim(draft, by=person(draft.project.company, "SA"))
    sign_in(client, person(draft.project.company, "SA"))
    shown = client.get(reverse("support:claim-detail", args=[draft.number])).content.decode()
    assert "바이러스 검사에서 차단됨" in shown


def test_what_the_fund_sends_back_or_refuses_comes_back_to_the_company():
    project = made.project(state=P.IN_PROGRESS)
    claim = submitted(project)
    claims.accept_claim(claim, by=staff("SG"))
    claim.refresh_from_db()
    manager = staff("FM")
    drawdowns.return_drawdown(claim.drawdown, remark="협약서 사본이 빠졌습니다.", by=manager)
    hear()
    claim.refresh_from_db()
    assert (claim.state, claim.remark) == ("returned", "협약서 사본이 빠졌습니다.")

    claims.submit_claim(claim, by=person(project.company, "SA"))
    claim.refresh_from_db()
    claims.accept_claim(claim, by=staff("SG"))
    claim.refresh_from_db()
    assert claim.drawdown.state == "requested"  # completed, not asked for twice
    drawdowns.refuse_drawdown(claim.drawdown, remark="다른 사업과 중복입니다.", by=manager)
    hear()
    claim.refresh_from_db()
    assert claim.state == "refused"
    assert started(project).tranche == 1


def test_a_claim_withdrawn_after_the_fund_sent_it_back_binds_no_money():
    project = made.project(state=P.IN_PROGRESS)
    claim = submitted(project)
    claims.accept_claim(claim, by=staff("SG"))
    claim.refresh_from_db()
    drawdowns.return_drawdown(claim.drawdown, remark="협약서 사본이 빠졌습니다.", by=staff("FM"))
    hear()
    claims.withdraw_claim(claim, by=person(project.company, "SA"))
    claim.drawdown.refresh_from_db()
    assert claim.drawdown.state == "refused"
    again = submitted(project)
    claims.accept_claim(again, by=staff("SG"))
    hear()
    again.refresh_from_db()
    assert (again.state, again.drawdown.state) == ("accepted", "requested")


def test_only_the_money_side_reads_claims(draft, client):
    url = reverse("support:claim-detail", args=[draft.number])
    for user, status in ((staff("PO"), 404), (staff("CN"), 404), (supplier("SA"), 404), (staff("FM"), 200)):
        sign_in(client, user)
        assert client.get(url).status_code == status
