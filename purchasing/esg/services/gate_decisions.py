"""DO: the decision on an entry qualification, its conditions, its clock. Source: domain 11.4."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from portal.audit.services import move
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce, once
from portal.people.models import Company, User
from portal.people.services import record_standing
from portal.policy import require
from purchasing.contracts.models import Amendment, Contract
from purchasing.esg.models import CorrectiveAction, Entry, EntryPoint, terms_on
from purchasing.esg.policies import gate as policies
from purchasing.esg.queries import gate as queries
from purchasing.esg.rules import gate as rules
from purchasing.esg.services.actions import open_action
from purchasing.esg.states import (
    CAP_RUNNING,
    EntryItem,
    EntryOutcome,
    EntryState,
    Severity,
    StandingFact,
)

ENTRY_CODE = "ENTRY"  # corrective actions that come from a conditional entry
MOVES = {"QUALIFIED": "qualify", "CONDITIONAL": "condition", "NOT_QUALIFIED": "refuse"}
REMIND_DAYS = (60, 30, 7)
FINDING = gettext_noop("Entry %(number)s: the short self-assessment came to %(score)s of 100 points, below %(floor)s.")


def _locked(entry: Entry) -> Entry:
    return Entry.objects.select_for_update(of=("self",)).select_related("company").get(pk=entry.pk)


def outcome_of(entry: Entry, points: list[EntryPoint]) -> str:
    """What the rule says now; "" while an item is not looked at."""
    found = {point.item: point.passed for point in points}
    met = {item: passed for item, passed in found.items() if passed is not None}
    if len(met) < len(EntryItem.values) or entry.self_score is None:
        return ""
    return rules.entry_outcome(met, entry.self_score, floor=terms_on(today()).entry_score)


@transaction.atomic
def decide_entry(entry: Entry, *, reason: str, by: User) -> Entry:
    """Confirm what the rule says of the ten items and the self-assessment; it is recorded for others to read."""
    entry = _locked(entry)
    require(policies.may_review_entry(by, entry))
    if entry.state != EntryState.REVIEW:
        raise WrongState(_("Only an entry under review is decided."))
    if not reason.strip():
        raise RuleBroken(_("Give the reason: it stands in the letter."), field="reason")
    outcome = outcome_of(entry, queries.points_of(entry))
    if not outcome:
        raise RuleBroken(_("Look at all ten items first."))
    day = today()
    terms = terms_on(day)
    given: dict[str, Any] = {"decided_at": db_now()}
    until: date | None = None
    if outcome != EntryOutcome.NOT_QUALIFIED:
        months = terms.entry_months if outcome == EntryOutcome.QUALIFIED else terms.conditional_months
        until = rules.holds_until(day, months)
        given |= {"valid_from": day, "valid_to": until}
    if outcome == EntryOutcome.CONDITIONAL:
        given["order_cap_won"] = terms.conditional_cap_won
    move(entry, MOVES[outcome], by=by, reason=reason.strip()[:500], payload={"outcome": outcome}, **given)
    _write_reason(entry, reason)
    _tell_others(entry, outcome, day=day, until=until, by=by)
    if outcome == EntryOutcome.CONDITIONAL:
        told = {"number": entry.number, "score": entry.self_score, "floor": terms.entry_score}
        with override("ko"):
            finding = _(FINDING) % told
        open_action(
            entry.company, finding=finding, severity=Severity.MINOR, question_code=ENTRY_CODE, due_on=entry.valid_to
        )
    announce("esg.entry_decided", entry=entry.pk)
    return entry


def _write_reason(entry: Entry, reason: str) -> None:
    entry.reason = reason.strip()[:2000]
    entry.save(update_fields=["reason"])


def _tell_others(entry: Entry, outcome: str, *, day: date, until: date | None, by: User | None) -> None:
    record_standing(
        entry.company, StandingFact.ENTRY, outcome, valid_from=day, valid_to=until, source=entry.number, by=by
    )
    cap = f"{entry.order_cap_won:f}" if outcome == EntryOutcome.CONDITIONAL and entry.order_cap_won else ""
    if cap or queries.order_cap_of(entry.company, day):
        record_standing(
            entry.company, StandingFact.ORDER_CAP, cap, valid_from=day, valid_to=until, source=entry.number, by=by
        )


@transaction.atomic
def fulfil_entry(entry: Entry, *, reason: str, by: User) -> Entry:
    """The conditions are met: a full qualification from today on. The corrective action has to be verified before."""
    entry = _locked(entry)
    require(policies.may_review_entry(by, entry))
    if not reason.strip():
        raise RuleBroken(_("Give the reason: it stands in the letter."), field="reason")
    if entry.state != EntryState.CONDITIONAL:
        entry.flow.target("fulfil", entry.state)
    if conditions_of(entry).filter(state__in=CAP_RUNNING).exists():
        raise RuleBroken(_("Its corrective action is not verified yet."))
    day = today()
    until = rules.holds_until(day, terms_on(day).entry_months)
    move(
        entry,
        "fulfil",
        by=by,
        reason=reason.strip()[:500],
        valid_to=until,
        order_cap_won=None,
    )
    _write_reason(entry, reason)
    _tell_others(entry, EntryOutcome.QUALIFIED, day=day, until=until, by=by)
    announce("esg.entry_decided", entry=entry.pk)
    return entry


def conditions_of(entry: Entry):
    """The corrective actions that a conditional entry asked for."""
    found = CorrectiveAction.objects.filter(company=entry.company, question_code=ENTRY_CODE)
    return found.filter(opened_on__gte=entry.valid_from) if entry.valid_from else found.none()


def check_order_cap(contract: Contract, amendment: Amendment | None) -> None:
    """Orders to a company that is qualified on conditions stay below its cap; asked at each step of an order.

    The company's row is locked: two orders at once are counted one after the other.
    """
    if contract.tier != 1 or (amendment is not None and amendment.value <= amendment.value_before):
        return
    if (cap := queries.order_cap_of(contract.payee, today())) is None:
        return
    Company.objects.select_for_update(of=("self",)).get(pk=contract.payee_id)
    most, since = cap
    if contract.currency != "KRW":
        raise RuleBroken(
            _("Orders to %(name)s are capped at ₩%(most)s at present: one in %(currency)s cannot be counted.")
            % {"name": contract.payee.name, "most": f"{most:,.0f}", "currency": contract.currency}
        )
    ordered = queries.ordered_since(contract.payee, since, but=contract)
    value = amendment.value if amendment is not None else contract.value
    if value > rules.left_to_order(most, ordered):
        raise RuleBroken(
            _("Orders to %(name)s are capped at ₩%(most)s at present, and ₩%(ordered)s are ordered already.")
            % {"name": contract.payee.name, "most": f"{most:,.0f}", "ordered": f"{ordered:,.0f}"}
        )


@transaction.atomic
def run_entry_clock(on: date) -> int:
    """Once a day: reminders 60, 30 and 7 days before an entry ends; what is over expires, what is unanswered too."""
    if not once("esg.entry-clock", on.isoformat()):
        return 0
    done = 0
    for ending in queries.entries_ending(on, REMIND_DAYS):
        announce("esg.entry_ending", entry=ending.entry.pk, left=ending.left)
        done += 1
    for entry in queries.entries_over(on):
        entry = _locked(entry)
        was = entry.state
        move(entry, "expire", by=None)
        if was != EntryState.QUERY and not queries.entry_in_force(entry.company, on):
            _tell_others(entry, "", day=on, until=None, by=None)
        announce("esg.entry_expired", entry=entry.pk)
        done += 1
    return done
