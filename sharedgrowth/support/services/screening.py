"""DO: take an application up, ask for more, take the answer, reject with reasons, pass on to the reviewers."""

import json
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.calendar import business_days_after
from portal.clock import SEOUL, db_now, today
from portal.errors import RuleBroken, WrongState
from portal.files.models import File
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from sharedgrowth.support.models import Application, InfoRequest
from sharedgrowth.support.policies import review as policies
from sharedgrowth.support.policies.applications import SIGNER
from sharedgrowth.support.queries import review as reviewing
from sharedgrowth.support.queries import screening as queries
from sharedgrowth.support.queries.applicants import facts_in
from sharedgrowth.support.queries.applications import content_of, sheet_of, split_of
from sharedgrowth.support.services.applications import applicant_for, check_complete, hand_in, reasons_for
from sharedgrowth.support.services.clocks import end_clocks, next_stage, pause_clock, start_clock
from sharedgrowth.support.services.sheets import restore_last_sheet
from sharedgrowth.support.states import ApplicationState, CallState, Stage

A = ApplicationState


def held(application: Application) -> Application:
    """The application as it is now, locked until the transaction ends."""
    return Application.objects.select_for_update(of=("self",)).select_related("call", "company").get(pk=application.pk)


def sent_on(application: Application):
    """The day of its submission."""
    return application.submitted_at.astimezone(SEOUL).date() if application.submitted_at else today()


def decide(application: Application, name: str, *, by: User | None, reason: str, **changes) -> None:
    """A move that ends it, with the reason that the applicant reads."""
    move(application, name, by=by, reason=reason, decided_at=db_now(), **changes)
    Application.objects.filter(pk=application.pk).update(reason=reason)
    application.reason = reason


@transaction.atomic
def take_up(application: Application, *, by: User) -> Application:
    """Begin the screening; its officer is who takes it."""
    require(policies.may_screen(by, application))
    move(application, "take_up", by=by, officer=by)
    start_clock(application, Stage.SCREEN, on=sent_on(application))
    announce("support.application_taken_up", application=application.pk)
    return application


@transaction.atomic
def ask_for_more(application: Application, text: str, *, by: User) -> InfoRequest:
    """Say what is missing; the applicant answers within the days of the call."""
    require(policies.may_screen(by, application))
    if not text.strip():
        raise RuleBroken(_("Write what is missing, so that the applicant can answer at once."), field="text")
    due = business_days_after(today(), int(queries.number_of(application.call, "info_days")))
    move(application, "ask", by=by, reason=text.strip())
    made = InfoRequest.objects.create(application=application, text=text.strip(), asked_by=by, due_on=due)
    announce("support.application_asked", application=application.pk, request=made.pk)
    return made


def _open(request: InfoRequest) -> InfoRequest:
    found = (
        InfoRequest.objects.select_for_update(of=("self",))
        .select_related("application__call", "application__company")
        .get(pk=request.pk)
    )
    if not found.is_open:
        raise WrongState(_("This request is no longer open: it was answered, or its days are over."))
    return found


def _hand_in_again(application: Application, *, by: User) -> None:
    """What the company changed while it was asked becomes another signed sheet; its numbers and facts follow.

    It takes what a submission takes: complete, eligible; and an administrator, where the text is another one.
    """
    sheet = sheet_of(application)
    check_complete(sheet)
    for reason in reasons_for(application, sheet):
        raise RuleBroken(reason.text)
    last = application.sheets.order_by("-seq").first()
    if not by.has_role(SIGNER) and not (last and json.loads(last.content).items() >= content_of(sheet).items()):
        raise RuleBroken(_("The application was changed: an administrator of your company answers for it."))
    known = applicant_for(application, sheet)
    made = hand_in(application, by=by, sheet=sheet)
    asked_won = sheet.total if sheet.has_costs else None
    split = split_of(application, sheet.total, sheet.value("level"))
    Application.objects.filter(pk=application.pk).update(
        sha256=made.sha256,
        asked_won=asked_won,
        support_won=split.government + split.anchor if split else None,
        trading=known.trading,
        facts=facts_in(known),
    )


@transaction.atomic
def answer_request(request: InfoRequest, text: str, *, by: User, files: Iterable[File] = ()) -> InfoRequest:
    """What the applicant says to it, with papers; the screening goes on."""
    require(policies.may_answer_request(by, request))
    found = _open(request)
    if not text.strip():
        raise RuleBroken(_("Write your answer; name the papers that you add."), field="text")
    papers = list(files)
    if any(each.company_id != found.application.company_id for each in papers):
        raise RuleBroken(_("Choose files of your own company."), field="files")
    application = held(found.application)
    if application.state == A.NEED_INFO:
        _hand_in_again(application, by=by)
    move(application, "answer", by=by)
    found.answer, found.answered_by, found.answered_at = text.strip(), by, db_now()
    found.save(update_fields=["answer", "answered_by", "answered_at"])
    found.files.set(papers)
    pause_clock(application, since=found.asked_at.astimezone(SEOUL).date(), until=today())
    record(found, "answered", by=by, payload={"files": sorted(each.sha256 for each in papers)})
    announce("support.application_answered", application=found.application_id, request=found.pk)
    return found


@transaction.atomic
def close_unanswered(request: InfoRequest) -> InfoRequest | None:
    """The days are over: the screening goes on with what was sent last. None if somebody was quicker."""
    found = InfoRequest.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=request.pk).first()
    if found is None or not found.is_open or found.application.state != A.NEED_INFO or found.due_on >= today():
        return None
    restore_last_sheet(held(found.application))
    reason = _("No answer came in time: the screening goes on with what was sent.")
    move(found.application, "answer", by=None, reason=reason)
    found.lapsed_at = db_now()
    found.save(update_fields=["lapsed_at"])
    pause_clock(found.application, since=found.asked_at.astimezone(SEOUL).date(), until=today())
    announce("support.application_unanswered", application=found.application_id, request=found.pk)
    return found


@transaction.atomic
def reject_application(application: Application, reason: str, *, by: User) -> Application:
    """Not eligible, with the reason that the applicant reads; it is told of other programmes."""
    require(policies.may_screen(by, application))
    if not reason.strip():
        raise RuleBroken(_("Write the reason: the applicant reads it."), field="reason")
    waiting = queries.open_request(application)
    decide(application, "reject", by=by, reason=reason.strip())
    if waiting is not None:
        restore_last_sheet(held(application))
        InfoRequest.objects.filter(pk=waiting.pk).update(lapsed_at=db_now())
    end_clocks(application)
    announce("support.application_rejected", application=application.pk)
    return application


@transaction.atomic
def pass_screening(application: Application, *, by: User) -> Application:
    """Eligible and complete: it goes to the reviewers (or, where nobody scores, to the officer's triage)."""
    require(policies.may_screen(by, application))
    if application.call.state == CallState.CANCELLED:
        raise WrongState(_("This call was cancelled."))
    move(application, "screen", by=by)
    next_stage(application, Stage.REVIEW)
    if not reviewing.is_scored(application.call):
        record(application, "triaged", by=by)
    announce("support.application_screened", application=application.pk)
    return application
