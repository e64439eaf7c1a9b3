"""DO: enter mill certificates, split coils by weight, ask the mill. Source: INV-02, INV-03."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import today
from portal.errors import RuleBroken, WrongState
from portal.files.services import store_upload
from portal.outbox.services import announce
from portal.people.models import Company, User
from portal.policy import require
from sharedgrowth.innovilt.models import (
    Coil,
    InnoviltApplication,
    MillRecord,
    MillSheet,
    SteelItem,
    SteelProof,
)
from sharedgrowth.innovilt.policies import applications as policies
from sharedgrowth.innovilt.queries import applications as queries
from sharedgrowth.innovilt.rules.steel import left_of_coil, paper_key
from sharedgrowth.innovilt.services.applications import locked
from sharedgrowth.innovilt.states import EDITABLE, ApplicationState, SheetState

MOST_RECORDS = 20_000


def _alone_with(heat_key: str) -> None:
    """One transaction at a time enters coils of a heat: a heat without coil numbers is told from its coils."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"innovilt heat {heat_key}"])


def _with_proofs(application: InnoviltApplication) -> InnoviltApplication:
    """Proofs are entered while the company writes, and each year while the product is certified."""
    application = locked(application)
    if application.state not in {*EDITABLE, ApplicationState.CERTIFIED}:
        raise WrongState(_("The application is with the office: its text stays as it is."))
    return application


@transaction.atomic
def add_proof(
    application: InnoviltApplication, given: Mapping[str, Any], *, upload: UploadedFile | None = None, by: User
) -> SteelProof:
    """So many tonnes of a coil for a part: enters the mill certificate and the coil when they are not there yet.

    ``given``: item, sheet_no, issued_on, seller, heat_no, coil_no, grade, form, coil_t, bought_on, tonnes.
    """
    require(policies.may_edit(by, application))
    application = _with_proofs(application)
    item = application.items.get(pk=given["item"].pk)
    if not item.posco:
        raise RuleBroken(_("This part is not of steel of our mills: nothing proves it."), field="item")
    sheet = _sheet(application.company, given, upload, by)
    coil = _coil(sheet, given)
    return _claim(application, item, coil, given["tonnes"], by)


def _sheet(company: Company, given: Mapping[str, Any], upload: UploadedFile | None, by: User) -> MillSheet:
    key = paper_key(given["sheet_no"])
    if not key:
        raise RuleBroken(_("Enter the number of the mill certificate."), field="sheet_no")
    taken = _("This mill certificate number has already been entered by another member. Check it, or speak with us.")
    refused = MillSheet.objects.filter(company=company, state=SheetState.REFUSED).values_list("number", flat=True)
    if key in {paper_key(number) for number in refused}:
        raise RuleBroken(_("The mill does not know this mill certificate."), field="sheet_no")
    sheet = MillSheet.objects.filter(number_key=key).first()
    if sheet is None:
        if given["issued_on"] > today():
            raise RuleBroken(_("This day has not come yet."), field="issued_on")
        sheet = MillSheet(
            company=company,
            number=given["sheet_no"].strip(),
            number_key=key,
            issued_on=given["issued_on"],
            seller=given.get("seller", "").strip(),
            entered_by=by,
        )
        checked(sheet)
        try:
            with transaction.atomic():
                sheet.save(force_insert=True)
        except IntegrityError as refusal:
            raise RuleBroken(taken, field="sheet_no") from refusal
        record(sheet, "entered", by=by)
    elif sheet.company_id != company.pk:
        record(sheet, "claimed_by_another", by=by)
        raise RuleBroken(taken, field="sheet_no")
    if upload is not None and sheet.file_id is None:
        sheet.file = store_upload(upload, company=company, by=by)
        sheet.save(update_fields=["file"])
    return sheet


def _coil(sheet: MillSheet, given: Mapping[str, Any]) -> Coil:
    heat, piece = paper_key(given["heat_no"]), paper_key(given.get("coil_no", ""))
    if not heat:
        raise RuleBroken(_("Enter the heat number."), field="heat_no")
    _alone_with(heat)
    known = list(Coil.objects.filter(heat_key=heat).select_related("sheet"))
    same = next((coil for coil in known if coil.coil_key == piece), None)
    taken = _("This heat or coil number has already been entered. Check it on the mill certificate, or speak with us.")
    others = [coil for coil in known if coil.sheet.company_id != sheet.company_id]
    if any(not piece or not coil.coil_key or coil.coil_key == piece for coil in others):
        raise RuleBroken(taken, field="coil_no" if piece else "heat_no")
    if same is not None:
        if same.sheet_id != sheet.pk:
            raise RuleBroken(
                _("This coil stands on your mill certificate %(number)s.") % {"number": same.sheet.number},
                field="coil_no",
            )
        return Coil.objects.select_for_update(of=("self",)).get(pk=same.pk)
    if sheet.state == SheetState.CONFIRMED:
        raise RuleBroken(_("This mill certificate was checked: no coil is added to it."), field="coil_no")
    if given["bought_on"] > today():
        raise RuleBroken(_("This day has not come yet."), field="bought_on")
    coil = Coil(
        sheet=sheet,
        heat_no=given["heat_no"].strip(),
        heat_key=heat,
        coil_no=given.get("coil_no", "").strip(),
        coil_key=piece,
        grade=given["grade"].strip(),
        form=given["form"],
        tonnes=given["coil_t"],
        bought_on=given["bought_on"],
    )
    checked(coil)
    coil.save(force_insert=True)
    return coil


