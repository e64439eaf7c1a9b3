"""FIND: applications of a person; those of a cohort as the office and the reviewers may see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from portal.clock import SEOUL
from portal.encrypted.fields import same
from portal.regions import REGIONS
from sharedgrowth.jobs.models import Answer, Application, Identity, Paper, Question, Review
from sharedgrowth.jobs.queries.people import sees_office
from sharedgrowth.jobs.rules.blinding import blinded, region_words
from sharedgrowth.jobs.rules.eligibility import YOUNGEST_AGE, age_on, is_old_enough, is_schooled, is_young_enough
from sharedgrowth.jobs.states import TRAINEES, ApplicationState, Education, QuestionKind

A = ApplicationState
IDENTITY_NEEDED = ("name", "born_on", "phone", "email", "region", "education")


def own_applications(user: Any) -> QuerySet[Application]:
    """One's own, the newest first."""
    return Application.objects.filter(user=user).select_related("cohort__terms", "talk").order_by("-id")


def applications_visible_to(user: Any) -> QuerySet[Application]:
    """The office and its auditors: what was sent, of all cohorts. Others: their own."""
    found = Application.objects.select_related("cohort__terms", "identity")
    if sees_office(user):
        return found.exclude(Q(submitted_at=None) & ~Q(user=user))
    return found.filter(user=user) if getattr(user, "is_authenticated", False) else found.none()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its answer: what is typed, what is read, what is lacking."""

    question: Question
    value: str
    version: int
    shown: str
    lack: str = ""


def judged_blind(user: Any, applications: Iterable[Application]) -> set[int]:
    """Those that ``user`` has to judge blind and has not: not even a masked name stands beside their code (YDC-04)."""
    waiting = Review.objects.filter(reviewer=user, recused_at=None, application__state=A.SUBMITTED)
    keys = [each.pk for each in applications]
    return set(waiting.filter(application__in=keys).values_list("application", flat=True))


def asked_of(application: Application) -> list[Asked]:
    """The questions of the cohort's form with the answers, in order."""
    answers: dict[int, Answer] = {each.question_id: each for each in application.answers.all()}
    rows = []
    for question in application.cohort.questions.all():
        answer = answers.get(question.pk)
        value = answer.value if answer else ""
        lack = _("Answer this question.") if question.required and not value.strip() else ""
        if not lack and len(value) > question.most_letters:
            lack = _("Shorten this to %(most)s characters.") % {"most": question.most_letters}
        rows.append(Asked(question, value, answer.version if answer else 0, shown(question, value), lack))
    return rows


def shown(question: Question, value: str) -> str:
    """An answer as it is read."""
    if question.kind == QuestionKind.CHOICE:
        return dict(question.choices).get(value, value)
    if question.kind == QuestionKind.YESNO and value:
        return _("yes") if value == "yes" else _("no")
    return value


def left_of(application: Application, identity: Identity | None, asked: Iterable[Asked]) -> list[tuple[str, str]]:
    """(field, what is said) of what must be there before the application is sent, also the data of the call."""
    left = []
    for name in IDENTITY_NEEDED:
        if identity is None or not getattr(identity, name):
            label = getattr(Identity._meta.get_field(name), "verbose_name", name)
            left.append((name, _("%(field)s is missing.") % {"field": str(label).capitalize()}))
    if identity is not None:
        left += unfit_of(application, identity)
    left += [(f"q_{row.question.key}", f"{row.question.label}: {row.lack}") for row in asked if row.lack]
    return left


