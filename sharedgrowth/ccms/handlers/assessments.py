"""Self-assessments: who is told of what, who reads the documents, what runs by itself (ccms-cycle)."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from portal.clock import today
from portal.files.models import File
from portal.files.registry import readers
from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, notify
from portal.outbox.services import on, sweeps
from portal.people.models import User
from portal.people.queries import buyer_people_with_role, people_with_role
from sharedgrowth.ccms.models import Action, Answer, AssessmentSet, SelfAssessment, Unit
from sharedgrowth.ccms.policies.assessments import COMPANY_ROLES
from sharedgrowth.ccms.queries import assessments as queries
from sharedgrowth.ccms.services.cycle import run_cycle


@sweeps
def run_years() -> None:
    """Years open on 1 October, close on 30 November, are published on 31 January."""
    run_cycle(today())


@readers.register("ccms.evidence")
def evidence_readers(user: User, file: File) -> bool | None:
    """Whoever sees the self-assessment reads its documents; of a unit's, nobody else of the organisation does."""
    answers = Answer.objects.filter(files=file)
    if not answers.exists():
        return None
    return queries.assessments_visible_to(user).filter(answers__in=answers).exists()


def people_of(assessment: SelfAssessment) -> set[User]:
    """Members of the unit; of a company, who may answer."""
    if assessment.unit is not None:
        return set(assessment.unit.members.filter(is_active=True))
    if assessment.company is None:
        return set()
    return set(people_with_role(assessment.company, *COMPANY_ROLES))


def _tell(assessment: int, kind: str, people: Iterable[User] | None = None, *, but: int | None = None, **more) -> None:
    found = SelfAssessment.objects.select_related("set", "unit", "company").get(pk=assessment)
    told = people_of(found) if people is None else set(people)
    params = {"number": found.number, "year": found.set.year, "who": _name(found), **more}
    told = {each for each in told if each.pk != but}
    notify(told, f"ccms.{kind}", params=params, url_name="ccms:assessment-detail", url_args=[found.number])


def _name(found: SelfAssessment):
    if found.unit is not None:
        return bilingual(found.unit.name_ko, found.unit.name_en)
    if found.company is not None:
        return bilingual(found.company.legal_name_ko, found.company.legal_name_en)
    return ""


@on("ccms.assessment_opened")
def tell_opened(*, assessment: int, **_later) -> None:
    """The unit's people."""
    until = SelfAssessment.objects.select_related("set").get(pk=assessment).set.closes_on
    _tell(assessment, "assessment_opened", until=until)


@on("ccms.assessment_due")
def tell_due(*, assessment: int, **_later) -> None:
    """The unit's people, two weeks before the last day."""
    until = SelfAssessment.objects.select_related("set").get(pk=assessment).set.closes_on
    _tell(assessment, "assessment_due", until=until)


@on("ccms.assessment_submitted")
def tell_submitted(*, assessment: int, **_later) -> None:
    """A second person; where a unit has none, the office."""
    found = SelfAssessment.objects.select_related("unit", "company").get(pk=assessment)
    others = {each for each in people_of(found) if each.pk != found.submitted_by_id}
    if not others and found.unit is not None:
        others = set(buyer_people_with_role("CC"))
    _tell(assessment, "assessment_submitted", others)


@on("ccms.assessment_sent_back")
def tell_sent_back(*, assessment: int, **_later) -> None:
    """Who handed it in."""
    found = SelfAssessment.objects.select_related("submitted_by").get(pk=assessment)
    people = [found.submitted_by] if found.submitted_by else []
    _tell(assessment, "assessment_sent_back", people, reason=found.remark[:300])


@on("ccms.assessment_confirmed")
def tell_confirmed(*, assessment: int, **_later) -> None:
    """Everybody of the unit or company."""
    found = SelfAssessment.objects.get(pk=assessment)
    _tell(assessment, "assessment_confirmed", but=found.confirmed_by_id, count=found.actions.count())


@on("ccms.assessment_missed")
def tell_missed(*, assessment: int, **_later) -> None:
    """The unit's people and the office."""
    found = SelfAssessment.objects.select_related("unit").get(pk=assessment)
    _tell(assessment, "assessment_missed", people_of(found) | set(buyer_people_with_role("CC")))


@on("ccms.results_published")
def tell_results(*, set: int, **_later) -> None:  # noqa: A002 (the event's own word)
    """Members of all units."""
    found = AssessmentSet.objects.get(pk=set)
    people = User.objects.filter(is_active=True, ccms_units__in=Unit.objects.filter(in_use=True)).distinct()
    notify(people, "ccms.results_published", params={"year": found.year}, url_name="ccms:results")


