"""DO: an application from its draft to its examination. Source: domain 12, life cycle."""

from collections.abc import Sequence
from datetime import UTC
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from catalog.models import Product
from catalog.states import ProductState
from portal.audit.models import AuditLink
from portal.audit.services import move, record
from portal.calendar import business_days_after
from portal.checked import checked
from portal.clock import SEOUL, db_now, today
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from portal.sealing import receipts
from portal.sealing.documents import canonical, fingerprint
from sharedgrowth.innovilt.models import (
    Certificate,
    EligibilityCheck,
    InnoviltApplication,
    Meeting,
    terms_on,
)
from sharedgrowth.innovilt.policies import applications as policies
from sharedgrowth.innovilt.queries import applications as queries
from sharedgrowth.innovilt.rules.steel import ENGINE
from sharedgrowth.innovilt.services.steel import let_go
from sharedgrowth.innovilt.states import EDITABLE, IN_LIFE, RUNNING, ApplicationKind, ApplicationState, MeetingState

CONTEXT = "twp-innovilt-v1"  # of the fingerprint of an application
WORDS = ("category", "technology", "market", "price_position", "plant", "plant_region")


def locked(application: InnoviltApplication) -> InnoviltApplication:
    """The application as it is now, with its row locked."""
    rows = InnoviltApplication.objects.select_for_update(of=("self",))
    return rows.select_related("company", "product", "version", "terms", "renews").get(pk=application.pk)


def editable(application: InnoviltApplication) -> InnoviltApplication:
    """Locked, while the company writes."""
    application = locked(application)
    if application.state not in EDITABLE:
        raise WrongState(_("The application is with the office: its text stays as it is."))
    return application


# Draft ---------------------------------------------------------------------------------------------------------------
@transaction.atomic
def start_application(product: Product, *, key: str = "", renews: Certificate | None = None, by: User):
    """A draft for the published version of one's own product; a renewal or a changed version of a certificate."""
    require(policies.may_apply(by))
    if key and (before := InnoviltApplication.objects.filter(created_by=by, key=key).first()):
        return before
    product = Product.objects.select_for_update(of=("self",)).select_related("company", "current").get(pk=product.pk)
    if product.company_id != by.company_id:
        raise RuleBroken(_("Choose one of your own products."), field="product")
    version = product.current
    if product.state != ProductState.PUBLISHED or version is None:
        raise RuleBroken(
            _("Only a published product is certified: publish it in the catalogue first."), field="product"
        )
    kind = _kind(product, renews)
    before = renews.application if renews is not None else None
    application = InnoviltApplication(
        number=next_number("INV"),
        kind=kind,
        company=by.company,
        product=product,
        version=version,
        renews=renews,
        key=key,
        created_by=by,
        **({name: getattr(before, name) for name in WORDS} if before is not None else {}),
    )
    checked(application, but=("text",))
    try:
        with transaction.atomic():
            application.save(force_insert=True)
    except IntegrityError as refusal:
        if key and (again := InnoviltApplication.objects.filter(created_by=by, key=key).first()):
            return again
        raise RuleBroken(_("An application for this product is already running."), field="product") from refusal
    if before is not None:
        _copy_items(before, application)
    record(application, "started", by=by, payload={"product": product.number, "version": version.no, "kind": str(kind)})
    return application


def _kind(product: Product, renews: Certificate | None) -> ApplicationKind:
    living = Certificate.objects.filter(product=product, state__in=sorted(IN_LIFE)).order_by("-valid_to").first()
    if renews is None:
        if living is not None:
            raise RuleBroken(
                _("This product is certified already. Renew its certificate, or have its new version reviewed."),
                field="product",
            )
        return ApplicationKind.FIRST
    if renews.product_id != product.pk or renews.company_id != product.company_id:
        raise RuleBroken(_("This certificate is not of this product."), field="product")
    if hasattr(renews, "renewed_by"):
        raise RuleBroken(_("This certificate has been renewed already."), field="product")
    if living is not None and renews.state not in IN_LIFE:
        raise RuleBroken(
            _("This product is certified already. Renew its certificate, or have its new version reviewed."),
            field="product",
        )
    if renews.state in IN_LIFE and not renews.versions.filter(version=product.current_id).exists():
        return ApplicationKind.CHANGE
    if renews.state in IN_LIFE and (renews.valid_to - today()).days > terms_on(today()).renewal_days:
        raise RuleBroken(
            _("A renewal opens %(days)s days before the certificate ends.") % {"days": terms_on(today()).renewal_days},
            field="product",
        )
    return ApplicationKind.RENEWAL


def _copy_items(before: InnoviltApplication, application: InnoviltApplication) -> None:
    for item in before.items.order_by("no"):
        item.pk, item.application = None, application
        item._state.adding = True
        item.save(force_insert=True)