def unfit_of(application: Application, identity: Identity) -> list[tuple[str, str]]:
    """(field, why not) by the data of the call: age on the deadline, diploma (YDC-01)."""
    terms, deadline = application.cohort.terms, deadline_of(application)
    if terms is None:
        return []
    unfit = []
    if identity.born_on and not is_young_enough(identity.born_on, deadline, terms.oldest_age):
        told = {"age": age_on(identity.born_on, deadline), "most": terms.oldest_age, "day": deadline.isoformat()}
        unfit.append(("born_on", _("On the deadline, %(day)s, you are %(age)s; at most %(most)s is allowed.") % told))
    if identity.born_on and not is_old_enough(identity.born_on, deadline):
        told = {"age": age_on(identity.born_on, deadline), "least": YOUNGEST_AGE, "day": deadline.isoformat()}
        words = _("On the deadline, %(day)s, you are %(age)s; nobody below %(least)s can be employed.") % told
        unfit.append(("born_on", words))
    if identity.education and not is_schooled(identity.education, terms.education):
        least = Education(terms.education).label
        unfit.append(("education", _("At least this diploma is needed: %(least)s.") % {"least": least}))
    return unfit


def deadline_of(application: Application) -> date:
    """The day of the deadline in Korea."""
    return application.cohort.apply_to.astimezone(SEOUL).date()


def blind_sheet(application: Application) -> list[tuple[str, str]]:
    """(question, answer) as a reviewer reads it: nothing of who it is, as far as a machine can find it (YDC-04)."""
    identity = getattr(application, "identity", None)
    told = [identity.name, identity.email.partition("@")[0], identity.phone] if identity else []
    if identity:
        told += region_words(identity.region)
    rows = [(row.question.label, blinded(row.shown, told)) for row in asked_of(application)]
    papers = [f"{each.title} ({each.get_check_state_display()})" for each in application.papers.all()]
    rows.append((pgettext("applicant", "Certificates"), ", ".join(blinded(each, told) for each in papers) or _("none")))
    return rows


def twins_of(application: Application, identity: Identity) -> QuerySet[Identity]:
    """Other applications to this cohort, sent by what seems to be the same person from another account."""
    twins = Identity.objects.filter(
        application__cohort=application.cohort_id, **same(Identity, "same_person", identity.name, identity.born_on)
    )
    return twins.exclude(application=application).exclude(application__state__in=[A.DRAFT, A.LAPSED, A.WITHDRAWN])


def warnings_of(application: Application) -> list[str]:
    """What the office should look at: a certificate that another one names, a second application, a training before."""
    identity = getattr(application, "identity", None)
    if identity is None:
        return []
    said = []
    papers = list(application.papers.all())
    for paper in papers:
        other = Paper.objects.filter(**same(Paper, "same_paper", paper.issuer, paper.number))
        if other.exclude(application__user=application.user_id).exists():
            said.append(_("Another applicant names certificate %(number)s, too.") % {"number": paper.number})
    for code in twins_of(application, identity).order_by("pk").values_list("application__code", flat=True):
        said.append(
            _("%(code)s has the same name and day of birth: decide with which one it goes on.") % {"code": code}
        )
    earlier = Application.objects.filter(
        Q(user=application.user_id)
        | Q(**same(Identity, "same_person", identity.name, identity.born_on, path="identity__")),
        state__in=[state.value for state in TRAINEES],
    ).exclude(pk=application.pk)
    for number in earlier.values_list("cohort__number", flat=True).distinct():
        said.append(_("Seems to have been trained already, in cohort %(number)s.") % {"number": number})
    return said


def region_of(code: str) -> str:
    """The region's name in the reader's language."""
    korean, english = REGIONS.get(code, (code, code))
    return english if get_language() == "en" else korean


def reads_paper(user: Any, file: Any) -> bool:
    """Whether the copy of a certificate is the person's own; nobody else reads it by its address."""
    return Application.objects.filter(papers__file=file, user=user).exists()


def applicants_found(applications: QuerySet[Application], *, state: str = "", q: str = "") -> QuerySet[Application]:
    """Those in a state, with a code name or number: never by name, so that a list is no search for people."""
    if state:
        applications = applications.filter(state=state)
    if q:
        applications = applications.filter(Q(code__icontains=q) | Q(number__icontains=q))
    return applications
