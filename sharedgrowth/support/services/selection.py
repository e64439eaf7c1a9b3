"""DO: select under locks, keep places, budget and balance; the waitlist; the end of a call's decision.

Locks are taken in the order of the house: budget line, call, applications, companies (then commitment and project).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import db_now
from portal.display import money_words
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import Company, User
from portal.policy import require
from sharedgrowth.funds.models import BudgetLine
from sharedgrowth.funds.services.commitments import commit, locked_line
from sharedgrowth.support.models import Application, Call, Selection
from sharedgrowth.support.policies import review as policies
from sharedgrowth.support.queries import selection as queries
from sharedgrowth.support.registry import programmes
from sharedgrowth.support.rules import selection as rules
from sharedgrowth.support.services.clocks import end_clocks, next_stage
from sharedgrowth.support.services.projects import open_project
from sharedgrowth.support.services.screening import decide
from sharedgrowth.support.states import ApplicationState, CallState, Stage

A = ApplicationState


@dataclass(slots=True)
class _Held:
    """A call and its budget line, locked."""

    call: Call
    line: BudgetLine | None


def _hold(call: Call) -> _Held:
    line = locked_line(call.budget_line) if call.budget_line is not None else None
    locked = Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
    locked.budget_line = line
    return _Held(locked, line)


def _takes_decisions(call: Call) -> None:
    rolling = call.state == CallState.PUBLISHED and call.closes_at is None
    if call.state != CallState.CLOSED and not rolling:
        raise WrongState(_("Companies are selected after the call has closed, so that all are compared."))


@transaction.atomic
def select_applications(
    call: Call,
    applications: Sequence[Application],
    *,
    by: User,
    waitlist: Sequence[Application] = (),
    declined: Mapping[int, str] | None = None,
    waiver: str = "",
) -> Selection:
    """Select, put on the waitlist, decline (by key: the reason that the applicant reads): all of it or nothing.

    Places and budget are counted under locks. Where the selected would leave the balance of PI-04 a ``waiver`` says
    why it cannot be kept.
    """
    require(policies.may_select(by, call))
    held = _hold(call)
    _takes_decisions(held.call)
    refusals = declined or {}
    if not applications and not waitlist and not refusals:
        raise RuleBroken(_("Choose somebody first."))
    keys = [*(each.pk for each in applications), *(each.pk for each in waitlist), *refusals]
    if len(set(keys)) != len(keys):
        raise RuleBroken(_("Each application gets one decision."))
    rows = _rows(held.call, keys)
    for row in rows.values():
        if not (free := policies.untied(by, row.company)):
            raise NotAllowed(f"{row.number}: {free.reason}")
    chosen = [rows[each.pk] for each in applications]
    made = _take(held, chosen, waitlist=[rows[each.pk] for each in waitlist], waiver=waiver, by=by, actor=by)
    for pk, reason in refusals.items():
        _decline(rows[pk], reason, by=by)
    _close_decision(held.call, by=by)
    for each in (*applications, *waitlist):
        each.refresh_from_db()
    return made


def _rows(call: Call, keys: Sequence[int]) -> dict[int, Application]:
    found = (
        Application.objects.select_for_update(of=("self",))
        .select_related("company", "call")
        .filter(call=call, pk__in=keys)
        .order_by("pk")
    )
    rows = {row.pk: row for row in found}
    if len(rows) != len(set(keys)):
        raise RuleBroken(_("One of these applications does not belong to this call."))
    return rows


def _take(
    held: _Held,
    chosen: Sequence[Application],
    *,
    waitlist: Sequence[Application] = (),
    waiver: str,
    by: User | None,
    actor: User | None,
    moved_up: bool = False,
) -> Selection:
    call, line = held.call, held.line
    companies = Company.objects.select_for_update(of=("self",), no_key=True).filter(
        pk__in=[each.company_id for each in chosen]
    )
    list(companies.order_by("pk"))  # two calls of one programme do not take the same company at once (PI-05)
    _can_be_selected(call, chosen, moved_up=moved_up)
    taken, nontrading = queries.selected_in(call)
    if taken + len(chosen) > call.places:
        told: dict[str, Any] = {"left": max(0, call.places - taken), "wanted": len(chosen)}
        raise RuleBroken(_("%(left)s places are left, %(wanted)s are chosen: put the others on the waitlist.") % told)
    anchors = queries.anchors_of(chosen)
    needed, available = sum(anchors.values(), Decimal(0)), queries.left_in(line)
    if available is not None and needed > available:
        told = {"left": money_words(available), "needed": money_words(needed)}
        raise RuleBroken(
            _("The budget line has %(left)s left, these need %(needed)s: put some on the waitlist.") % told
        )
    nontrading += sum(each.trading is not True for each in chosen)
    count = taken + len(chosen)
    balanced = rules.is_balanced(nontrading, count, target=call.nontrading_target, band=queries.band_of(call))
    if chosen and not balanced and not waiver.strip():
        told = {"share": f"{rules.share_of(nontrading, count) or 0:.1%}"}
        raise RuleBroken(
            _(
                "%(share)s of the selected would be non-trading companies, outside of the band of this call. Choose "
                "the best remaining of the other group, or write why the balance cannot be kept."
            )
            % told,
            field="waiver",
        )
    first = (call.selections.aggregate(last=Max("seq"))["last"] or 0) + 1
    rank = call.applications.exclude(rank=None).count()
    selected = []
    for each in chosen:
        rank += 1
        selected.append(_select(held, each, anchors[each.pk], each.rank or rank, by=by, actor=actor))
    waiting = []
    for each in waitlist:
        rank += 1
        move(each, "put_on_waitlist", by=actor, rank=rank, decided_at=db_now())
        end_clocks(each)
        announce("support.application_waitlisted", application=each.pk)
        waiting.append(_told(each, Decimal(0)))
    made = Selection.objects.create(
        call=call,
        seq=first,
        selected=selected,
        waitlisted=waiting,
        places=call.places,
        taken_after=count,
        nontrading_share=rules.share_of(nontrading, count),
        waiver=waiver.strip() if not balanced else "",
        available_before=available,
        committed=needed if line is not None else 0,
        moved_up=moved_up,
        decided_by=by,
    )
    payload = {"selected": [row["number"] for row in selected], "waitlisted": [row["number"] for row in waiting]}
    record(call, "selection_made", by=actor, reason=made.waiver, payload=payload | {"seq": made.seq})
    announce("support.selection_made", selection=made.pk)
    return made


def _can_be_selected(call: Call, chosen: Sequence[Application], *, moved_up: bool) -> None:
    found = queries.waitlist_of(call) if moved_up else queries.selectable(call)
    possible = set(found.filter(pk__in=[each.pk for each in chosen]).values_list("pk", flat=True))
    if wrong := [each.number for each in chosen if each.pk not in possible]:
        raise WrongState(_("%(numbers)s cannot be selected now.") % {"numbers": ", ".join(wrong)})
    if programmes.get(call.programme) is None:
        raise WrongState(_("The programme of this call is no longer there: nothing of it can be decided."))
    for pk, why in queries.no_longer_eligible(call, chosen).items():
        number = next(each.number for each in chosen if each.pk == pk)
        raise RuleBroken(_("%(number)s is no longer eligible: %(why)s") % {"number": number, "why": why})


def _told(application: Application, won: Decimal) -> dict[str, Any]:
    return {
        "number": application.number,
        "points": str(application.points) if application.points is not None else None,
        "rank": application.rank,
        "trading": application.trading,
        "won": str(won),
    }


def _select(
    held: _Held, application: Application, anchor: Decimal, rank: int, *, by: User | None, actor: User | None
) -> dict[str, Any]:
    move(application, "select", by=actor, rank=rank, decided_at=db_now())
    commitment = None
    if held.line is not None and anchor > 0:
        commitment = commit(
            held.line,
            company=application.company,
            amount=anchor,
            purpose=(application.title or held.call.title_ko)[:300],
            about=application,
            by=by,
        )
    open_project(application, commitment=commitment, by=actor)
    next_stage(application, Stage.AGREE)
    announce("support.application_selected", application=application.pk)
    return _told(application, anchor)


def _decline(application: Application, reason: str, *, by: User) -> None:
    if not reason.strip():
        told = {"number": application.number}
        raise RuleBroken(_("%(number)s: write the reason, the applicant reads it.") % told, field="reason")
    decide(application, "decline", by=by, reason=reason.strip())
    end_clocks(application)
    announce("support.application_declined", application=application.pk)


def _close_decision(call: Call, *, by: User) -> None:
    """When everybody has a decision the call is decided."""
    if call.state == CallState.CLOSED and not queries.undecided(call).exists():
        move(call, "decide", by=by)
        announce("support.call_decided", call=call.pk)


@transaction.atomic
def decide_call(call: Call, *, by: User) -> Call:
    """Nobody is left to decide on (a call without any application, too); a rolling call ends so."""
    require(policies.may_select(by, call))
    held = _hold(call)
    if left := queries.undecided(held.call).count():
        raise WrongState(_("%(count)s applications have no decision yet.") % {"count": left})
    move(held.call, "decide", by=by)
    announce("support.call_decided", call=held.call.pk)
    call.state = held.call.state
    return call


@transaction.atomic
def end_waitlist(call: Call, reason: str, *, by: User) -> int:
    """Nobody moves up any more: those who wait are told. Returns how many."""
    require(policies.may_select(by, call))
    if not reason.strip():
        raise RuleBroken(_("Write the reason: the applicant reads it."), field="reason")
    held = _hold(call)
    waiting = list(queries.waitlist_of(held.call))
    for each in _rows(held.call, [each.pk for each in waiting]).values():
        if not (free := policies.untied(by, each.company)):
            raise NotAllowed(f"{each.number}: {free.reason}")
        _decline(each, reason, by=by)
    return len(waiting)


@transaction.atomic
def move_up(call: Call) -> Selection | None:
    """Fill free places from the waitlist, as its order was decided, within budget and balance. None: nobody moves.

    Safe to call twice. Requested in the name of who decided the waitlist; it is recorded as done by the portal.
    """
    held = _hold(call)
    if held.call.state not in (CallState.CLOSED, CallState.DECIDED, CallState.PUBLISHED):
        return None
    last = held.call.selections.filter(moved_up=False).order_by("-seq").first()
    waiting = list(queries.waitlist_of(held.call))
    taken, nontrading = queries.selected_in(held.call)
    if last is None or last.decided_by is None or not waiting or taken >= held.call.places:
        return None
    if programmes.get(held.call.programme) is None:
        return None
    unfit = queries.no_longer_eligible(held.call, waiting)
    fit = [each for each in waiting if each.pk not in unfit]
    anchors = queries.anchors_of(fit)
    pick = rules.proposed(
        [rules.Candidate(each.pk, each.trading is True, anchors[each.pk]) for each in fit],
        places=held.call.places - taken,
        available=queries.left_in(held.line),
        target=held.call.nontrading_target,
        band=queries.band_of(held.call),
        taken=taken,
        taken_nontrading=nontrading,
    )
    if not pick.selected:
        return None
    rows = _rows(held.call, pick.selected)
    waiver = _("Moved up from the waitlist: nobody else of the shorter group waits.")
    decider = last.decided_by if policies.may_select(last.decided_by, held.call) else None  # who left asks for no money
    return _take(held, [rows[pk] for pk in pick.selected], waiver=waiver, by=decider, actor=None, moved_up=True)