@transaction.atomic
def save_application(
    application: InnoviltApplication,
    given: dict[str, Any],
    *,
    sold: Sequence[tuple[int, int]] | None = None,
    edits: int | None = None,
    by: User,
) -> InnoviltApplication:
    """Keep the words of a draft, and the units sold by year. ``edits``: which one was read."""
    require(policies.may_edit(by, application))
    application = editable(application)
    if edits is not None and edits != application.edits:
        raise WrongState(
            _("Somebody has saved this draft in another window since you opened it. Reload it; nothing was lost.")
        )
    for name in WORDS:
        if name in given:
            setattr(application, name, given[name])
    application.edits += 1
    checked(application, but=("text",))
    application.save(update_fields=[*WORDS, "edits"])
    if sold is not None:
        set_sold(application, sold)
    return application


def set_sold(application: InnoviltApplication, sold: Sequence[tuple[int, int]]) -> None:
    """The units sold by year. In the caller's transaction."""
    if len({year for year, _units in sold}) != len(sold):
        raise RuleBroken(_("Each year stands here once."), field="year_0")
    if any(year > today().year for year, _units in sold):
        raise RuleBroken(_("This year has not begun."), field="year_0")
    application.sales.exclude(year__in=[year for year, _units in sold]).delete()
    for year, units in sold:
        application.sales.update_or_create(year=year, defaults={"units": units})


@transaction.atomic
def discard_application(application: InnoviltApplication, *, by: User) -> None:
    """A draft that was never submitted goes; its coils are free again."""
    require(policies.may_edit(by, application))
    application = editable(application)
    if application.submitted_at is not None:
        raise WrongState(_("It was already submitted: withdraw it instead."))
    record(application, "discarded", by=by)
    let_go(application.proofs.all())
    application.delete()


# Submission ----------------------------------------------------------------------------------------------------------
def application_text(application: InnoviltApplication) -> dict[str, Any]:
    """The application as one canonical document: its fingerprint proves what was submitted."""
    return {
        "v": 1,
        "number": application.number,
        "uid": str(application.uid),
        "kind": str(application.kind),
        "company": application.company.number,
        "product": application.product.number,
        "version": application.version.no,
        **{name: getattr(application, name) for name in WORDS},
        "items": [
            {
                "no": item.no,
                "name": item.name,
                "grade": item.grade,
                "form": str(item.form),
                "t_per_unit": f"{item.t_per_unit:.6f}",
                "own": item.posco,
                "maker": item.maker,
                "fastener": item.fastener,
                "yield": f"{item.yield_rate:.6f}",
            }
            for item in application.items.order_by("no")
        ],
        "proofs": [
            {
                "item": proof.item.no,
                "sheet": proof.coil.sheet.number,
                "heat": proof.coil.heat_no,
                "coil": proof.coil.coil_no,
                "t": f"{proof.tonnes:.3f}",
            }
            for proof in queries.proofs_of(application)
        ],
        "sold": {str(row.year): row.units for row in application.sales.order_by("year")},
        "files": sorted(application.papers.values_list("file__sha256", flat=True)),
    }


def require_going_on(application: InnoviltApplication) -> None:
    """No step towards a certificate for a company that has closed meanwhile; sent back or ended it can be."""
    if not (able := policies.goes_on(application.company)):
        raise RuleBroken(able.reason)


def require_fitting(application: InnoviltApplication) -> None:
    """What is applied for can still be given: since the draft its certificate may have ended, another may be there."""
    require_going_on(application)
    renews = application.renews
    if application.kind == ApplicationKind.CHANGE and (renews is None or renews.state not in IN_LIFE):
        raise RuleBroken(_("The certificate has ended: apply for a renewal."))
    if renews is None or renews.state not in IN_LIFE:
        others = Certificate.objects.filter(product=application.product_id, state__in=sorted(IN_LIFE))
        if others.exclude(pk=renews.pk if renews else 0).exists():
            raise RuleBroken(
                _("This product is certified already. Renew its certificate, or have its new version reviewed.")
            )


@transaction.atomic
def submit_application(application: InnoviltApplication, *, by: User) -> InnoviltApplication:
    """Send it: the text is frozen under today's terms and signed, and the clock of the decision runs."""
    require(policies.may_submit(by, application))
    application = editable(application)
    if application.version_id != application.product.current_id:
        InnoviltApplication.objects.filter(pk=application.pk).update(version=application.product.current_id)
        application.refresh_from_db(fields=["version"])
    if missing := queries.lacking(application):
        raise RuleBroken(" ".join(missing))
    require_fitting(application)
    at, on = db_now(), today()
    terms = application.terms or terms_on(on)
    told = application_text(application)
    digest = fingerprint(CONTEXT, told)
    application.submitted_at, application.sha256 = at, digest
    move(
        application,
        "submit",
        by=by,
        payload={"sha256": digest},
        submitted_by=by,
        submitted_at=at,
        text=told,
        sha256=digest,
        receipt=_receipt(application, by),
        terms=terms,
        decide_due=business_days_after(on, terms.decide_days),
        reason="",
    )
    announce("innovilt.application_submitted", application=application.pk)
    return application


