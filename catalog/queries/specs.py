"""FIND: specifications, their versions in force, and the cases that change them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from catalog.models import (
    SpecCase,
    SpecCaseRow,
    Specification,
    SpecificationRow,
    SpecificationVersion,
)
from catalog.models.sourcing import Required
from catalog.queries.sourcing import reads_sourcing
from catalog.states import CaseState
from portal.people.models import User


@dataclass(frozen=True, slots=True)
class Delta:
    """One attribute as it is asked for today and as a case proposes it; empty text: not asked for."""

    code: str
    name: str
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        """Whether the case changes it."""
        return self.before != self.after


def cases_visible_to(user) -> QuerySet[SpecCase]:
    """For staff who work on specifications, from the first line on: it is their own house's rule that changes."""
    cases = SpecCase.objects.select_related(
        "specification__class_node", "base", "request", "proposal__product", "proposal__company", "proposed_by",
        "tech_by", "quality_by",
    )  # fmt: skip
    if not reads_sourcing(user):
        return cases.none()
    return cases


def specifications_visible_to(user) -> QuerySet[Specification]:
    """For staff who work on specifications."""
    specifications = Specification.objects.select_related("class_node")
    return specifications if reads_sourcing(user) else specifications.none()


def version_in_force(specification: Specification, day: date) -> SpecificationVersion | None:
    """The latest version whose day has come: what a tender that is published on ``day`` asks for, and keeps."""
    return specification.versions.filter(valid_from__lte=day).order_by("-no").first()


def rows_of(version: SpecificationVersion | None) -> list[SpecificationRow]:
    """What a version asks for, in the order of the class."""
    if version is None:
        return []
    return _ordered(version.rows.select_related("definition__node").prefetch_related("definition__choices"))


def rows_of_case(case: SpecCase) -> list[SpecCaseRow]:
    """What the case proposes, in the order of the class."""
    return _ordered(case.rows.select_related("definition__node").prefetch_related("definition__choices"))


def _ordered(rows: Iterable) -> list:
    return sorted(rows, key=lambda row: (row.definition.order, row.definition.code))


def asked_text(row: Required | None) -> str:
    """What a row asks for, with how much it counts."""
    if row is None:
        return ""
    return f"{row.wanted} · {row.get_criticality_display()}"


def deltas_of(case: SpecCase) -> list[Delta]:
    """Current and proposed specification per attribute, also what would be dropped."""
    before = {row.definition.code: row for row in rows_of(case.base)}
    after = {row.definition.code: row for row in rows_of_case(case)}
    order = [*after, *(code for code in before if code not in after)]
    return [
        Delta(
            code,
            (after.get(code) or before[code]).definition.name,
            asked_text(before.get(code)),
            asked_text(after.get(code)),
        )
        for code in order
    ]


def cases_due(day: date) -> QuerySet[SpecCase]:
    """Approved cases whose day has come."""
    return SpecCase.objects.filter(state=CaseState.APPROVED, effective_from__lte=day).order_by("effective_from", "id")


def reads_saving(user: User, case: SpecCase) -> bool:
    """Whether the person may read a case's saving, from which today's price can be told: who proposed it, purchasing,
    audit, the approvers who decide it, and the requesters of the department."""
    if user.pk == case.proposed_by_id or user.has_role("PO", "AU", "AP"):
        return True
    return user.has_role("RQ") and bool(case.department) and user.membership.department == case.department
