"""DO: suspend, reinstate, withdraw a certificate by two people; end it by its day. Source: domain 12, CNV-09, CNV-14.

Catalogue, register, status lists and the page that checks read the state itself: they follow in the same transaction.
"""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import Product
from catalog.services.search import index_products
from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce, sweeps
from portal.people.models import User
from portal.policy import require
from sharedgrowth.innovilt.models import Certificate, CertificateAct, MarkUse
from sharedgrowth.innovilt.policies import marks as policies
from sharedgrowth.innovilt.states import IN_LIFE, ActKind, ActState, CertificateState, MarkUseState

EVENTS = {ActKind.SUSPEND: "suspended", ActKind.REINSTATE: "reinstated", ActKind.WITHDRAW: "withdrawn"}
USING = (MarkUseState.REQUESTED, MarkUseState.RETURNED, MarkUseState.APPROVED)


def possible_acts(certificate: Certificate) -> list[ActKind]:
    """What can be proposed in its state."""
    return [kind for kind in ActKind if certificate.state in certificate.flow.moves[kind.value][0]]


@transaction.atomic
def propose_act(
    certificate: Certificate, *, kind: str, reason: str, public_reason: str = "", by: User | None
) -> CertificateAct:
    """Propose what is to be done with a certificate; ``by`` is None for the portal itself (a failed surveillance)."""
    if by is not None:
        require(policies.may_propose_act(by, certificate))
    if not reason.strip():
        raise RuleBroken(_("Say why: the member reads it."), field="reason")
    certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    if kind not in possible_acts(certificate):
        raise WrongState(_("This cannot be done in the state in which the certificate is now."))
    act = CertificateAct(
        certificate=certificate,
        kind=kind,
        reason=reason.strip(),
        public_reason=public_reason.strip(),
        proposed_by=by,
    )
    checked(act)
    act.save(force_insert=True)
    record(certificate, "act_proposed", by=by, reason=act.reason, payload={"act": kind})
    announce("innovilt.act_proposed", act=act.pk)
    return act


def _locked(act: CertificateAct) -> tuple[Certificate, CertificateAct]:
    certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=act.certificate_id)
    act = CertificateAct.objects.select_for_update(of=("self",)).get(pk=act.pk)
    if act.state != ActState.PROPOSED:
        raise WrongState(_("This proposal is already decided."))
    act.certificate = certificate
    return certificate, act


@transaction.atomic
def carry_out_act(act: CertificateAct, *, by: User) -> Certificate:
    """A second person carries it out: from this moment on every page and every verifier says so."""
    require(policies.may_decide_act(by, act))
    certificate, act = _locked(act)
    if act.kind == ActKind.REINSTATE and certificate.valid_to < today():
        raise WrongState(_("The certificate has ended: it can only be renewed."))
    move(act, "carry_out", by=by, decided_by=by, decided_at=db_now())
    move(certificate, act.kind, by=by, reason=act.reason)
    Certificate.objects.filter(pk=certificate.pk).update(reason=act.reason)
    if act.kind == ActKind.WITHDRAW:
        end_uses(certificate, by=by)
    _follow(certificate)
    announce(f"innovilt.{EVENTS[ActKind(act.kind)]}", certificate=certificate.pk)
    _propose_for_renewal(certificate, act)
    return certificate


def _propose_for_renewal(certificate: Certificate, act: CertificateAct) -> None:
    """The renewal stands on the same steel: the portal proposes the same for it, somebody decides."""
    renewal = Certificate.objects.select_for_update(of=("self",)).filter(renews=certificate).first()
    if renewal is None or act.kind not in possible_acts(renewal):
        return
    if not renewal.acts.filter(state=ActState.PROPOSED).exists():
        propose_act(renewal, kind=act.kind, reason=act.reason, public_reason=act.public_reason, by=None)


@transaction.atomic
def refuse_act(act: CertificateAct, *, reason: str, by: User) -> CertificateAct:
    """A second person says no: nothing changes."""
    require(policies.may_decide_act(by, act))
    if not reason.strip():
        raise RuleBroken(_("Say why: who proposed it reads it."), field="reason")
    _certificate, act = _locked(act)
    move(act, "refuse", by=by, reason=reason.strip(), decided_by=by, decided_at=db_now(), answer=reason.strip())
    announce("innovilt.act_refused", act=act.pk)
    return act


def _follow(certificate: Certificate) -> None:
    """The catalogue."""
    index_products(Product.objects.filter(pk=certificate.product_id))


def end_uses(certificate: Certificate, *, by: User | None) -> None:
    """With the certificate end its uses of the mark."""
    for use in MarkUse.objects.filter(certificate=certificate, state__in=USING):
        move(use, "end", by=by, reason=_("The certificate has ended."))


@sweeps
def follow_days() -> int:
    """Each day (innovilt-expiry): what has ended is ended, what begins today is found from today on."""
    day = today()
    ended = Certificate.objects.filter(state__in=sorted(IN_LIFE), valid_to__lt=day)
    done = sum(_expire(pk) for pk in ended.values_list("pk", flat=True))
    begins = Certificate.objects.filter(
        state=CertificateState.VALID, valid_from__gt=day - timedelta(days=3), valid_from__lte=day
    )
    index_products(Product.objects.filter(pk__in=begins.values("product")))
    return done


@transaction.atomic
def _expire(pk: int) -> int:
    certificate = Certificate.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
    if certificate is None or certificate.state not in IN_LIFE or certificate.valid_to >= today():
        return 0
    move(certificate, "expire", by=None)
    for act in certificate.acts.filter(state=ActState.PROPOSED):
        move(act, "drop", by=None)
    end_uses(certificate, by=None)
    _follow(certificate)
    announce("innovilt.expired", certificate=certificate.pk)
    return 1