def _receipt(application: InnoviltApplication, by: User) -> str:
    at, head = application.submitted_at, AuditLink.objects.order_by("-seq").first()
    if at is None:
        raise AssertionError("a receipt tells when it was submitted")
    document = {
        "v": 1,
        "kind": "innovilt_application",
        "receipt": application.number,
        "application_uid": str(application.uid),
        "company": by.company.number,
        "application_sha256": application.sha256,
        "received_at": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
        "received_at_kst": f"{at.astimezone(SEOUL):%Y-%m-%dT%H:%M:%S.%f+09:00}",
        "audit": {"seq": head.seq if head else 0, "head": head.hash if head else "0" * 64},
    }
    text, signature = receipts.sign(document)
    return canonical({"document": text, "signature": signature, "key_id": receipts.current_key_id()}).decode()


# Examination ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def take_up(application: InnoviltApplication, *, by: User) -> InnoviltApplication:
    """An officer of the office takes it up and examines the steel."""
    require(policies.may_take_up(by, application))
    application = locked(application)
    require_going_on(application)
    move(application, "take_up", by=by, officer=by)
    announce("innovilt.application_taken_up", application=application.pk)
    return application


@transaction.atomic
def return_application(application: InnoviltApplication, *, reason: str, by: User) -> InnoviltApplication:
    """Back to the company for completion, with what is missing."""
    require(policies.may_return(by, application))
    if not reason.strip():
        raise RuleBroken(_("Say what is missing: the company reads it."), field="reason")
    application = locked(application)
    move(application, "return", by=by, reason=reason.strip())
    InnoviltApplication.objects.filter(pk=application.pk).update(
        reason=reason.strip(), officer=application.officer or by
    )
    announce("innovilt.application_returned", application=application.pk)
    return application


@transaction.atomic
def examine(application: InnoviltApplication, *, by: User) -> EligibilityCheck:
    """Count the steel and keep the figures. With nothing missing the application goes to its reviewers."""
    require(policies.may_examine(by, application))
    application = locked(application)
    if application.state != ApplicationState.ELIGIBILITY:
        raise WrongState(_("The steel of this application is not being examined now."))
    require_going_on(application)
    counted = queries.examined(application, confirmed=True)
    check = EligibilityCheck.objects.create(
        application=application,
        terms=queries.terms_for(application),
        share=counted.share,
        years=counted.as_kept(),
        faults=counted.faults,
        passed=counted.passed,
        engine=ENGINE,
        by=by,
    )
    record(application, "examined", by=by, payload={"share": f"{counted.share:f}", "passed": counted.passed})
    if counted.passed:
        move(application, "find_eligible", by=by, payload={"check": check.pk})
        announce("innovilt.application_eligible", application=application.pk)
    return check


@transaction.atomic
def reject_application(application: InnoviltApplication, *, reason: str, by: User) -> InnoviltApplication:
    """Not certified: before the committee, because steel, points or the site do not allow it."""
    require(policies.may_reject(by, application))
    if not reason.strip():
        raise RuleBroken(_("Say why: the company reads it."), field="reason")
    application = locked(application)
    if application.state == ApplicationState.COMMITTEE:
        raise WrongState(_("The brand committee decides about this product."))
    end_application(application, "reject", reason=reason.strip(), by=by)
    announce("innovilt.application_rejected", application=application.pk)
    return application


@transaction.atomic
def withdraw_application(application: InnoviltApplication, *, reason: str = "", by: User) -> InnoviltApplication:
    """The company takes it back; its coils are free again."""
    require(policies.may_withdraw(by, application))
    waiting = application.agenda.filter(outcome="")
    # The meeting before the application, as the meeting itself locks them.
    list(Meeting.objects.select_for_update(of=("self",)).filter(agenda__in=waiting))
    application = locked(application)
    if application.state not in RUNNING:
        raise WrongState(_("This application has been decided."))
    if waiting.filter(meeting__state=MeetingState.OPEN).exists():
        raise WrongState(_("The brand committee is deciding about it now: withdraw it after the meeting."))
    waiting.delete()
    end_application(application, "withdraw", reason=reason.strip(), by=by)
    announce("innovilt.application_withdrawn", application=application.pk)
    return application


def end_application(application: InnoviltApplication, name: str, *, reason: str, by: User | None) -> None:
    """It ends without a certificate: what it held of coils is free again. In the caller's transaction."""
    at = db_now()
    move(application, name, by=by, reason=reason, decided_at=at)
    InnoviltApplication.objects.filter(pk=application.pk).update(reason=reason)
    application.reason = reason
    application.proofs.filter(released_at=None).update(released_at=at)
    for check in application.site_checks.filter(state="planned"):
        move(check, "cancel", by=by, reason=reason[:300])
