"""DO: calls: written by one, published by another, extended, closed by the clock, cancelled. Source: domain 7.2."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from sharedgrowth.support.models import Application, Call, terms_on
from sharedgrowth.support.policies import calls as policies
from sharedgrowth.support.queries import calls as queries
from sharedgrowth.support.registry import programmes
from sharedgrowth.support.services.clocks import end_clocks
from sharedgrowth.support.states import ApplicationState, CallState

UNSENT = (ApplicationState.DRAFT, ApplicationState.RECOMMENDED)


def locked(call: Call) -> Call:
    """The call as it is now."""
    return Call.objects.select_for_update(of=("self",)).get(pk=call.pk)


@transaction.atomic
def create_call(*, programme: str, by: User, **facts: Any) -> Call:
    """A draft of a call."""
    require(policies.may_write_calls(by))
    if programmes.get(programme) is None:
        raise RuleBroken(_("Choose a programme that is carried out."), field="programme")
    call = Call(number=next_number("CALL"), programme=programme, entered_by=by, officer=by, **facts)
    if call.nontrading_target is None:
        call.nontrading_target = terms_on(today()).nontrading_target
    checked(call)
    call.save(force_insert=True)
    record(call, "written", by=by, payload={"programme": programme})
    return call


@transaction.atomic
def edit_call(call: Call, *, by: User, **facts: Any) -> Call:
    """Change a draft; who changes it counts as its writer, so that another one publishes it."""
    call = locked(call)
    require(policies.may_edit_call(by, call))
    for name, value in facts.items():
        setattr(call, name, value)
    call.entered_by = by
    checked(call)
    call.save()
    record(call, "edited", by=by)
    return call


@transaction.atomic
def propose_call(call: Call, *, by: User) -> Call:
    """Hand it to a second person."""
    call = locked(call)
    require(policies.may_propose_call(by, call))
    _check_ready(call, db_now())
    move(call, "propose", by=by, reason="", entered_by=by)
    announce("support.call_proposed", call=call.pk)
    return call


def _check_ready(call: Call, now: datetime) -> None:
    programme = programmes.get(call.programme)
    if programme is None:
        raise RuleBroken(_("The programme of this call is carried out no longer."))
    if queries.published_form(call.programme) is None:
        raise RuleBroken(_("The programme has no published application form yet."), field="form")
    if programme.split is not None and call.budget_line_id is None:
        raise RuleBroken(
            _("The programme pays a part of the costs: choose the budget line that pays."), field="budget_line"
        )
    if call.closes_at is not None and call.closes_at <= now:
        raise RuleBroken(_("The closing time has passed: choose a later one."), field="closes_at")
    if not call.text_ko.strip():
        raise RuleBroken(_("Write what the call is about, in Korean at least."), field="text_ko")


@transaction.atomic
def return_call(call: Call, *, reason: str, by: User) -> Call:
    """Back to its writer, with the reason."""
    call = locked(call)
    require(policies.may_publish_call(by, call))
    if not reason.strip():
        raise RuleBroken(_("Say what should change."), field="reason")
    move(call, "return", by=by, reason=reason.strip()[:500])
    Call.objects.filter(pk=call.pk).update(reason=reason.strip()[:500])
    announce("support.call_returned", call=call.pk)
    return call


@transaction.atomic
def publish_call(call: Call, *, by: User) -> Call:
    """Publish: form, rubric, terms are copied and bind the call from now on."""
    call = locked(call)
    require(policies.may_publish_call(by, call))
    now = db_now()
    _check_ready(call, now)
    programme = programmes.get(call.programme)
    assert programme is not None  # noqa: S101 (checked above)
    call.form = queries.published_form(call.programme)
    call.rubric = queries.rubric_of(programme)
    call.params = queries.binding_params(programme, terms_on(today())) | {
        "nontrading_target": str(call.nontrading_target)
    }
    call.opens_at = call.opens_at or now
    call.save(update_fields=["form", "rubric", "params", "opens_at"])
    move(call, "publish", by=by, published_by=by, published_at=now, payload={"form": str(call.form)})
    announce("support.call_published", call=call.pk)
    return call


@transaction.atomic
def extend_call(call: Call, *, closes_at: datetime, reason: str, by: User) -> Call:
    """A later last moment; everybody who writes an application is told."""
    call = locked(call)
    require(policies.may_extend_call(by, call))
    now = db_now()
    if call.closes_at is None or call.closes_at <= now:
        raise WrongState(_("The call has closed: it cannot be extended any more."))
    if closes_at <= call.closes_at:
        raise RuleBroken(_("A call is only ever extended: choose a later time."), field="closes_at")
    if not reason.strip():
        raise RuleBroken(_("Say why: everybody reads it."), field="reason")
    before = call.closes_at
    call.closes_at, call.changed_at, call.extended, call.reason = closes_at, now, call.extended + 1, reason.strip()
    checked(call)
    call.save(update_fields=["closes_at", "changed_at", "extended", "reason"])
    record(call, "extended", by=by, reason=reason.strip(), payload={"before": before, "after": closes_at})
    announce("support.call_extended", call=call.pk)
    return call


@transaction.atomic
def close_call(call: Call, *, by: User | None) -> Call:
    """Closed: by the clock, or by hand where it had no closing time. Drafts lapse; what was written is kept."""
    if by is not None:
        require(policies.may_close_call(by, call))
    call = locked(call)
    move(call, "close", by=by)
    unsent = Application.objects.select_for_update(of=("self",)).filter(call=call, state__in=UNSENT).order_by("pk")
    for application in unsent:
        reason = _("The call closed before the application was sent.")
        move(application, "lapse", by=None, reason=reason, decided_at=db_now())
        Application.objects.filter(pk=application.pk).update(reason=reason)
        announce("support.application_lapsed", application=application.pk)
    announce("support.call_closed", call=call.pk)
    return call


def close_due_calls() -> int:
    """Sweep: close each call whose last moment has passed; says how many."""
    closed = 0
    for call in queries.calls_to_close(db_now()):
        with transaction.atomic():
            held = locked(call)
            if held.state == CallState.PUBLISHED and held.closes_at and held.closes_at <= db_now():
                close_call(held, by=None)
                closed += 1
    return closed


@transaction.atomic
def cancel_call(call: Call, *, reason: str, by: User) -> Call:
    """Take it back; who applied is told with the reason. Selected ones stay what they are: a call with them is not
    cancelled."""
    call = locked(call)
    require(policies.may_cancel_call(by, call))
    if not reason.strip():
        raise RuleBroken(_("Say why: everybody reads it."), field="reason")
    if call.applications.filter(state=ApplicationState.SELECTED).exists():
        raise RuleBroken(_("A company is selected already: this call is decided, not cancelled."))
    move(call, "cancel", by=by, reason=reason.strip()[:500], changed_at=db_now())
    Call.objects.filter(pk=call.pk).update(reason=reason.strip()[:500])
    _call_off(call, reason.strip()[:500], by=by)
    if call.published_at is not None:
        announce("support.call_cancelled", call=call.pk)
    return call


def _call_off(call: Call, reason: str, *, by: User) -> None:
    """What was not sent lapses, what was sent ends, with the reason of the call; no promised day runs on.

    All rows are locked first: one that is being sent in this second is met as it was sent.
    """
    for application in Application.objects.select_for_update(of=("self",)).filter(call=call).order_by("pk"):
        step = "lapse" if application.state in UNSENT else "call_off"
        if not application.flow.allows(step, application.state):
            continue
        move(application, step, by=by, reason=reason, decided_at=db_now())
        Application.objects.filter(pk=application.pk).update(reason=reason)
        application.info_requests.filter(answered_at=None, lapsed_at=None).update(lapsed_at=db_now())
        end_clocks(application)
