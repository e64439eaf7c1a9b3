"""DO: an application from its first consent to the place that is taken up. Source: domain 9.3, PII-01, PII-02."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import SEOUL, db_now, today
from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from portal.privacy.services import consents, looks
from sharedgrowth.jobs.models import Answer, Application, Cohort, Identity, Question
from sharedgrowth.jobs.policies import applications as policies
from sharedgrowth.jobs.queries.applications import asked_of, left_of
from sharedgrowth.jobs.queries.consents import APPLICATION, AT_START, about, agrees
from sharedgrowth.jobs.rules.blinding import ALPHABET, code_name
from sharedgrowth.jobs.rules.hiring import asked_numbers
from sharedgrowth.jobs.rules.keeping import return_until
from sharedgrowth.jobs.states import LIVE, QuestionKind, takes_applications

FACTS = ("name", "born_on", "phone", "email", "region", "education", "field_of_study")


def locked(application: Application) -> Application:
    """The application as it is now."""
    held = Application.objects.select_for_update(of=("self",)).select_related("cohort__terms", "user")
    return held.get(pk=application.pk)


def _locked_cohort(pk: int) -> Cohort:
    """Always before its applications: who closes or cancels a cohort locks in the same order."""
    return Cohort.objects.select_for_update(of=("self",)).get(pk=pk)


def check_open(cohort: Cohort) -> None:
    """Say no to who comes too early or too late."""
    now = db_now()
    if takes_applications(cohort.state, cohort.apply_from, cohort.apply_to, now):
        return
    if now > cohort.apply_to:
        when = day_text(cohort.apply_to, "full")
        raise WrongState(_("Applications closed on %(when)s. What was written is kept for now.") % {"when": when})
    if now < cohort.apply_from:
        raise WrongState(_("Applications open on %(when)s.") % {"when": day_text(cohort.apply_from, "full")})
    raise WrongState(_("This cohort takes no applications."))


@transaction.atomic
def start_application(cohort: Cohort, *, agreed: Collection[str], by: User) -> Application:
    """Begin a draft. Nothing is kept of a person before the consent to it is given; optional ones may be left out."""
    require(policies.may_apply(by))
    cohort = _locked_cohort(cohort.pk)
    check_open(cohort)
    if APPLICATION not in agreed:
        raise RuleBroken(_("Without this consent no application can be kept."), field="consent")
    for _try in range(20):
        code = code_name(secrets.randbelow(len(ALPHABET) ** 4))
        if not cohort.applications.filter(code=code).exists():
            break
    try:
        with transaction.atomic():
            made = Application.objects.create(number=next_number("YDA"), code=code, cohort=cohort, user=by)
    except IntegrityError as twice:
        first = cohort.applications.filter(user=by, state__in=[state.value for state in LIVE]).first()
        raise WrongState(
            _("You already have an application to this cohort: %(number)s.") % {"number": first.number if first else ""}
        ) from twice
    Identity.objects.create(application=made, name=by.name, email=by.email, phone=by.phone)
    consents.give_all([key for key in AT_START if key in agreed], by=by, about=about(cohort))
    record(made, "started", by=by)
    return made


@dataclass(slots=True)
class Saved:
    """What came of it: fields that changed; those that another window changed meanwhile, with what stands there."""

    saved: list[str] = field(default_factory=list)
    stale: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def save_application(
    application: Application,
    *,
    by: User,
    identity: Mapping[str, Any] | None = None,
    answers: Collection[tuple[Question, str, int]] = (),
) -> Saved:
    """Save what was typed. ``answers``: (question, value, version that was seen). What another window wrote is left."""
    require(policies.may_write(by, application))
    held = _writable(application, by=by)
    result = Saved()
    if identity:
        _save_identity(held, identity, result)
    stored = {each.question_id: each for each in held.answers.all()}
    for question, value, seen in answers:
        if question.cohort_id != held.cohort_id:
            raise RuleBroken(_("This field is not part of the form."))
        _check_answer(question, value)
        answer = stored.get(question.pk)
        key = f"q_{question.key}"
        if (answer.value if answer else "") == value:
            continue
        if (answer.version if answer else 0) != seen:
            result.stale[key] = answer.value if answer else ""
            continue
        if answer is None:
            Answer.objects.create(application=held, question=question, value=value)
        else:
            answer.value, answer.version, answer.edited_at = value, answer.version + 1, db_now()
            answer.save(update_fields=["value", "version", "edited_at"])
        result.saved.append(key)
    return result


def _writable(application: Application, *, by: User) -> Application:
    held = locked(application)
    verdict = policies.may_write(by, held)
    if not verdict and policies.may_write(by, application):
        raise WrongState(_("The application was sent or withdrawn meanwhile: it changes no more."))
    require(verdict)
    check_open(held.cohort)
    return held


def _save_identity(held: Application, facts: Mapping[str, Any], result: Saved) -> None:
    identity, _made = Identity.objects.get_or_create(application=held)
    changed = [name for name in FACTS if name in facts and getattr(identity, name) != facts[name]]
    if not changed:
        return
    for name in changed:
        setattr(identity, name, facts[name])
    if asked_numbers([str(facts[name]) for name in changed]):
        raise RuleBroken(_("Leave out resident numbers: they are never kept here."), field=changed[0])
    checked(identity)
    identity.edited_at = db_now()
    identity.save()
    Application.objects.filter(pk=held.pk).update(version=held.version + 1)
    result.saved += changed


@transaction.atomic
def correct_contact(application: Application, *, phone: str, email: str, region: str, by: User) -> list[str]:
    """The person is reached otherwise than when the application was sent; says what changed. Source: PII-10."""
    require(policies.may_correct_contact(by, application))
    held = locked(application)
    require(policies.may_correct_contact(by, held))
    result = Saved()
    _save_identity(held, {"phone": phone, "email": email, "region": region}, result)
    if result.saved:
        record(held, "contact_corrected", by=by, payload={"fields": result.saved})
    return result.saved


@transaction.atomic
def correct_identity(application: Application, *, name: str, born_on: Any, why: str, by: User) -> list[str]:
    """Name or day of birth, on the person's request, who reads who did it and why. Empty: it stays. Source: PII-10."""
    require(policies.may_correct_identity(by, application))
    held = locked(application)
    require(policies.may_correct_identity(by, held))
    given = {"name": name, "born_on": born_on}
    result = Saved()
    _save_identity(held, {key: value for key, value in given.items() if value}, result)
    if not result.saved:
        raise RuleBroken(_("Enter what is corrected."), field="name")
    looks.look(reader=by, subject=held.user, fields=result.saved, why=why, about=f"jobs.application:{held.pk}")
    record(held, "identity_corrected", by=by, payload={"fields": result.saved})
    return result.saved


