"""Specifications: a change is a case with two approvals; its version is in force from a day on; others keep theirs."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils.translation import override

from catalog.models import SpecCase, Specification, SpecificationRow, SpecificationVersion
from catalog.queries.specs import cases_visible_to, deltas_of, rows_of, version_in_force
from catalog.services import evaluation, specs
from catalog.services.asked import as_typed
from catalog.tests import sourcing as stages
from portal.audit.models import AuditEntry
from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState

pytestmark = pytest.mark.django_db


def test_a_case_begins_with_the_values_of_the_adopted_product():
    made = stages.with_case()

    with override("en"):
        changed = {delta.code: (delta.before, delta.after) for delta in deltas_of(made.case) if delta.is_changed}

    assert changed == {"length": ("500 mm ± 50 mm · Should match", "510 mm ± 50 mm · Should match")}
    assert made.case.savings_won == 6_000_000
    assert made.request.state == "spec_case"
    assert made.case.specification.versions.get().no == 1


def test_two_different_people_approve_neither_of_them_who_proposed():
    made = stages.case_sent()
    cast = made.cast

    for outsider in (cast.requester, cast.quality, cast.officer):
        with pytest.raises(NotAllowed):
            specs.pass_case(made.case, note="x", by=outsider)
    case = specs.pass_case(made.case, note="도면 확인", by=cast.colleague)
    for outsider in (cast.requester, cast.colleague, cast.head):  # the head is of the using department
        with pytest.raises(NotAllowed):
            specs.approve_case(case, reason="x", by=outsider)
    case = specs.approve_case(case, reason="시험 성적 확인", by=cast.quality)

    assert (case.state, case.tech_by, case.quality_by) == ("approved", cast.colleague, cast.quality)
    with pytest.raises(IntegrityError), transaction.atomic():
        SpecCase.objects.filter(pk=case.pk).update(quality_by=cast.colleague)


def test_the_next_version_is_in_force_from_its_day_and_the_old_one_until_then():
    made = stages.case_passed()
    case = specs.approve_case(made.case, reason="확인", by=made.cast.quality)
    specification = case.specification
    starts = today() + timedelta(days=30)

    assert [version.no for version in specification.versions.order_by("no")] == [1, 2]
    assert version_in_force(specification, today()).no == 1  # what a tender published today keeps
    assert version_in_force(specification, starts).no == 2
    assert {row.definition.code: row.num for row in rows_of(version_in_force(specification, starts))}["length"] == 510
    assert specs.put_cases_into_force() == 0
    SpecCase.objects.filter(pk=case.pk).update(effective_from=today())
    assert specs.put_cases_into_force() == 1
    assert made.again().case.state == "effective"


def test_versions_and_their_rows_are_never_rewritten():
    stages.with_case()

    for model, change in ((SpecificationVersion, {"no": 9}), (SpecificationRow, {"weight": 1})):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all().delete()


def test_a_case_under_review_no_longer_changes():
    made = stages.case_sent()
    typed = as_typed(made.case.rows.select_related("definition"))

    with pytest.raises(WrongState):
        specs.edit_case(made.case, typed, by=made.cast.requester)
    with pytest.raises(IntegrityError), transaction.atomic():
        made.case.rows.all().delete()


def test_a_case_that_changes_nothing_is_not_sent():
    made = stages.with_case()
    current = as_typed(rows_of(made.case.base))
    specs.edit_case(made.case, current, by=made.cast.requester)

    with pytest.raises(RuleBroken):
        specs.submit_case(made.case, by=made.cast.requester)


def test_a_specification_has_one_case_at_a_time_and_a_rejected_one_makes_room():
    made = stages.case_sent()
    specification = made.case.specification

    with pytest.raises(WrongState):
        specs.propose_case(specification, reason="x", effective_from=today(), by=made.cast.colleague)
    specs.reject_case(made.case, reason="치수 미확인", by=made.cast.head)
    again = specs.propose_case(specification, reason="다시", effective_from=today(), by=made.cast.colleague)

    assert again.rows.count() == 4
    assert made.again().case.decision_reason == "치수 미확인"
    assert specification.versions.count() == 1


def test_a_request_is_not_finished_while_its_case_is_open():
    made = stages.case_sent()

    with pytest.raises(RuleBroken):
        evaluation.close_out_request(made.request, by=made.cast.requester)
    specs.reject_case(made.case, reason="x", by=made.cast.head)
    evaluation.close_out_request(made.request, by=made.cast.requester)

    assert made.again().request.state == "closed_out"


def test_the_chain_of_decisions_is_written_down():
    made = stages.case_passed()
    specs.approve_case(made.case, reason="확인", by=made.cast.quality)

    rows = AuditEntry.objects.filter(thing_type="catalog.speccase", thing_id=str(made.case.pk)).order_by("id")

    assert [(row.what.rpartition(".")[2], row.by) for row in rows] == [
        ("proposed", made.cast.requester),
        ("submit", made.cast.requester),
        ("pass_tech", made.cast.head),
        ("approve", made.cast.quality),
    ]


def test_suppliers_see_no_case():
    made = stages.with_case()

    assert not cases_visible_to(made.cast.seller).exists()
    assert cases_visible_to(made.cast.officer).get() == made.case


def test_a_change_lies_in_the_future_and_the_first_version_may_be_entered():
    made = stages.draft()
    asked = as_typed(made.request.attributes.select_related("definition"))
    specification = specs.write_specification(
        class_node=made.request.class_node,
        part_number="BRG-7",
        name_ko="롤러 베어링",
        entered=asked,
        valid_from=today(),
        by=made.cast.requester,
    )

    with pytest.raises(RuleBroken) as refusal:
        specs.propose_case(
            specification, reason="x", effective_from=today() - timedelta(days=1), by=made.cast.requester
        )

    assert refusal.value.field == "effective_from"
    assert len(rows_of(version_in_force(specification, today()))) == 4
    assert Specification.objects.get() == specification
