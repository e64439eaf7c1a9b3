"""DO: an application from its start to its submission with a receipt, or its withdrawal. Source: domain 7.3."""

from collections.abc import Mapping, Sequence
from datetime import UTC
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import db_now, today
from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import Company, User
from portal.policy import require
from portal.sealing import receipts
from sharedgrowth.support.models import Application, ApplicationAnswer, ApplicationSheet, Call, CostItem, Project
from sharedgrowth.support.policies import applications as policies
from sharedgrowth.support.queries.applicants import applicant_of, facts_in
from sharedgrowth.support.queries.applications import Sheet, content_of, sheet_of, split_of
from sharedgrowth.support.queries.calls import programme_of
from sharedgrowth.support.queries.projects import has_agreement
from sharedgrowth.support.registry import Applicant, Programme, Question, Reason
from sharedgrowth.support.rules.answers import number_in
from sharedgrowth.support.services.answers import TITLE
from sharedgrowth.support.states import ApplicationRoute, ApplicationState, takes_applications


class ApplicationThere(WrongState):
    """The company has an application to this call."""


EMPLOYEES = "employees"  # the field whose answer says how many people work there


def locked(application: Application) -> Application:
    """The application as it is now."""
    held = Application.objects.select_for_update(of=("self",))
    return held.select_related("call", "company", "form").prefetch_related("editors").get(pk=application.pk)


def check_open(call: Call) -> Programme:
    """The programme, if the call takes applications now; else what is said to who comes too early or too late."""
    programme = programme_of(call)
    if programme is None:
        raise WrongState(_("The programme of this call is carried out no longer. What was written is kept."))
    now = db_now()
    if takes_applications(call.state, call.opens_at, call.closes_at, now):
        return programme
    if call.closes_at is not None and now >= call.closes_at:
        when = day_text(call.closes_at, "full")
        raise WrongState(
            _("The call closed on %(when)s. What was written is kept: copy it into an application to another call.")
            % {"when": when}
        )
    if call.opens_at is not None and now < call.opens_at:
        raise WrongState(_("The call opens on %(when)s.") % {"when": day_text(call.opens_at, "full")})
    raise WrongState(_("This call takes no applications. What was written is kept."))


def quiz_refusals(programme: Programme, told: Mapping[str, bool]) -> list[tuple[str, object]]:
    """(key, what is said) of the questions whose answer does not let pass."""
    return [(each.key, each.otherwise) for each in programme.quiz if told.get(each.key) != each.wanted]


def questions_left(application: Application) -> Sequence[Question]:
    """The quiz of the programme where the application did not begin with it."""
    programme = programme_of(application.call)
    began_with_it = application.route == ApplicationRoute.SELF or bool(application.quiz)
    return () if programme is None or began_with_it else programme.quiz


@transaction.atomic
def start_application(
    call: Call, *, quiz: Mapping[str, bool] | None = None, copied_from: Application | None = None, by: User
) -> Application:
    """Begin a draft for one's company; the quiz of the programme is answered first. A copy brings its answers along."""
    require(policies.may_apply(by))
    if copied_from is not None:
        require(policies.may_copy(by, copied_from))
    programme = check_open(call)
    told = dict(quiz or {})
    for key, words in quiz_refusals(programme, told):
        raise RuleBroken(words, field=key)
    assert by.company is not None  # noqa: S101 (a supplier)
    made = new_application(call, by.company, route=ApplicationRoute.SELF, by=by, quiz=told, copied_from=copied_from)
    if copied_from is not None:
        _copy_answers(copied_from, made, by=by)
    record(made, "started", by=by, payload={"call": call.number})
    return made


def new_application(
    call: Call,
    company: Company,
    *,
    route: str,
    by: User | None,
    state: str = ApplicationState.DRAFT,
    **given: Any,
) -> Application:
    """A new row; the second one of a company to the same call is refused with the first one's number."""
    number = next_number("APP")
    try:
        with transaction.atomic():
            return Application.objects.create(
                number=number,
                call=call,
                company=company,
                form=call.form,
                route=route,
                state=state,
                started_by=by,
                **given,
            )
    except IntegrityError as twice:
        first = Application.objects.filter(call=call, company=company).exclude(
            state__in=[
                ApplicationState.WITHDRAWN,
                ApplicationState.LAPSED,
                ApplicationState.REJECTED,
                ApplicationState.NOT_SELECTED,
            ]
        )
        raise ApplicationThere(
            _("Your company already has an application to this call: %(number)s.")
            % {"number": first.values_list("number", flat=True).first() or "?"}
        ) from twice