def _claim(
    application: InnoviltApplication, item: SteelItem, coil: Coil, tonnes: Decimal, by: User, proof=None
) -> SteelProof:
    if paper_key(coil.grade) != paper_key(item.grade):
        raise RuleBroken(
            _("The coil is of grade %(coil)s; the part is of %(part)s.") % {"coil": coil.grade, "part": item.grade},
            field="grade",
        )
    left = left_of_coil(coil.tonnes, queries.used_of(coil, but=proof))
    if tonnes > left:
        told = {"left": f"{left:,.3f}", "whole": f"{coil.tonnes:,.3f}"}
        raise RuleBroken(_("Of this coil %(left)s t of %(whole)s t are left.") % told, field="tonnes")
    if proof is None:
        proof = SteelProof(application=application, item=item, coil=coil, added_by=by)
    proof.tonnes = tonnes
    checked(proof)
    proof.save()
    if application.state == ApplicationState.CERTIFIED:
        record(proof, "added", by=by, payload={"application": application.number, "t": f"{tonnes:f}"})
    return proof


@transaction.atomic
def weigh_proof(proof: SteelProof, *, tonnes: Decimal, by: User) -> SteelProof:
    """Another weight of the same coil."""
    require(policies.may_edit(by, proof.application))
    application = _with_proofs(proof.application)
    coil = Coil.objects.select_for_update(of=("self",)).get(pk=proof.coil_id)
    return _claim(application, proof.item, coil, tonnes, by, SteelProof.objects.get(pk=proof.pk))


@transaction.atomic
def drop_proof(proof: SteelProof, *, by: User) -> None:
    """Taken out of a draft; what nobody else uses goes with it."""
    require(policies.may_edit(by, proof.application))
    application = locked(proof.application)
    if application.state not in EDITABLE:
        raise WrongState(_("The application is with the office: its text stays as it is."))
    coil = Coil.objects.select_for_update(of=("self",)).select_related("sheet").get(pk=proof.coil_id)
    proof.delete()
    if not coil.proofs.exists() and coil.sheet.state == SheetState.PENDING:
        sheet = coil.sheet
        coil.delete()
        if not sheet.coils.exists():
            sheet.delete()


# The mill's word -----------------------------------------------------------------------------------------------------
@transaction.atomic
def ask_mill(application: InnoviltApplication, *, by: User) -> tuple[int, int]:
    """Look all unchecked mill certificates up in what the mill shipped: (confirmed, left for a person)."""
    require(policies.may_examine(by, application))
    confirmed = left = 0
    for sheet in queries.sheets_of(application):
        if sheet.state != SheetState.PENDING:
            continue
        if all(row.known for row in queries.looked_up(sheet)):
            move(sheet, "confirm", by=by, checked_by=by, reason="", payload={"by": "records"})
            confirmed += 1
        else:
            left += 1
    return confirmed, left


@transaction.atomic
def judge_sheet(sheet: MillSheet, *, known: bool, reason: str, by: User) -> MillSheet:
    """A person has asked the mill. What the mill does not know blocks nobody else: its numbers are free again."""
    require(policies.office(by))
    if not reason.strip():
        raise RuleBroken(_("Say whom you asked and what was said."), field="reason")
    sheet = MillSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    words = reason.strip()[:300]
    try:
        with transaction.atomic():
            move(
                sheet,
                "confirm" if known else "refuse",
                by=by,
                reason=words,
                checked_by=by,
                number_key=paper_key(sheet.number) if known else f"!{sheet.pk}",
            )
            for coil in sheet.coils.all():
                coil.heat_key = paper_key(coil.heat_no) if known else f"!{coil.pk}"
                coil.save(update_fields=["heat_key"])
    except IntegrityError as taken:
        raise RuleBroken(_("Its numbers were entered by somebody else meanwhile."), field="known") from taken
    MillSheet.objects.filter(pk=sheet.pk).update(reason=words)
    if not known:
        announce("innovilt.sheet_refused", sheet=sheet.pk)
    return sheet


@transaction.atomic
def import_records(rows: Iterable[Mapping[str, Any]], *, by: User) -> tuple[int, int]:
    """Take over what the mill shipped: (new, already there). A row: heat_no, coil_no, sheet_no, grade, tonnes, day."""
    require(policies.may_import_records(by))
    made = []
    for row in rows:
        shipped: date = row["shipped_on"]
        made.append(
            MillRecord(
                heat_no=row["heat_no"],
                heat_key=paper_key(row["heat_no"]),
                coil_no=row.get("coil_no", ""),
                coil_key=paper_key(row.get("coil_no", "")),
                sheet_no=row.get("sheet_no", ""),
                sheet_key=paper_key(row.get("sheet_no", "")),
                grade=row["grade"],
                tonnes=row["tonnes"],
                shipped_on=shipped,
                imported_by=by,
            )
        )
    if len(made) > MOST_RECORDS:
        raise RuleBroken(_("At most %(most)s rows at once.") % {"most": f"{MOST_RECORDS:,}"}, field="file")
    before = MillRecord.objects.count()
    MillRecord.objects.bulk_create(made, ignore_conflicts=True, batch_size=1000)
    new = MillRecord.objects.count() - before
    if made:
        record(by, "mill_records_imported", by=by, payload={"rows": len(made), "new": new})
    return new, len(made) - new
