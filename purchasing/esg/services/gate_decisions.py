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
from purchasing.bidding.states import Fact
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
EVIDENCE_DAYS = (30, 7)  # before evidence of a running qualification ends
EVIDENCE_OVER = gettext_noop("Entry %(number)s: the evidence of %(item)s ended on %(until)s.")
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
    if outcome != EntryOutcome.NOT_QUALIFIED:
        _tell_owners(entry, day=day, by=by)
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


def _tell_owners(entry: Entry, *, day: date, by: User) -> None:
    """Who stands behind the company, as disclosed (E-9): related bidders and limitations read it. Never ends by itself:
    owners do not vanish with a qualification."""
    point = entry.points.get(item=EntryItem.OWNERS)
    owners = rules.read_owners(point.owners) or {}
    for fact, value in ((Fact.OWNERS, rules.owners_fact(owners)), (Fact.REPRESENTATIVE, point.representative)):
        if value:
            record_standing(entry.company, fact, value, valid_from=day, source=entry.number, by=by)


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
    """Once a day: reminders 60, 30 and 7 days before an entry ends; what is over expires, what is unanswered too.

    A decision that is late goes up; evidence that ends is reminded of, and then asks for a corrective action.
    """
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
    for entry in queries.entries_late(on):
        if once("esg.entry-late", f"{entry.pk}:{entry.decide_by}"):
            announce("esg.entry_late", entry=entry.pk)
            done += 1
    return done + _watch_evidence(on)


def _watch_evidence(on: date) -> int:
    done = 0
    for point in queries.evidence_ending(on, max(EVIDENCE_DAYS)):
        until = point.evidence_until
        if until is None:
            continue
        left = (until - on).days
        key = f"{point.pk}:{until}"
        if left < 0:
            if once("esg.entry-evidence-over", key):
                with override("ko"):
                    finding = _(EVIDENCE_OVER) % {"number": point.entry.number, "item": point.item, "until": until}
                open_action(point.entry.company, finding=finding, severity=Severity.MINOR, question_code=point.item)
                done += 1
            continue
        step = min(days for days in EVIDENCE_DAYS if left <= days)
        if once("esg.entry-evidence", f"{key}:{step}"):
            announce(
                "esg.entry_evidence_ending",
                entry=point.entry_id,
                item=point.item,
                until=until.isoformat(),
                left=left,
            )
            done += 1
    return done
