"""The worlds behind the doors of the money of Benefit Sharing."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from portal.clock import today
from portal.people.models import User
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.matrix import World, stage
from purchasing.contracts.tests.factories import in_force
from sharedgrowth.benefit.models import BenefitTerms
from sharedgrowth.benefit.services import measurement, sharing, terms, verification
from sharedgrowth.benefit.tests import money_stage


def _people(cast: money_stage.Cast) -> dict[str, User | None]:
    company = cast.maker.company
    return {
        "visitor": None,
        "outsider": UserFactory(company=CompanyFactory(), roles=("SA", "SU", "SF")),
        "maker": cast.maker,
        "member": UserFactory(company=company, roles=("SU",)),
        "cashier": UserFactory(company=company, roles=("SF",)),
        "officer": cast.officer,
        "buyer": cast.buyer,
        "field": cast.field,
        "proposer": cast.proposer,
        "finance": cast.finance,
        "compliance": staff("CP"),
        "auditor": staff("AU"),
        "approver": staff("AP"),
        "reviewer": staff("ER"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
    }


def _names(task, years, **more: Any) -> dict[str, Any]:
    return {"number": task.number, "year": str(years[0].uid), **more}


@stage("benefit measured")
def benefit_measured() -> World:
    """A task whose first year the supplier has measured; a change of the baseline that the supplier has drawn up."""
    cast = money_stage.cast()
    task, years = money_stage.begun(cast)
    found = money_stage.measured(years[0], cast)
    values = money_stage.lance(money_stage.years_ago(1))
    drawn = measurement.draw_baseline(task, by=cast.maker, reason="공정 변경", **values)
    money_stage.opened(years[1])
    names = _names(task, years, measurement=str(found.uid), baseline=str(drawn.uid), open_year=str(years[1].uid))
    return World(_people(cast), names, owner=cast.maker.company)


@stage("benefit confirmed")
def benefit_confirmed() -> World:
    """A measurement that both have confirmed; the first day of a completed task."""
    cast = money_stage.cast()
    task, years = money_stage.begun(cast)
    found = measurement.confirm_measurement(money_stage.measured(years[0], cast), by=staff("RQ"))
    waiting = money_stage.agreed_task(money_stage.cast(maker=cast.maker), item="다른 부품")
    names = _names(
        task,
        years,
        measurement=str(found.uid),
        waiting=waiting.number,
        first=f"{money_stage.years_ago(1)}",
        members=[cast.officer.pk, cast.buyer.pk, cast.field.pk],
    )
    return World(_people(cast), names, owner=cast.maker.company)


@stage("benefit before the committee")
def benefit_voting() -> World:
    """A committee that votes."""
    cast = money_stage.cast()
    task, years = money_stage.begun(cast)
    found = money_stage.convened(years[0], cast)
    return World(_people(cast), _names(task, years, verification=str(found.uid)), owner=cast.maker.company)


@stage("benefit before finance")
def benefit_finance() -> World:
    """The committee has agreed on a large benefit."""
    cast = money_stage.cast()
    task, years = money_stage.begun(cast)
    found = money_stage.convened(years[0], cast)
    for member in cast.committee:
        verification.vote(found, choice="yes", by=member)
    return World(_people(cast), _names(task, years, verification=str(found.uid)), owner=cast.maker.company)


@stage("benefit shared")
def benefit_shared() -> World:
    """A verified year; a contract below the agreed price."""
    cast = money_stage.cast()
    task, years = money_stage.begun(cast)
    shared = money_stage.verified(years[0], cast)
    in_force(payee=cast.maker.company, lines=[("산소 랜스", 100, Decimal(1_200_000))], signed_on=today())
    cut = sharing.look_for_cuts(task, today())[0]
    names = _names(
        task,
        years,
        cut=str(cut.uid),
        supplier=task.suppliers.get().pk,
        part=str(shared.parts.get().uid),
        verification=str(shared.verification.uid),
        measurement=str(shared.verification.measurement.uid),
    )
    return World(_people(cast), names, owner=cast.maker.company)


@stage("benefit terms entered")
def benefit_terms_entered() -> World:
    """Terms of a day to come wait for an approver."""
    cast = money_stage.cast()
    entered = BenefitTerms(valid_from=today() + timedelta(days=30), note="이사회 의결", rate=Decimal("0.55"))
    terms.enter_benefit_terms(entered, by=cast.officer)
    return World(_people(cast), {"pk": entered.pk}, owner=cast.maker.company)
