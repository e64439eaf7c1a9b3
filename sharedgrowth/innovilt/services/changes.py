"""DO: what a newer version of a certified product means for its certificate. Source: INV-05."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import Product, ProductVersion
from catalog.services.search import index_products
from portal.audit.services import move, record
from portal.clock import db_now
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from sharedgrowth.innovilt.models import Certificate, CertifiedVersion, VersionChange
from sharedgrowth.innovilt.policies import alliance as policies
from sharedgrowth.innovilt.services.credentials import issue_credential
from sharedgrowth.innovilt.states import IN_LIFE, ChangeState


@transaction.atomic
def note_version(product: Product, version: ProductVersion) -> list[VersionChange]:
    """A certified product has a newer version: the certificate does not cover it yet. May run again."""
    made = []
    for certificate in Certificate.objects.filter(product=product, state__in=sorted(IN_LIFE)):
        if certificate.versions.filter(version=version).exists():
            continue
        change, new = VersionChange.objects.get_or_create(certificate=certificate, version=version)
        if new:
            record(change, "noted", by=None, payload={"certificate": certificate.number, "version": version.no})
            announce("innovilt.version_changed", change=change.pk)
            made.append(change)
    return made


def _row(change: VersionChange) -> VersionChange:
    rows = VersionChange.objects.select_for_update(of=("self",)).select_related("certificate__company", "version")
    return rows.get(pk=change.pk)


@transaction.atomic
def state_change(
    change: VersionChange, *, steel_same: bool, design_same: bool, statement: str, by: User
) -> VersionChange:
    """The member says what has changed. Changed steel or design needs a new review at once."""
    require(policies.may_state_change(by, change))
    if not statement.strip():
        raise RuleBroken(_("Say what has changed."), field="statement")
    change = _row(change)
    if change.state != ChangeState.OPEN:
        raise WrongState(_("This changed version has been decided."))
    said: dict[str, Any] = {
        "steel_same": steel_same,
        "design_same": design_same,
        "statement": statement.strip(),
        "stated_by": by,
        "stated_at": db_now(),
    }
    payload = {"steel_same": steel_same, "design_same": design_same}
    if steel_same and design_same:
        for name, value in said.items():
            setattr(change, name, value)
        change.save(update_fields=list(said))
        record(change, "stated", by=by, payload=payload)
    else:
        move(change, "ask_review", by=by, payload=payload, **said)
    announce("innovilt.version_stated", change=change.pk)
    return change


@transaction.atomic
def decide_change(change: VersionChange, *, covered: bool, reason: str, by: User) -> VersionChange:
    """The office: steel and design are the same, so the certificate covers the version; or it is reviewed anew."""
    require(policies.may_decide_change(by, change))
    if not reason.strip():
        raise RuleBroken(_("Say why: the company reads it."), field="reason")
    change = _row(change)
    words = reason.strip()[:500]
    if not covered:
        move(change, "ask_review", by=by, reason=words, decided_by=by)
        VersionChange.objects.filter(pk=change.pk).update(reason=words)
        announce("innovilt.review_asked", change=change.pk)
        return change
    if not (change.steel_same and change.design_same):
        raise RuleBroken(_("The member has not stated that steel and design are the same."), field="covered")
    certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=change.certificate_id)
    if certificate.state not in IN_LIFE:
        raise WrongState(_("The certificate has ended: apply for a renewal."))
    move(change, "cover", by=by, reason=words, decided_by=by)
    VersionChange.objects.filter(pk=change.pk).update(reason=words)
    CertifiedVersion.objects.create(certificate=certificate, version=change.version, reason=words, by=by)
    issue_credential(certificate)
    index_products(Product.objects.filter(pk=certificate.product_id))  # the badge of the catalogue follows at once
    announce("innovilt.versions_changed", certificate=certificate.pk)
    announce("innovilt.version_covered", change=change.pk)
    return change