def _copy_answers(source: Application, target: Application, *, by: User) -> None:
    """Answers whose field is in the new form, too; and the costs. Files are attached anew."""
    if target.form is None:
        return
    fields = {each.key: each for each in target.form.fields.all()}
    kept = []
    for answer in source.answers.select_related("field"):
        field = fields.get(answer.field.key)
        if field is not None and field.kind == answer.field.kind:
            kept.append(ApplicationAnswer(application=target, field=field, value=answer.value, edited_by=by))
            if field.key == TITLE:
                Application.objects.filter(pk=target.pk).update(title=answer.value[:160])
                target.title = answer.value[:160]
    ApplicationAnswer.objects.bulk_create(kept)
    if any(each.kind == "costs" for each in fields.values()):
        CostItem.objects.bulk_create(
            CostItem(
                application=target,
                title=item.title,
                vendor=item.vendor,
                vendor_brn=item.vendor_brn,
                amount_won=item.amount_won,
                order=item.order,
                edited_by=by,
            )
            for item in source.costs.all()
        )


def applicant_for(application: Application, sheet: Sheet) -> Applicant:
    """What is known of the company today, with the number of its people as the application says."""
    known = applicant_of(application.company, today())
    told = number_in(sheet.value(EMPLOYEES))
    if told is None:
        return known
    values = {name: getattr(known, name) for name in Applicant.__dataclass_fields__}
    return Applicant(**{**values, "employees": int(told)})


def reasons_for(application: Application, sheet: Sheet) -> list[Reason]:
    """Why the company cannot be selected as things stand."""
    programme = programme_of(application.call)
    return list(programme.eligible(applicant_for(application, sheet))) if programme else []


@transaction.atomic
def submit_application(
    application: Application, *, quiz: Mapping[str, bool] | None = None, by: User
) -> ApplicationSheet:
    """Send it: complete, eligible, in time. The receipt names the fingerprint of the very text.

    Who did not begin with the ``quiz`` of the programme (recommended, invited) answers it now.
    """
    require(policies.may_submit(by, application))
    held = locked(application)
    if held.state != ApplicationState.DRAFT:
        raise WrongState(_("This application was sent already, or is over."))
    held.call = Call.objects.get(pk=held.call_id)  # an extension made meanwhile counts
    check_open(held.call)
    told = held.quiz or dict(quiz or {})
    for question in questions_left(held):
        if told.get(question.key) != question.wanted:
            raise RuleBroken(question.otherwise, field=question.key)
    sheet = sheet_of(held)
    check_complete(sheet)
    for reason in reasons_for(held, sheet):
        raise RuleBroken(reason.text)
    known = applicant_for(held, sheet)
    made = hand_in(held, by=by, sheet=sheet)
    split = split_of(held, sheet.total, sheet.value("level"))
    move(
        held,
        "submit",
        by=by,
        payload={"sha256": made.sha256},
        submitted_by=by,
        submitted_at=made.at,
        sha256=made.sha256,
        title=held.title or held.call.title_ko,
        asked_won=sheet.total if sheet.has_costs else None,
        support_won=split.government + split.anchor if split else None,
        trading=known.trading,
        facts=facts_in(known),
        quiz=told,
    )
    announce("support.application_submitted", application=held.pk)
    return made


def check_complete(sheet: Sheet) -> None:
    """Refuse with the first thing that is left."""
    left = sheet.left
    if left:
        raise RuleBroken(
            _("%(count)s things are left, the first: %(label)s %(words)s.")
            % {"count": len(left), "label": left[0].label, "words": left[0].words}
        )


def hand_in(application: Application, *, by: User, sheet: Sheet | None = None) -> ApplicationSheet:
    """Keep the text as it stands now, signed by the portal; after each answer to a question another one.

    The caller holds the application and moves it.
    """
    sheet = sheet or sheet_of(application)
    last = application.sheets.order_by("-seq").first()
    at = db_now()
    document = content_of(sheet) | {
        "v": 1,
        "kind": "support_application",  # no other receipt of the portal passes for one
        "seq": (last.seq if last else 0) + 1,
        "submitted_at": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
        "submitted_by": str(by.name),
        "partners": [
            {"company": each.company.number, "part": each.part, "signed_sha256": each.signed_sha256}
            for each in sheet.partners
        ],
    }
    text, signature = receipts.sign(document)
    return ApplicationSheet.objects.create(
        application=application,
        seq=document["seq"],
        content=text,
        sha256=sha256(text.encode()).hexdigest(),
        signature=signature,
        key=receipts.current_key_id(),
        by=by,
        at=at,
    )


@transaction.atomic
def withdraw_application(application: Application, *, reason: str, by: User) -> Application:
    """Take it back; what was sent stays on record. A selected one gives its place to the next, until it is agreed."""
    require(policies.may_withdraw(by, application))
    list(Project.objects.select_for_update(of=("self",)).filter(application=application))  # before it, as who ends one
    held = locked(application)
    if has_agreement(held):
        raise WrongState(_("The agreement is signed: ask the officer of the project to end it."))
    if not held.flow.allows("withdraw", held.state):
        raise WrongState(_("This application is over."))
    was_sent = held.submitted_at is not None
    if was_sent and not reason.strip():
        raise RuleBroken(_("Say why: the officer plans with it."), field="reason")
    words = reason.strip()[:2000]
    move(held, "withdraw", by=by, reason=words[:500], decided_at=db_now())
    Application.objects.filter(pk=held.pk).update(reason=words)
    announce("support.application_withdrawn", application=held.pk)
    return held
