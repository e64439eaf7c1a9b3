"""The yearly look at a certificate: the steel of its years, the days of its findings, its end. Source: domain 12."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction

from portal.clock import db_now, today
from portal.errors import RuleBroken
from portal.notices.models import Notice
from portal.outbox.models import Event, JobRun
from purchasing.contracts.tests.factories import hear, person
from sharedgrowth.innovilt.forms.applications import RecordsForm
from sharedgrowth.innovilt.models import Certificate, Finding, SteelProof, Surveillance
from sharedgrowth.innovilt.services import applications, certificates, clocks, contents, surveillances
from sharedgrowth.innovilt.tests import factories as made

pytestmark = pytest.mark.django_db


def held(certificate):
    """All heats traced, nothing found on site."""
    planned = surveillances.plan_surveillance(certificate, due_on=today())
    return surveillances.hold_surveillance(
        planned,
        held_on=today(),
        traced={heat.coil_id: (True, "") for heat in planned.sample.all()},
        findings=[],
        summary="모두 추적하였습니다.",
        by=made.office(),
    )


@pytest.mark.parametrize(("tonnes", "found"), [(120, ["The coverage is 0.9983; 1 is needed."]), (121, [])])
def test_a_year_that_was_sold_without_steel_is_a_major_finding(tonnes, found):
    certificate, last = made.certificate(), today().year - 1
    application, member = certificate.application, person(certificate.company, "SA")
    made.proven(application, application.items.get(), f"Y{tonnes}", tonnes=tonnes, on=date(last, 6, 1), by=member)
    contents.report_sold(application, year=last, units=5_920, by=member)
    surveillance = held(certificate)
    assert surveillance.state == ("findings" if found else "passed")
    findings = list(surveillance.findings.values_list("severity", "text"))
    assert [(severity, text.split("sold. ")[1]) for severity, text in findings] == [("major", text) for text in found]


def test_sales_that_were_not_reported_are_a_major_finding():
    certificate, last = made.certificate(), today().year - 1
    certificate.application.sales.all().delete()
    assert f"were sold in {last}" in held(certificate).findings.get(severity="major").text


def test_each_version_that_joined_has_steel_of_its_own_and_all_of_it_is_counted():
    certificate, last = made.certificate(), today().year - 1
    version = certificate.product.current
    newer = type(version).objects.create(
        product=certificate.product,
        no=2,
        class_node=version.class_node,
        created_by=version.created_by,
        name_ko="데크 2",
    )
    joined = made.certified_application(
        product=certificate.product, version=newer, kind="change", renews=certificate, number="INV-2026-990001"
    )
    certificates.issue(joined, by=made.office())
    member = person(certificate.company, "SA")
    contents.report_sold(joined, year=last, units=2_000, by=member)  # 40 t, and nothing was bought that year
    surveillance = held(certificate)
    behind = set(SteelProof.objects.filter(application__in=[certificate.application, joined]).values_list("coil"))
    assert {(heat.coil_id,) for heat in surveillance.sample.all()} == behind
    found = [finding.text for finding in surveillance.findings.all()]
    assert len(found) == 1
    assert found[0].startswith(f"Version 2: {last}, 강판: 0.000 t of steel for 40.000 t")


def test_the_database_holds_the_weight_of_a_coil_and_the_steel_of_a_certificate():
    certificate = made.certificate()
    proof = certificate.application.proofs.get()
    draft = made.drafted(certificate.company)
    theirs = draft.proofs.get()
    for change in ({"tonnes": proof.tonnes - 1}, {"released_at": db_now()}):
        with transaction.atomic(), pytest.raises(IntegrityError, match="what a certificate stands on stays"):
            SteelProof.objects.filter(pk=proof.pk).update(**change)
    with transaction.atomic(), pytest.raises(IntegrityError, match="what a certificate stands on stays"):
        SteelProof.objects.filter(pk=proof.pk).delete()
    for change in ({"tonnes": theirs.coil.tonnes + 1}, {"coil": proof.coil}):
        with transaction.atomic(), pytest.raises(IntegrityError, match="t of a coil of"):
            SteelProof.objects.filter(pk=theirs.pk).update(**change)
    with transaction.atomic(), pytest.raises(IntegrityError, match="never change"):
        type(proof.coil).objects.filter(pk=proof.coil_id).update(tonnes=99)
    assert SteelProof.objects.filter(pk=theirs.pk).update(tonnes=theirs.tonnes - 1) == 1


def test_no_year_is_left_out_of_an_application():
    draft, last = made.drafted(), today().year - 1
    by = person(draft.company, "SA")
    applications.save_application(draft, {}, sold=[(last - 2, 0)], by=by)
    with pytest.raises(RuleBroken, match=f"were sold in {last - 1}, {last}; nothing sold yet is 0"):
        applications.submit_application(draft, by=by)


def heard(name):
    return Event.objects.filter(name=name).count()


def test_findings_and_looks_that_are_late_are_told_once():
    certificate = made.certificate()
    certificate.application.sales.all().delete()  # a finding
    surveillance = held(certificate)
    late = surveillances.plan_surveillance(certificate, due_on=today(), trigger="complaint", by=made.office())
    told = []
    for days in (6, 5, 0, -1, -2):
        Finding.objects.update(due_on=today() + timedelta(days=days))
        Surveillance.objects.filter(pk=late.pk).update(due_on=today() + timedelta(days=days))
        clocks.remind_of_surveillance()
        told.append(
            (heard("innovilt.finding_due"), heard("innovilt.finding_late"), heard("innovilt.surveillance_late"))
        )
    assert told == [(0, 0, 0), (1, 0, 0), (2, 0, 0), (2, 1, 1), (2, 2, 1)]  # the day was moved: told of each day once
    clocks.remind_of_surveillance()
    assert heard("innovilt.finding_late") == 2
    surveillances.answer_finding(surveillance.findings.get(), answer="냈습니다.", by=person(certificate.company, "SA"))
    Finding.objects.update(due_on=today() - timedelta(days=9))
    clocks.remind_of_surveillance()
    assert heard("innovilt.finding_late") == 2
    hear()
    assert Notice.objects.filter(kind="innovilt.finding_late").exists()


def test_who_overlooks_the_renewal_hears_of_it_again():
    certificate = made.certificate()
    rows = Certificate.objects.filter(pk=certificate.pk)
    with connection.cursor() as cursor:  # its days are frozen: here time passes
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE innovilt_certificate DISABLE TRIGGER USER")

    def left(days):
        rows.update(valid_to=today() + timedelta(days=days))
        clocks.open_renewals()
        clocks.remind_of_end()
        rows.update(renewal_asked_on=today() - timedelta(days=1))
        return heard("innovilt.renewal_due")

    assert [left(days) for days in (90, 61, 60, 45, 30, 7, 3)] == [1, 1, 2, 2, 3, 4, 4]
    made.certified_application(product=certificate.product, kind="renewal", renews=certificate, state="submitted")
    Event.objects.all().delete()
    JobRun.objects.all().delete()
    assert left(7) == 0  # the renewal runs
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE innovilt_certificate ENABLE TRIGGER USER")


HEAD = "heat_no,coil_no,sheet_no,grade,tonnes,shipped_on\n"


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ("H1,C1,M1,SGCC,NaN,2026-03-31", "write the weight as 20.350"),
        ("H1,C1,M1,SGCC,Infinity,2026-03-31", "write the weight as 20.350"),
        ("--,C1,M1,SGCC,1.5,2026-03-31", "heat number and grade are needed"),
        (f"H1,C1,{'x' * 140_000},SGCC,1.5,2026-03-31", "not CSV"),
    ],
)
def test_odd_rows_of_mill_records_are_told(rows, fault):
    form = RecordsForm({}, {"file": SimpleUploadedFile("mill.csv", (HEAD + rows).encode())})
    assert not form.is_valid()
    assert fault in str(form.errors["file"])
