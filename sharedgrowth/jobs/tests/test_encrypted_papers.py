"""Certificates that were named before their numbers were encrypted, in spellings that are one certificate now."""

from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from portal.clock import today
from portal.management.commands.migrate import copies_not_checked, models_rendered_alone, swapped_models_remembered
from sharedgrowth.jobs.models import Paper
from sharedgrowth.jobs.tests import factories

pytestmark = pytest.mark.django_db
BEFORE, STEP = "0008_seats", "0009_encrypted_applicants"
SPELLINGS = [("HRDK", "A-1"), ("hrdk", "A-1"), ("HRDK", "A-2"), (" HRDK ", "Ａ-1")]
INSERT = """
    INSERT INTO jobs_paper (uid, application_id, title, issuer, number, issued_on, check_state)
    VALUES (gen_random_uuid(), %s, '천장크레인운전기능사', %s, %s, %s, 'claimed') RETURNING id
"""


def step_back_and_forth(between) -> None:
    """Undo the migration, do ``between``, and do the migration again."""
    migration = import_module(f"sharedgrowth.jobs.migrations.{STEP}").Migration(STEP, "jobs")
    state = MigrationLoader(connection).project_state(("jobs", BEFORE))
    with models_rendered_alone(), copies_not_checked(), swapped_models_remembered():
        with connection.schema_editor() as editor:
            editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            migration.unapply(state.clone(), editor)
        between()
        with connection.schema_editor() as editor:
            migration.apply(state, editor)


def test_two_spellings_of_one_certificate_hold_no_migration_up():
    one, other = factories.application(), factories.application()
    ids: list[int] = []

    def name_them() -> None:
        with connection.cursor() as cursor:
            for held in (one, other):
                for issuer, number in SPELLINGS:
                    cursor.execute(INSERT, [held.pk, issuer, number, today()])
                    ids.append(cursor.fetchone()[0])

    step_back_and_forth(name_them)

    papers = [Paper.objects.get(pk=pk) for pk in ids]
    assert [(paper.issuer, paper.number) for paper in papers] == SPELLINGS * 2  # nothing that was typed is lost
    assert [bool(paper.same_paper) for paper in papers] == [True, False, True, False] * 2
    assert papers[0].same_paper == papers[4].same_paper != papers[2].same_paper
    with pytest.raises(IntegrityError, match="jobs_paper_once"), transaction.atomic():
        papers[1].save()
    papers[1].number = "A-3"
    papers[1].save()
    assert Paper.objects.get(pk=ids[1]).same_paper
