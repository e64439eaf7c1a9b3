"""The buyer's side: documents, evaluation, ESG gate, decision by another person, result, appeal. Source: domain 1.7."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from catalog import policies
from catalog.models import ApplicationRating, GroupApplication, RegistrationAppeal
from catalog.queries.registration import esg_entry, gate_said, lines_of, raters_of, social_certificates
from catalog.rules.registration import Result, anniversary, base_score, registration_result
from catalog.services.applications import refuse_deregistered
from catalog.states import AppealState, ApplicationState, CallState, Outcome
from portal.audit.services import move, record
from portal.calendar import business_days_after
from portal.clock import SEOUL, db_now, today
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce, once
from portal.people.models import User
from portal.people.services import enter_registration
from portal.policy import require

LEAST_REASON = 5  # characters; a rating without a reason cannot be explained to the applicant


def _held(application: GroupApplication) -> GroupApplication:
    rows = GroupApplication.objects.select_for_update(of=("self",)).select_related("call__group", "company")
    return rows.get(pk=application.pk)


def _needed(reason: str, field: str = "reason") -> str:
    if not reason.strip():
        raise RuleBroken(_("A reason is needed: the applicant reads it."), field=field)
    return reason.strip()


@transaction.atomic
def check_application(application: GroupApplication, *, by: User) -> GroupApplication:
    """Take an application up: its documents are checked."""
    require(policies.may_check_application(by, application))
    move(application, "check", by=by, checked_by=by)
    return application


@transaction.atomic
def ask_documents(application: GroupApplication, *, by: User, note: str) -> GroupApplication:
    """Back to the applicant: what is missing, and until when."""
    require(policies.may_check_application(by, application))
    until = business_days_after(today(), application.call.document_days)
    note = _needed(note, "note")
    move(application, "ask_documents", by=by, reason=note[:500], note=note[:1000], documents_until=until, checked_by=by)
    announce("catalog.documents_asked", application=application.pk)
    return application


@transaction.atomic
def begin_evaluation(application: GroupApplication, *, by: User) -> GroupApplication:
    """The documents are in order, or their time has passed: the evaluation begins, after the announcement closed."""
    require(policies.may_check_application(by, application))
    application = _held(application)
    if application.call.state != CallState.CLOSED:
        raise WrongState(_("Applications are evaluated together, after the announcement has closed."))
    waits = application.state == ApplicationState.RETURNED
    if waits and application.documents_until is not None and today() <= application.documents_until:
        message = _("The applicant may send documents until %(day)s.")
        raise WrongState(message % {"day": application.documents_until.isoformat()})
    move(application, "evaluate", by=by, checked_by=by)
    return application


@transaction.atomic
def rate_application(
    application: GroupApplication, *, by: User, ratings: Mapping[str, tuple[Decimal, str]]
) -> list[ApplicationRating]:
    """Rate every criterion once, 0 to 1, each with its reason; what was rated is never changed."""
    require(policies.may_rate_application(by, application))
    application = _held(application)
    if application.state != ApplicationState.EVALUATION:
        raise WrongState(_("This application is not in evaluation."))
    for row in application.call.criteria:
        code = row["code"]
        if code not in ratings:
            raise RuleBroken(_("Rate every criterion."), field=f"rating_{code}")
        rating, reason = ratings[code]
        if not 0 <= rating <= 1:
            raise RuleBroken(_("A rating lies between 0 and 100 percent."), field=f"rating_{code}")
        if len(reason.strip()) < LEAST_REASON:
            raise RuleBroken(_("Say what the rating rests on: the applicant reads it."), field=f"reason_{code}")
    try:
        with transaction.atomic():
            made = ApplicationRating.objects.bulk_create(
                ApplicationRating(
                    application=application,
                    round=application.round,
                    criterion=row["code"],
                    rating=ratings[row["code"]][0],
                    reason=ratings[row["code"]][1].strip()[:500],
                    by=by,
                )
                for row in application.call.criteria
            )
    except IntegrityError as twice:
        raise RuleBroken(_("You have already rated this application.")) from twice
    record(application, "rated", by=by, payload={"round": application.round})
    return made


@transaction.atomic
def close_evaluation(application: GroupApplication, *, by: User) -> GroupApplication:
    """The ratings are complete: the points are added up, the ESG gate and the decision follow."""
    require(policies.may_check_application(by, application))
    application = _held(application)
    if not raters_of(application):
        raise RuleBroken(_("Nobody has rated this application yet."))
    points = base_score(lines_of(application))
    move(application, "score", by=by, payload={"points": points}, base_score=points, scored_by=by)
    announce("catalog.application_scored", application=application.pk)
    return application


@transaction.atomic
def record_gate(application: GroupApplication, *, by: User, reason: str) -> GroupApplication:
    """An ESG reviewer takes over what the entry gate says of the company, with words for the applicant. domain 11.4.

    What it says comes from an entry qualification alone: nobody writes it here.
    """
    require(policies.may_record_gate(by, application))
    application = _held(application)
    if application.state not in (ApplicationState.EVALUATION, ApplicationState.ESG_GATE):
        raise WrongState(_("The entry gate is recorded during evaluation and before the decision."))
    said = gate_said(application, today())
    if said is None:
        raise RuleBroken(
            _("The company has no ESG entry qualification in force: it applies for one; its reviewer decides there.")
        )
    reason = _needed(reason)
    application.esg_verdict, application.esg_reason = said.value, reason[:1000]
    application.esg_until, application.esg_by = said.valid_to, by
    application.save(update_fields=["esg_verdict", "esg_reason", "esg_until", "esg_by"])
    payload = {"verdict": said.value, "source": said.source}
    record(application, "gate_recorded", by=by, reason=reason[:500], payload=payload)
    announce("catalog.gate_recorded", application=application.pk)
    return application


def result_of(application: GroupApplication) -> Result | None:
    """What the rule says now; None while points or the gate are missing. Certificates must hold at closing and now."""
    gate = esg_entry(application, today())
    if application.base_score is None or not gate:
        return None
    call = application.call
    return registration_result(
        application.base_score,
        pass_mark=call.pass_mark,
        relief_mode=call.relief_mode,
        relief_points=call.relief_points,
        social=social_certificates(application.company, [call.closes_at.astimezone(SEOUL).date(), today()]),
        gate=gate,
    )


@transaction.atomic
def decide_application(application: GroupApplication, *, by: User, reason: str) -> GroupApplication:
    """Another person confirms what the rule says; a company that passes is of level L1 and registered for the group."""
    require(policies.may_decide_application(by, application))
    application = _held(application)
    reason = _needed(reason)
    if application.state != ApplicationState.ESG_GATE:
        application.flow.target("decide", application.state)
    refuse_deregistered(application.company)
    result = result_of(application)
    if result is None:
        raise RuleBroken(_("The company has no ESG entry qualification in force yet: it applies for one first."))
    day, passed = today(), result.outcome == Outcome.PASS
    until = anniversary(day, application.call.valid_years) if passed else None
    move(
        application,
        "decide",
        by=by,
        reason=reason[:500],
        payload={
            "score": result.score,
            "pass_mark": result.pass_mark,
            "relief": result.relief,
            "outcome": result.outcome,
        },
        outcome=result.outcome,
        score=result.score,
        pass_mark=result.pass_mark,
        relief=result.relief,
        esg_verdict=esg_entry(application, day),
        decided_by=by,
        decided_at=db_now(),
        valid_to=until,
        recheck_on=anniversary(day, 1) if passed else None,
    )
    GroupApplication.objects.filter(pk=application.pk).update(reason=reason[:1000])
    application.reason = reason[:1000]
    if passed:
        group = application.call.group
        source = f"{group.code} {application.number}: {result.score:.2f}"
        enter_registration(
            application.company, group=group.code, number=application.number, source=source, until=until, by=by
        )
    announce("catalog.application_decided", application=application.pk)
    return application


@transaction.atomic
def send_back(application: GroupApplication, *, by: User, reason: str) -> GroupApplication:
    """The approver sees something that the evaluation has not: a new round of ratings."""
    require(policies.may_decide_application(by, application))
    reason = _needed(reason)
    move(
        application,
        "send_back",
        by=by,
        reason=reason[:500],
        round=application.round + 1,
        base_score=None,
        scored_by=None,
    )
    announce("catalog.application_sent_back", application=application.pk)
    return application


@transaction.atomic
def notify_result(application: GroupApplication) -> GroupApplication:
    """The applicant is told, by the portal itself; from this day the appeal runs."""
    application = _held(application)
    if application.state != ApplicationState.DECIDED:
        return application  # heard twice
    until = business_days_after(today(), application.call.appeal_days)
    move(application, "notify", by=None, notified_at=db_now(), appeal_until=until)
    return application


@transaction.atomic
def appeal_registration(application: GroupApplication, *, by: User, text: str) -> RegistrationAppeal:
    """Appeal against a refusal, until the last day of the appeal; equal is in time. Source: domain 1.7, CNV-04."""
    require(policies.may_appeal_registration(by, application))
    application = _held(application)
    if application.state != ApplicationState.NOTIFIED or application.has_passed:
        raise WrongState(_("There is no refusal that could be appealed against."))
    if application.appeal_until is not None and today() > application.appeal_until:
        raise RuleBroken(_("The time for an appeal ended on %(day)s.") % {"day": application.appeal_until.isoformat()})
    if not text.strip():
        raise RuleBroken(_("Say why the decision is wrong, and name the evidence."), field="text")
    try:
        with transaction.atomic():
            appeal = RegistrationAppeal.objects.create(
                application=application,
                round=application.round,
                text=text[:2000],
                filed_by=by,
                against=application.decided_by,
                due_on=business_days_after(today(), application.call.appeal_days),
            )
    except IntegrityError as twice:
        raise RuleBroken(_("You have already appealed against this decision.")) from twice
    record(application, "appealed", by=by, reason=text[:500])
    announce("catalog.registration_appealed", appeal=appeal.pk)
    return appeal


@transaction.atomic
def decide_registration_appeal(
    appeal: RegistrationAppeal, *, by: User, uphold: bool, answer: str
) -> RegistrationAppeal:
    """Another approver decides: upheld, the application is evaluated again; declined, the decision stands."""
    require(policies.may_decide_registration_appeal(by, appeal))
    answer = _needed(answer, "answer")
    name = "uphold" if uphold else "decline"
    move(appeal, name, by=by, reason=answer[:500], answer=answer[:1000], decided_by=by, decided_at=db_now())
    application = _held(appeal.application)
    if appeal.state == AppealState.UPHELD:
        move(
            application,
            "reopen",
            by=by,
            round=application.round + 1,
            base_score=None,
            scored_by=None,
            outcome=Outcome.NONE,
            score=None,
            pass_mark=None,
            relief="",
            decided_by=None,
            decided_at=None,
            notified_at=None,
            appeal_until=None,
        )
    record(application, "appeal_upheld" if uphold else "appeal_declined", by=by, reason=answer[:500])
    announce("catalog.registration_appeal_decided", appeal=appeal.pk)
    return appeal


@transaction.atomic
def confirm_registration(application: GroupApplication, *, by: User, note: str) -> GroupApplication:
    """The yearly check: the registration still holds; the next one is in a year."""
    require(policies.may_confirm_registration(by, application))
    application = _held(application)
    if not application.has_passed or application.recheck_on is None:
        raise WrongState(_("There is no registration to check."))
    note = _needed(note, "note")
    application.recheck_on = anniversary(max(application.recheck_on, today()), 1)
    application.save(update_fields=["recheck_on"])
    record(application, "rechecked", by=by, reason=note[:500])
    return application


def remind_of_rechecks(on: date) -> int:
    """Yearly checks of the next 30 days, and registrations that end in 60: told once each. Returns how many."""
    living = GroupApplication.objects.filter(outcome=Outcome.PASS, state=ApplicationState.NOTIFIED, valid_to__gte=on)
    count = 0
    for pk, recheck_on, valid_to in living.values_list("pk", "recheck_on", "valid_to"):
        for what, day, ahead in (("recheck", recheck_on, 30), ("renewal", valid_to, 60)):
            if day is None or not 0 <= (day - on).days <= ahead:
                continue
            with transaction.atomic():
                if once(f"catalog.{what}", f"{pk}:{day.isoformat()}"):
                    announce(f"catalog.registration_{what}", application=pk)
                    count += 1
    return count
