"""DO: enter mill certificates, split coils by weight, ask the mill. Source: INV-02, INV-03."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
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
from sharedgrowth.innovilt.rules.steel import is_plain, left_of_coil, paper_key
from sharedgrowth.innovilt.services.applications import editable, locked
from sharedgrowth.innovilt.services.steel import let_go
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
    _plain(key, "sheet_no")
    taken = _("This mill certificate number has already been entered by another member. Check it, or speak with us.")
    refused = MillSheet.objects.filter(company=company, state=SheetState.REFUSED).values_list("number", flat=True)
    if key in {paper_key(number) for number in refused}:
        raise RuleBroken(_("The mill does not know this mill certificate."), field="sheet_no")
    sheet = MillSheet.objects.select_for_update(of=("self",)).filter(number_key=key).first()
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
        raise RuleBroken(taken, field="sheet_no")
    if upload is not None and sheet.file_id is None:
        sheet.file = store_upload(upload, company=company, by=by)
        sheet.save(update_fields=["file"])
    return sheet


def _plain(key: str, field: str) -> None:
    if key and not is_plain(key):
        raise RuleBroken(_("Write this number with Latin letters and digits, as it stands on the paper."), field=field)


def _is_taken(heat: str, piece: str, company_id: int) -> bool:
    """Whether another member holds this coil; a heat without coil numbers is the whole heat."""
    others = Coil.objects.filter(heat_key=heat).exclude(sheet__company=company_id)
    return any(not piece or not key or key == piece for key in others.values_list("coil_key", flat=True))


def _coil(sheet: MillSheet, given: Mapping[str, Any]) -> Coil:
    heat, piece = paper_key(given["heat_no"]), paper_key(given.get("coil_no", ""))
    if not heat:
        raise RuleBroken(_("Enter the heat number."), field="heat_no")
    _plain(heat, "heat_no")
    _plain(piece, "coil_no")
    _alone_with(heat)
    taken = _("This heat or coil number has already been entered. Check it on the mill certificate, or speak with us.")
    if _is_taken(heat, piece, sheet.company_id):
        raise RuleBroken(taken, field="coil_no" if piece else "heat_no")
    same = Coil.objects.filter(heat_key=heat, coil_key=piece).select_related("sheet").first()
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
    """Another weight of the same coil, while the company writes: what a certificate stands on stays as it is."""
    require(policies.may_edit(by, proof.application))
    application = editable(proof.application)
    coil = Coil.objects.select_for_update(of=("self",)).get(pk=proof.coil_id)
    return _claim(application, proof.item, coil, tonnes, by, SteelProof.objects.get(pk=proof.pk))


@transaction.atomic
def drop_proof(proof: SteelProof, *, by: User) -> None:
    """Taken out of a draft; what nobody else uses goes with it."""
    require(policies.may_edit(by, proof.application))
    editable(proof.application)
    let_go([proof])


# The mill's word -----------------------------------------------------------------------------------------------------
@transaction.atomic
def ask_mill(application: InnoviltApplication, *, by: User) -> tuple[int, int]:
    """Look all unchecked mill certificates up in what the mill shipped: (confirmed, left for a person)."""
    require(policies.may_examine(by, application))
    confirmed = left = 0
    for found in queries.sheets_of(application):
        sheet = MillSheet.objects.select_for_update(of=("self",)).get(pk=found.pk)
        if sheet.state != SheetState.PENDING:
            continue
        if all(row.known for row in queries.looked_up(sheet)):
            move(sheet, "confirm", by=by, checked_by=by, reason="", payload={"by": "records"})
            confirmed += 1
        else:
            left += 1
    return confirmed, left


@transaction.atomic
def judge_sheet(
    sheet: MillSheet, *, known: bool, reason: str, coils: Sequence[int] | None = None, by: User
) -> MillSheet:
    """A person has asked the mill. What the mill does not know blocks nobody else: its numbers are free again.

    ``coils``: those that were shown; when others have been added since, nobody has asked about them.
    """
    require(policies.may_judge_sheet(by, sheet))
    if not reason.strip():
        raise RuleBroken(_("Say whom you asked and what was said."), field="reason")
    sheet = MillSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    words = reason.strip()[:300]
    lines = list(sheet.coils.order_by("heat_no", "pk"))
    if coils is not None and sorted(coils) != sorted(coil.pk for coil in lines):
        raise WrongState(_("This mill certificate has other coils now than when you opened it: read it again."))
    if known:
        _still_free(sheet, lines)
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
            for coil in lines:
                coil.heat_key = paper_key(coil.heat_no) if known else f"!{coil.pk}"
                coil.save(update_fields=["heat_key"])
    except IntegrityError as taken:
        raise RuleBroken(_("Its numbers were entered by somebody else meanwhile."), field="known") from taken
    MillSheet.objects.filter(pk=sheet.pk).update(reason=words)
    if not known:
        announce("innovilt.sheet_refused", sheet=sheet.pk)
    return sheet


@transaction.atomic
def free_number(number: str, *, reason: str, by: User) -> MillSheet:
    """An unchecked mill certificate that the mill does not know, also one in a draft: its owner can enter it then.

    ``number``: of the mill certificate, or of a heat on it.
    """
    require(policies.office(by))
    key = paper_key(number)
    found = MillSheet.objects.filter(Q(number_key=key) | Q(coils__heat_key=key), state=SheetState.PENDING).distinct()
    sheets = list(found[:2])
    if len(sheets) != 1:
        raise RuleBroken(_("No single unchecked mill certificate has this number."), field="number")
    return judge_sheet(sheets[0], known=False, reason=reason, by=by)


def _still_free(sheet: MillSheet, lines: Sequence[Coil]) -> None:
    for coil in sorted(lines, key=lambda each: paper_key(each.heat_no)):
        heat = paper_key(coil.heat_no)
        _alone_with(heat)
        if _is_taken(heat, coil.coil_key, sheet.company_id):
            raise RuleBroken(_("Its numbers were entered by somebody else meanwhile."), field="known")


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
