"""3R claims of a draft with their evidence; what ends and begins with the days. Source: domain 1.4, 1.10."""

from datetime import date, timedelta

from django.core.files.base import File as Upload
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from catalog import policies
from catalog.models import EcoClaim, Product, ProductVersion
from catalog.rules.life import CLAIM_WARNINGS, warning_due
from catalog.services.drafts import hold_draft, touch
from catalog.services.fields import check_fields
from catalog.services.search import index_products
from catalog.states import EcoKind, ProductState
from portal.audit.services import record
from portal.clock import today
from portal.errors import RuleBroken
from portal.files.models import File
from portal.files.services import store_upload
from portal.files.states import DOCUMENTS, PICTURES
from portal.outbox.services import announce, once
from portal.people.models import User
from portal.policy import require

MOST_CLAIMS = 6
LOOK_BACK = timedelta(days=60)  # nights that were missed are made up for


@transaction.atomic
def add_claim(
    version: ProductVersion,
    upload: Upload | File,
    *,
    kind: str,
    statement: str,
    issuer: str,
    number: str,
    valid_from: date,
    valid_to: date | None = None,
    by: User,
) -> EcoClaim:
    """A 3R claim with its evidence: an upload, or a file that the company already has. Checked with the version."""
    require(policies.may_edit(by, version.product))
    version = hold_draft(version)
    if version.eco_claims.count() >= MOST_CLAIMS:
        raise RuleBroken(_("At most %(most)d claims for a product. Remove one first.") % {"most": MOST_CLAIMS})
    if kind not in EcoKind.values:
        raise RuleBroken(_("Choose recycle, reduce or reuse."), field="kind")
    texts = {"statement": statement.strip(), "issuer": issuer.strip(), "number": number.strip()}
    claim = EcoClaim(version=version, kind=kind, valid_from=valid_from, valid_to=valid_to, **texts)
    check_fields(claim, [*texts, "kind"])
    _require_days(claim)
    if isinstance(upload, File):
        if upload.company_id != version.product.company_id:
            raise RuleBroken(_("This file belongs to another company."), field="evidence")
        claim.evidence = upload
    else:
        company = version.product.company
        claim.evidence = store_upload(upload, company=company, by=by, kinds=DOCUMENTS | PICTURES)
    try:
        with transaction.atomic():
            claim.save()
    except IntegrityError:
        raise RuleBroken(_("This claim is already attached."), field="number") from None
    touch(version)
    record(version, "claim_added", by=by, payload=_named(claim))
    return claim


def _require_days(claim: EcoClaim) -> None:
    if claim.valid_to is None:
        return
    if claim.valid_to < claim.valid_from:
        raise RuleBroken(_("A document ends after it begins."), field="valid_to")
    if claim.valid_to < today():
        raise RuleBroken(_("This document has ended. Attach the one that holds today."), field="valid_to")


@transaction.atomic
def remove_claim(claim: EcoClaim, *, by: User) -> None:
    """Take a claim off a draft. Its evidence stays with the company: earlier versions may rest on it."""
    version = claim.version
    require(policies.may_edit(by, version.product))
    version = hold_draft(version)
    gone, _by_model = EcoClaim.objects.filter(pk=claim.pk, version=version).delete()
    touch(version)
    if gone:
        record(version, "claim_removed", by=by, payload=_named(claim))


def _named(claim: EcoClaim) -> dict[str, object]:
    parts = ("kind", "issuer", "number", "valid_from", "valid_to")
    return {name: getattr(claim, name) for name in parts} | {"sha256": claim.evidence.sha256}


def _current() -> QuerySet[EcoClaim]:
    return EcoClaim.objects.filter(version__product__current=F("version"))


def follow_claims(on: date) -> int:
    """Search follows what began or ended since; suppliers of what ended are told, each once. Returns how many."""
    ended = _current().filter(valid_to__lt=on, valid_to__gte=on - LOOK_BACK)
    begun = _current().filter(valid_from__lte=on, valid_from__gte=on - LOOK_BACK)
    count = _follow(ended, "catalog.claim_ended") + _follow(begun, "")
    return count


def _follow(claims: QuerySet[EcoClaim], event: str) -> int:
    count = 0
    for pk, product in claims.values_list("pk", "version__product").order_by("pk").iterator():
        with transaction.atomic():
            if once("catalog.claim_followed", f"{pk}:{event or 'begun'}"):
                index_products(Product.objects.filter(pk=product))
                if event:
                    announce(event, claim=pk)
                count += 1
    return count


def remind_of_claims(on: date) -> int:
    """Remind 60, 30 and 7 days before a document ends, each once. Returns how many."""
    last = on + timedelta(days=max(CLAIM_WARNINGS))
    shown = (ProductState.PUBLISHED, ProductState.HIDDEN)
    ending = _current().filter(valid_to__range=(on, last), version__product__state__in=shown)
    count = 0
    for pk, valid_to in ending.values_list("pk", "valid_to").order_by("pk").iterator():
        days = warning_due(valid_to, on, CLAIM_WARNINGS) if valid_to else None
        if days is None:
            continue
        with transaction.atomic():
            if once("catalog.claim_reminder", f"{pk}:{days}"):
                announce("catalog.claim_expiring", claim=pk, days=days)
                count += 1
    return count
