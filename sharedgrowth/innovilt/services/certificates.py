"""DO: issue a certificate after the committee's yes, or add a version to one. Source: domain 12, INV-05, INV-08."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import Product
from catalog.services.search import index_products
from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import today
from portal.errors import WrongState
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import User
from portal.periods import months_after
from portal.policy import require
from sharedgrowth.innovilt.models import Certificate, CertifiedVersion, InnoviltApplication, VersionChange
from sharedgrowth.innovilt.policies import applications as policies
from sharedgrowth.innovilt.services.alliance import join
from sharedgrowth.innovilt.services.changes import note_version
from sharedgrowth.innovilt.services.credentials import issue_credential
from sharedgrowth.innovilt.states import IN_LIFE, ApplicationKind, ApplicationState, ChangeState


@transaction.atomic
def issue(application: InnoviltApplication, *, by: User) -> Certificate:
    """The certificate of a certified application; of a changed version, the one that now covers it too.

    The committee's votes are the second pair of eyes. Asked twice it gives the same certificate.
    """
    require(policies.office(by))
    application = InnoviltApplication.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if application.state != ApplicationState.CERTIFIED:
        raise WrongState(_("The brand committee has not certified this product."))
    if application.kind == ApplicationKind.CHANGE:
        return _extend(application, by=by)
    if made_before := Certificate.objects.filter(application=application).first():
        return made_before
    terms, version, begins = application.terms, application.version, today()
    if terms is None:
        raise AssertionError("a certified application has its terms")
    old = application.renews
    if old is not None and old.state in IN_LIFE and old.valid_to >= begins:
        begins = old.valid_to + timedelta(days=1)
    certificate = Certificate(
        number=next_number("INVC"),
        company=application.company,
        product=application.product,
        application=application,
        renews=old,
        category=application.category,
        name_ko=version.name_ko,
        name_en=version.name_en,
        plant_region=application.plant_region,
        valid_from=begins,
        valid_to=months_after(begins, terms.valid_months) - timedelta(days=1),
        issued_by=by,
    )
    checked(certificate)
    certificate.save(force_insert=True)
    record(
        certificate,
        "issued",
        by=by,
        payload={"application": application.number, "from": begins, "to": certificate.valid_to},
    )
    _cover(certificate, application, by=by)
    issue_credential(certificate)
    index_products(Product.objects.filter(pk=certificate.product_id))  # the badge of the catalogue follows at once
    join(certificate, by=by)
    announce("innovilt.certified", certificate=certificate.pk)
    _note_newer(certificate)
    return certificate


def _extend(application: InnoviltApplication, *, by: User) -> Certificate:
    certificate = Certificate.objects.select_for_update(of=("self",)).get(successors=application)
    if certificate.state not in IN_LIFE:
        raise WrongState(_("The certificate has ended: apply for a renewal."))
    if not certificate.versions.filter(version=application.version_id).exists():
        _cover(certificate, application, by=by)
        issue_credential(certificate)
        index_products(Product.objects.filter(pk=certificate.product_id))
        announce("innovilt.versions_changed", certificate=certificate.pk)
    _note_newer(certificate)
    return certificate


def _note_newer(certificate: Certificate) -> None:
    """A version that was published while this one was being judged is not covered: the member is asked about it."""
    product = Product.objects.select_related("current").get(pk=certificate.product_id)
    if product.current is not None:
        note_version(product, product.current)


def _cover(certificate: Certificate, application: InnoviltApplication, *, by: User) -> None:
    CertifiedVersion.objects.create(
        certificate=certificate, version=application.version, application=application, by=by
    )
    changes = VersionChange.objects.filter(
        certificate__product=certificate.product_id,
        version=application.version_id,
        state__in=[ChangeState.OPEN, ChangeState.REVIEW],
    )
    for change in changes:
        move(change, "certify", by=by, decided_by=by, payload={"application": application.number})
