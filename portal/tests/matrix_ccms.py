"""The worlds behind the doors of CCMS: overviews on their way and in force, sets, self-assessments, actions."""

from datetime import date
from typing import Any

from portal.files.tests.factories import pdf_bytes, upload
from portal.people.models import User
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.matrix import World, stage
from sharedgrowth.ccms.models import Overview, SelfAssessment
from sharedgrowth.ccms.queries import assessments as queries
from sharedgrowth.ccms.services import actions, assessments, cycle, overviews, runs, sets
from sharedgrowth.ccms.services.assessments import AnswerIn
from sharedgrowth.ccms.tests import factories as made


def _people(**more: User) -> dict[str, User | None]:
    found: dict[str, User | None] = {
        "visitor": None,
        "supplier": UserFactory(company=CompanyFactory(), roles=("SA", "SU", "SE")),
        "office": staff("CC"),
        "legal": staff("CP"),
        "buyer": staff("PO"),
        "auditor": staff("AU"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
    }
    return found | more


def _overview(overview: Overview, **names: Any) -> World:
    author = overview.written_by
    if author is None:
        raise LookupError("nobody wrote it")
    told = {"uid": overview.uid, "code": overview.module.code, "no": overview.version, "edition": overview.edition}
    return World(_people(owner=author), told | names, owner=CompanyFactory())


def _owned() -> User:
    owner = staff("RQ")
    overviews.set_owner(made.module("B6"), owner=owner, by=staff("CC"))
    return owner


@stage("ccms overview in draft")
def in_draft() -> World:
    """Complete, not handed on; the owner of the module wrote it."""
    return _overview(made.draft(by=_owned()))


@stage("ccms overview before the office")
def before_the_office() -> World:
    """Handed on by the owner."""
    return _overview(made.submitted(by=_owned()))


@stage("ccms overview before legal")
def before_legal() -> World:
    """Reviewed."""
    return _overview(made.reviewed(by=_owned()))


@stage("ccms overview approved")
def approved() -> World:
    """Frozen, to be published."""
    return _overview(made.approved(by=_owned()))


@stage("ccms overview in force")
def in_force() -> World:
    """Published; everybody reads it."""
    return _overview(made.published(by=_owned()))


def _assessment(assessment: SelfAssessment, **names: Any) -> World:
    first, second = made.people(assessment)[:2]
    people = _people(member=first, colleague=second, stranger=staff("RQ"))
    told = {"number": assessment.number, "module": "S1", "uid": assessment.uid}
    return World(people, told | names, owner=CompanyFactory())


@stage("ccms assessment being answered")
def being_answered() -> World:
    """A unit's own, with one document."""
    assessment = made.opened()
    first = made.people(assessment)[0]
    assessments.save_answers(assessment, made.all_at(assessment, 3), by=first)
    item = next(each for each in queries.items_of(assessment.set) if each.code == "S1-1")
    told = {item.pk: AnswerIn(level=4, seen=1)}
    assessments.save_answers(assessment, told, uploads={item.pk: upload("a.pdf", pdf_bytes())}, by=first)
    file = assessment.answers.get(item=item).files.get()
    return _assessment(assessment, file=file.uid)


@stage("ccms assessment handed in")
def handed_in() -> World:
    """Before a second person."""
    return _assessment(made.handed_in(3))


@stage("ccms assessment confirmed")
def confirmed() -> World:
    """With results, an action that is open."""
    assessment = made.confirmed(2)
    return _assessment(assessment, action=_planned(assessment).uid, due="2027-06-30")


def _planned(assessment: SelfAssessment):
    first, second = made.people(assessment)[:2]
    action = assessment.actions.order_by("pk")[0]
    return actions.plan_action(action, title="Plan", due_on=date(2027, 3, 31), owner=second, by=first)


@stage("ccms action reported done")
def reported_done() -> World:
    """By a member; another closes it."""
    assessment = made.confirmed(2)
    action = actions.finish_action(_planned(assessment), result="Done.", by=made.people(assessment)[0])
    return _assessment(assessment, action=action.uid)


@stage("ccms assessment of a company")
def of_a_company() -> World:
    """A supplier's own: not even the office sees it."""
    owner = UserFactory(company=CompanyFactory(), roles=("SA", "SU"))
    assessment = assessments.begin_for_company(by=owner)
    people = _people(owner=owner, mate=UserFactory(company=owner.company, roles=("SE",)))
    return World(people, {"number": assessment.number, "uid": assessment.uid}, owner=owner.company)


@stage("ccms set in draft")
def set_in_draft() -> World:
    """Next year's, copied by one of the office."""
    writer = staff("CC")
    copied = sets.copy_set(made.shipped_set(), year=2027, version="1.0", by=writer)
    return World(_people(writer=writer), {"set": str(copied), "item": "B1-1"}, owner=CompanyFactory())


@stage("ccms set before a second person")
def set_handed_on() -> World:
    """Handed on by who wrote it."""
    writer = staff("CC")
    copied = sets.submit_set(sets.copy_set(made.shipped_set(), year=2027, version="1.0", by=writer), by=writer)
    return World(_people(writer=writer), {"set": str(copied)}, owner=CompanyFactory())


@stage("ccms set in force")
def set_in_force() -> World:
    """The one that came with the portal; a unit; a published year; a kept run."""
    found = made.shipped_set()
    unit = made.unit("Plant 9")
    made.confirmed(3, unit)
    cycle.publish_year(found)
    _run, token = runs.keep_run(found, {"B1-1": 3})
    return World(_people(), {"set": str(found), "unit": unit.pk, "token": token}, owner=CompanyFactory())