def _tell_set(found: AssessmentSet, kind: str, people: Iterable[User | None], **more) -> None:
    params = {"set": str(found), "year": found.year, **more}
    told = {each for each in people if each}
    notify(told, f"ccms.{kind}", params=params, url_name="ccms:set-detail", url_args=[str(found)])


@on("ccms.set_missing")
def tell_set_missing(*, year: int, **_later) -> None:
    """The office."""
    notify(buyer_people_with_role("CC"), "ccms.set_missing", params={"year": year}, url_name="ccms:set-list")


@on("ccms.set_submitted")
def tell_set(*, set: int, **_later) -> None:  # noqa: A002
    """Who may publish it."""
    _tell_set(AssessmentSet.objects.get(pk=set), "set_submitted", buyer_people_with_role("CC", "CP"))


@on("ccms.set_sent_back")
def tell_set_back(*, set: int, **_later) -> None:  # noqa: A002
    """Who wrote it."""
    found = AssessmentSet.objects.select_related("entered_by").get(pk=set)
    _tell_set(found, "set_sent_back", [found.entered_by], reason=found.remark[:300])


def _tell_action(action: int, kind: str, people: Iterable[User | None], **more) -> None:
    found = Action.objects.select_related("module", "assessment").get(pk=action)
    params = {
        "title": found.title or bilingual(found.module.title_ko, found.module.title_en),
        "number": found.assessment.number,
        "until": found.due_on,
        **more,
    }
    told = {each for each in people if each}
    notify(told, f"ccms.{kind}", params=params, url_name="ccms:action-detail", url_args=[str(found.uid)])


@on("ccms.action_given")
def tell_given(*, action: int, **_later) -> None:
    """Its owner."""
    _tell_action(action, "action_given", [Action.objects.select_related("owner").get(pk=action).owner])


@on("ccms.action_done")
def tell_done(*, action: int, **_later) -> None:
    """Those of the unit or company who may close it."""
    found = Action.objects.select_related("assessment__unit", "assessment__company").get(pk=action)
    _tell_action(action, "action_done", {each for each in people_of(found.assessment) if each.pk != found.done_by_id})


@on("ccms.action_reopened")
def tell_reopened(*, action: int, person: int | None = None, **_later) -> None:
    """Who reported it."""
    _tell_action(action, "action_reopened", User.objects.filter(pk=person))


@on("ccms.action_closed")
def tell_closed(*, action: int, **_later) -> None:
    """Who reported it."""
    _tell_action(action, "action_closed", [Action.objects.select_related("done_by").get(pk=action).done_by])


WORDS = (  # kind, title, text
    (
        "assessment_opened",
        _("The self-assessment of %(year)s is open: %(who)s"),
        _("Answer the statements by %(until)s; a second person confirms (%(number)s)."),
    ),
    (
        "assessment_due",
        _("Two weeks left for the self-assessment of %(year)s: %(who)s"),
        _("What is not handed in by %(until)s does not count (%(number)s)."),
    ),
    (
        "assessment_submitted",
        _("A self-assessment is to be confirmed: %(who)s"),
        _("%(number)s. Who handed it in does not confirm it."),
    ),
    (
        "assessment_sent_back",
        _("The self-assessment came back: %(who)s"),
        _("%(number)s. %(reason)s"),
    ),
    (
        "assessment_confirmed",
        _("The self-assessment is confirmed: %(who)s"),
        _("%(number)s. Actions opened: %(count)s."),
    ),
    (
        "assessment_missed",
        _("Not handed in: the self-assessment of %(year)s of %(who)s"),
        _("%(number)s does not count in the results of the year."),
    ),
    (
        "set_missing",
        _("The set of statements of %(year)s is missing"),
        _("Without one no self-assessment opens on 1 October."),
    ),
    (
        "results_published",
        _("The results of the self-assessments of %(year)s are published"),
        _("Means of all units, by module."),
    ),
    (
        "set_submitted",
        _("A set of statements is to be published: %(set)s"),
        _("Who wrote it does not publish it."),
    ),
    (
        "set_sent_back",
        _("A set of statements came back: %(set)s"),
        _("%(reason)s"),
    ),
    (
        "action_given",
        _("An action is yours: %(title)s"),
        _("Self-assessment %(number)s. Due %(until)s."),
    ),
    (
        "action_done",
        _("An action is reported done: %(title)s"),
        _("Self-assessment %(number)s. Another person closes it."),
    ),
    (
        "action_reopened",
        _("An action is not done yet: %(title)s"),
        _("Self-assessment %(number)s. Its page says what is missing."),
    ),
    (
        "action_closed",
        _("An action is closed: %(title)s"),
        _("Self-assessment %(number)s."),
    ),
)
for key, title, text in WORDS:
    kinds.register(Kind(key=f"ccms.{key}", title=title, text=text))
