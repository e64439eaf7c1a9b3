"""How the money of a task is shown: addresses, trail, facts, waterfall, what can be done now."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.deciding import Deed
from portal.display import day_text, money_full
from portal.people.models import User
from sharedgrowth.benefit.models import Measurement, SharePart, ShareYear, Task, Verification
from sharedgrowth.benefit.policies import measurement as policies
from sharedgrowth.benefit.queries import sharing as queries
from sharedgrowth.benefit.queries.agreed import agreed_for
from sharedgrowth.benefit.queries.counting import basis_of, year_of
from sharedgrowth.benefit.rules import formula
from sharedgrowth.benefit.states import MeasurementState, ShareState, VerificationState
from sharedgrowth.benefit.views.waterfall import benefit_chart


def at(name: str, *args) -> str:
    """An address of this app."""
    return reverse(f"benefit:{name}", args=args)


def trail(task: Task | None = None, words: object = "", url: str = "") -> list[tuple[object, str]]:
    """Where the page stands: settlements, the task's year, the step."""
    steps: list[tuple[object, str]] = [(_("Benefit settlements"), at("settlement-list") if task or words else "")]
    if task is not None:
        steps.append((task.number, url))
    if words:
        steps.append((words, ""))
    return steps


def task_or_404(request: HttpRequest, number: str) -> Task:
    """A task whose money the person may read."""
    return get_object_or_404(queries.money_tasks_visible_to(request.user), number=number.upper()[:20])


def year_or_404(request: HttpRequest, uid: UUID) -> ShareYear:
    """A year that the person may read."""
    return get_object_or_404(queries.years_visible_to(request.user), uid=uid)


def percent(share: Decimal) -> str:
    """A share in percent, without useless zeros.

    >>> percent(Decimal("0.500000")), percent(Decimal("0.333333"))
    ('50%', '33.3333%')
    """
    return f"{(share * 100).normalize():f}%"


def facts_of(year: ShareYear) -> list[dict[str, Any]]:
    """The facts of a year."""
    agreed = agreed_for(year.task)
    rate = year.rate if year.rate is not None else (agreed.rate if agreed else None)
    facts = [
        {
            "label": _("Sharing year"),
            "value": f"{year.no}",
            "note": f"{day_text(year.first, 'day')} – {day_text(year.last, 'day')}",
        },
        {"label": _("Net benefit"), "value": money_full(year.net_won) if year.net_won is not None else "—"},
        {
            "label": _("Compensation"),
            "value": money_full(year.compensation_won) if year.compensation_won is not None else "—",
            "note": percent(rate) if rate is not None else "",
        },
        {
            "label": _("In cash"),
            "value": money_full(year.cash_won) if year.cash_won is not None else "—",
            "note": _("to be paid by %(day)s") % {"day": day_text(year.due_on, "day")} if year.due_on else "",
        },
    ]
    if year.days != formula.YEAR_DAYS:
        words = _("%(days)s of 365 days") % {"days": year.days}
        facts.insert(1, {"label": _("Part of a year"), "value": words})
    return facts


def chart_of(
    year: ShareYear, measurement: Measurement, verification: Verification | None, parts: list[SharePart], user: User
) -> Any:
    """The waterfall of a year: as it was verified, or as it was measured so far."""
    found = formula.benefit(basis_of(measurement.baseline), year_of(measurement))
    net = verification.net_won if verification is not None else found.net_won
    shared: list[tuple[str, Decimal]] = []
    if year.compensation_won is not None:
        if user.is_internal:
            shared = [(f"{part.supplier.company.name} {percent(part.share)}", part.compensation_won) for part in parts]
        else:
            shared = [(_("Suppliers"), year.compensation_won)]
    span = f"{day_text(measurement.period_from, 'day')} – {day_text(measurement.period_to, 'day')}"
    state = _("verified") if verification is not None else _("measured, not verified yet")
    return benefit_chart(
        found,
        shared,
        title=_("%(number)s, year %(no)s: where the benefit comes from") % {"number": year.task.number, "no": year.no},
        basis=_("measured %(span)s · %(state)s") % {"span": span, "state": state},
        net_won=net,
    )


def deeds_of(user: User, year: ShareYear, current: Measurement | None, open_: Verification | None) -> list[Deed]:
    """What this person can do with the year now."""
    deeds: list[Deed] = []
    task = year.task
    if year.state == ShareState.OPEN and current is None and policies.may_take_part(user, task):
        url = at("measurement-enter", year.uid)
        deeds.append(Deed(_("Enter the measurement"), url, "pencil", primary=True))
    if current is not None:
        deeds += _measurement_deeds(user, current, open_)
    if open_ is not None:
        deeds += _verification_deeds(user, open_)
    if year.state in (ShareState.VERIFIED, ShareState.SETTLED) and policies.may_value(user):
        deeds.append(Deed(_("Value another form"), at("other-form-value", year.uid), "scale"))
    return deeds


def _measurement_deeds(user: User, current: Measurement, open_: Verification | None) -> list[Deed]:
    deeds: list[Deed] = []
    if current.state == MeasurementState.ENTERED:
        if policies.may_confirm(user, current):
            deeds.append(
                Deed(_("Confirm the measurement"), at("measurement-confirm", current.uid), "circle-check", primary=True)
            )
            deeds.append(Deed(_("Send it back"), at("measurement-send-back", current.uid), "arrow-back-up"))
        elif policies.may_take_back(user, current):
            deeds.append(Deed(_("Take it back"), at("measurement-take-back", current.uid), "arrow-back-up"))
    if current.state == MeasurementState.CONFIRMED and open_ is None and policies.may_convene(user, current.task):
        deeds.append(Deed(_("Convene the committee"), at("verification-convene", current.uid), "users", primary=True))
        deeds.append(Deed(_("Send it back"), at("measurement-send-back", current.uid), "arrow-back-up"))
    return deeds


def _verification_deeds(user: User, open_: Verification) -> list[Deed]:
    deeds: list[Deed] = []
    has_voted = open_.verifiers.filter(person=user).exclude(vote="").exists()
    if open_.state == VerificationState.VOTING and not has_voted and policies.may_vote(user, open_):
        deeds.append(Deed(_("Vote"), at("verification-vote", open_.uid), "checklist", primary=True))
    if open_.state == VerificationState.FINANCE and policies.may_verify_as_finance(user, open_):
        deeds.append(Deed(_("Decide as finance"), at("verification-finance", open_.uid), "scale", primary=True))
    return deeds
