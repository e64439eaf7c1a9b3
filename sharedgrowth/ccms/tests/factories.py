"""Overviews, sets and self-assessments for tests, made through the services."""

from typing import Any

from portal.people.models import User
from portal.tests.factories import staff
from portal.tests.kept import kept
from sharedgrowth.ccms.models import AssessmentSet, Module, Overview, SelfAssessment, Unit
from sharedgrowth.ccms.queries import assessments as queries
from sharedgrowth.ccms.services import assessments, overviews
from sharedgrowth.ccms.services.assessments import AnswerIn, Judged

TEXT = {
    "purpose": "Purchasing decides with whom the company builds its products, and so how fair the whole chain is.",
    "principles": "Open\nFair\nLasting",
    "dos": "Publish every tender\nPay on the day\nRecord each solicitation",
    "donts": "Ask for a rebate after the award\nTake gifts",
    "activities": "Open sourcing\nPayment down to the second tier",
    "references": "Win-Win Act",
    "programmes": ["tenders"],
}


@kept
def module(code: str = "B6") -> Module:
    """A module that came with the portal."""
    return Module.objects.get(code=code)


@kept
def draft(code: str = "B6", lang: str = "en", *, by: User | None = None, **facts: Any) -> Overview:
    """A complete draft."""
    author = by or staff("CC")
    made = overviews.begin_overview(module(code), lang, by=author)
    note = {"change_note": "A clearer word on gifts."} if made.version > 1 else {}
    return overviews.edit_overview(made, by=author, seen=made.edition, **(TEXT | note | facts))


@kept
def submitted(**options: Any) -> Overview:
    """Before the office."""
    made = draft(**options)
    return overviews.submit_overview(made, by=options.get("by") or made.written_by)


@kept
def reviewed(**options: Any) -> Overview:
    """Before legal and communications."""
    return overviews.pass_on_overview(submitted(**options), by=staff("CC"))


@kept
def approved(**options: Any) -> Overview:
    """Frozen, to be published."""
    return overviews.approve_overview(reviewed(**options), by=staff("CP"))


@kept
def published(**options: Any) -> Overview:
    """In force."""
    return overviews.publish_overview(approved(**options), by=staff("CC"))


@kept
def shipped_set() -> AssessmentSet:
    """The set that came with the portal."""
    return AssessmentSet.objects.get(year=2026, version="1.0")


@kept
def unit(name: str = "Plant 2", members: int = 2) -> Unit:
    """A unit with people of the buying organisation."""
    made = Unit.objects.create(name_ko=f"{name} 부문", name_en=name)
    made.members.set([staff("RQ") for _ in range(members)])
    return made


@kept
def opened(own: Unit | None = None, *, found: AssessmentSet | None = None) -> SelfAssessment:
    """A unit's own, being answered."""
    return assessments.open_for_unit(found or shipped_set(), own or unit())


def people(assessment: SelfAssessment) -> list[User]:
    """The unit's people: who answers, who confirms."""
    if assessment.unit is None:
        raise LookupError("of a company")
    return list(assessment.unit.members.order_by("pk"))


def all_at(assessment: SelfAssessment, level: int | None, **more: Any) -> dict[int, AnswerIn]:
    """The same level everywhere."""
    told = {"evidence": "intranet/ccms"} if level and level >= 4 else {}
    answers = queries.answers_of(assessment)
    return {
        item.pk: AnswerIn(
            level=level,
            not_applicable=level is None,
            seen=answers[item.pk].edition if item.pk in answers else 0,
            **(told | more),
        )
        for item in queries.items_of(assessment.set)
    }


@kept
def handed_in(level: int = 3, own: Unit | None = None, *, found: AssessmentSet | None = None) -> SelfAssessment:
    """Before a second person."""
    made = opened(own, found=found)
    first = people(made)[0]
    assessments.save_answers(made, all_at(made, level), by=first)
    return assessments.submit(made, by=first)


def accept_all(assessment: SelfAssessment) -> dict[int, Judged]:
    """Every high level accepted."""
    answers = queries.to_accept(assessment.set, queries.answers_of(assessment).values())
    return {each.pk: Judged(True) for each in answers}


@kept
def confirmed(level: int = 3, own: Unit | None = None, *, found: AssessmentSet | None = None) -> SelfAssessment:
    """With results."""
    made = handed_in(level, own, found=found)
    notes = {flag.kind: "Looked at together." for flag in made.flags.all()}
    return assessments.confirm(made, accept_all(made), notes, by=people(made)[1])