def _check_answer(question: Question, value: str) -> None:
    key = f"q_{question.key}"
    if len(value) > question.most_letters:
        raise RuleBroken(_("Shorten this to %(most)s characters.") % {"most": question.most_letters}, field=key)
    if asked_numbers([value]):
        raise RuleBroken(_("Leave out resident numbers: they are never kept here."), field=key)
    allowed = {
        QuestionKind.CHOICE: [value for value, _words in question.choices],
        QuestionKind.YESNO: ["yes", "no"],
    }.get(QuestionKind(question.kind))
    if value and allowed is not None and value not in allowed:
        raise RuleBroken(_("Choose one of the options."), field=key)


@transaction.atomic
def submit_application(application: Application, *, by: User) -> Application:
    """Send it: complete, in time, with consent, of somebody whom the call is for.

    Whether another account has sent one under this name is for the office to see and decide: said here, anybody could
    ask who applies, or be first and shut the real person out.
    """
    require(policies.may_submit(by, application))
    _locked_cohort(application.cohort_id)
    held = _writable(application, by=by)
    if not agrees(held):
        raise RuleBroken(_("The consent to use your data has been withdrawn, or its words changed. Give it anew."))
    identity = Identity.objects.filter(application=held).first()
    left = left_of(held, identity, asked_of(held))
    if left:
        raise RuleBroken(left[0][1], field=left[0][0])
    move(held, "submit", by=by, submitted_at=db_now())
    announce("jobs.application_submitted", application=held.pk)
    return held


@transaction.atomic
def reopen_application(application: Application, *, by: User) -> Application:
    """Take back what was sent to change it; it counts again once it is sent again before the deadline."""
    held = locked(application)
    require(policies.may_reopen(by, held))
    check_open(held.cohort)
    move(held, "reopen", by=by, submitted_at=None)
    held.reviews.all().delete()
    return held


@transaction.atomic
def withdraw_application(application: Application, *, by: User | None) -> Application:
    """Take part no longer; a place that was given goes to the next. No reason is asked for. None: consent withdrawn."""
    held = locked(application)
    if by is not None:
        require(policies.may_withdraw(by, held))
    had_place = held.state == "selected"
    move(held, "withdraw", by=by, decided_at=db_now(), answer_by=None)
    announce("jobs.application_withdrawn", application=held.pk)
    if had_place:
        announce("jobs.place_free", cohort=held.cohort_id)
    return held


def say_withdrawn(application: Application) -> None:
    """Who completed the training takes part in the matching no longer; in the caller's transaction."""
    record(application, "consent_withdrawn", by=None)
    announce("jobs.application_withdrawn", application=application.pk)


@transaction.atomic
def ask_return(application: Application, *, by: User) -> Application:
    """Have the documents back within 14 days, as long as the window is open. Source: PII-05."""
    held = locked(application)
    require(policies.may_ask_return(by, held))
    terms = held.cohort.terms
    if held.decided_at is None or terms is None:
        raise WrongState(_("Documents are returned after the decision."))
    last = return_until(held.decided_at.astimezone(SEOUL).date(), terms.return_days)
    if today() > last:
        raise WrongState(_("Documents could be asked for until %(day)s.") % {"day": day_text(last, "full")})
    Application.objects.filter(pk=held.pk).update(return_asked_on=today())
    held.return_asked_on = today()
    record(held, "return_asked", by=by)
    announce("jobs.return_asked", application=held.pk)
    return held


@transaction.atomic
def mark_returned(application: Application, *, by: User) -> Application:
    """The documents went back; the data is destroyed when the window has closed."""
    held = locked(application)
    require(policies.may_mark_returned(by, held))
    Application.objects.filter(pk=held.pk).update(returned_on=today())
    held.returned_on = today()
    record(held, "documents_returned", by=by)
    return held
