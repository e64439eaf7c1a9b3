"""Terms by two people, what runs keeps its own; a dispute holds what is owed."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from portal.clock import db_now, today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.tests.factories import staff
from portal.tests.signin import sign_in
from purchasing.payments.models import Payable
from purchasing.payments.queries.payables import payables_about
from sharedgrowth.benefit.forms.terms import figures
from sharedgrowth.benefit.handlers.measurement import hold_again
from sharedgrowth.benefit.models import BenefitTerms, Dispute, ShareYear, terms_on
from sharedgrowth.benefit.queries.agreed import terms_for
from sharedgrowth.benefit.services import sharing
from sharedgrowth.benefit.services import terms as services
from sharedgrowth.benefit.tests import money_stage as stage

pytestmark = pytest.mark.django_db


def later(**changed) -> BenefitTerms:
    values = {"valid_from": today() + timedelta(days=30), "note": "이사회 의결 2026-11", "rate": Decimal("0.55")}
    return BenefitTerms(**{**values, **changed})


def test_terms_are_entered_by_one_and_approved_by_another():
    officer, approver = staff("SG"), staff("AP")
    entered = services.enter_benefit_terms(later(), by=officer)
    assert terms_on(entered.valid_from).rate == Decimal("0.5")
    with pytest.raises(NotAllowed):
        services.approve_benefit_terms(entered, by=officer)
    services.approve_benefit_terms(entered, by=approver)
    assert terms_on(entered.valid_from).rate == Decimal("0.55")
    assert terms_on(today()).rate == Decimal("0.5")
    with pytest.raises(WrongState):
        services.approve_benefit_terms(entered, by=approver)


def test_a_signed_task_keeps_its_terms():
    task = stage.agreed_task(stage.cast())
    entered = services.enter_benefit_terms(later(finance_from_won=Decimal(1)), by=staff("SG"))
    services.approve_benefit_terms(entered, by=staff("AP"))
    assert terms_for(task, entered.valid_from).finance_from_won == 100_000_000


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"valid_from": None}, "valid_from"), ({"years": 4}, "years"), ({"rate": Decimal(2)}, None)],
)
def test_terms_that_cannot_hold_are_refused(changed, field):
    changed = {name: today() if value is None else value for name, value in changed.items()}
    with pytest.raises(RuleBroken) as refusal:
        services.enter_benefit_terms(later(**changed), by=staff("SG"))
    assert refusal.value.field == field


def test_the_form_shows_every_figure_and_keeps_what_was_typed(client):
    officer = staff("SG")
    sign_in(client, officer)
    page = reverse("benefit:terms-create")
    shown = client.get(page)
    given = {field.name: shown.context["form"][field.name].value() for field in figures()}
    wrong = client.post(page, given | {"valid_from": f"{today()}", "note": "사유", "screen_days": "12"})
    assert wrong.status_code == 422
    assert 'value="12"' in wrong.content.decode()
    sent = client.post(
        page, given | {"valid_from": f"{today() + timedelta(days=9)}", "note": "사유", "screen_days": "12"}
    )
    assert sent.status_code == 303
    entered = BenefitTerms.objects.get(entered_by=officer)
    listed = client.get(reverse("benefit:terms-list"))
    assert [each["terms"] for each in listed.context["waiting"]] == [entered]
    sign_in(client, staff("AP"))
    assert client.post(reverse("benefit:terms-approve", args=[entered.pk])).status_code == 303
    assert BenefitTerms.objects.get(pk=entered.pk).is_approved


def test_a_dispute_holds_what_is_owed_and_its_decision_owes_it_again():
    people = stage.cast()
    task, years = stage.begun(people)
    shared = stage.verified(years[0], people)
    part = shared.parts.get()
    dispute = Dispute.objects.create(task=task, company=people.maker.company, opened_by=people.maker, text="조정 이견")
    Payable.objects.filter(pk=payables_about(part).get().pk).update(state="sent")
    sharing.hold_payments(task)
    assert [payable.state for payable in payables_about(part)] == ["sent"]  # the bank has it
    Payable.objects.filter(pk=payables_about(part).get().pk).update(state="owed")  # and sends it back
    hold_again(payable=payables_about(part).get().pk)
    sharing.hold_payments(task)
    assert [payable.state for payable in payables_about(part)] == ["taken_back"]
    sharing.resume_payments(task, days=5)  # not while it is open
    assert payables_about(part).count() == 1
    Dispute.objects.filter(pk=dispute.pk).update(
        decided_at=db_now(), decided_by=staff("CP"), decision="조정액이 맞습니다.", days_stopped=5
    )
    sharing.resume_payments(task, days=5)
    sharing.resume_payments(task, days=5)
    assert [payable.state for payable in payables_about(part)] == ["taken_back", "owed"]
    again = payables_about(part).last()
    year = ShareYear.objects.get(pk=shared.pk)
    assert (again.amount, again.due_on) == (part.cash_won, year.due_on)
    assert year.due_on > shared.due_on
    assert set(again.apart.all()) == {*people.committee, people.finance}
