"""Doors of suspension, reinstatement and withdrawal: one proposes, another one carries it out."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.deciding import Decision, decide, posted
from portal.display import day_text
from portal.fresh import fresh
from portal.http import writes
from sharedgrowth.innovilt.forms.marks import ActForm, NothingForm, ReasonForm
from sharedgrowth.innovilt.models import Certificate, CertificateAct
from sharedgrowth.innovilt.policies import marks as policies
from sharedgrowth.innovilt.queries.marks import reads_all
from sharedgrowth.innovilt.services import certificate_acts as services
from sharedgrowth.innovilt.states import ActKind
from sharedgrowth.innovilt.views.register import certificate_or_404, home


def _address(certificate: Certificate) -> str:
    return reverse("innovilt:certificate-detail", args=[certificate.number])


def _facts(certificate: Certificate) -> list[dict[str, object]]:
    return [
        {
            "label": _("Product"),
            "value": certificate.name,
            "note": certificate.product.number,
        },
        {"label": _("Member"), "value": certificate.company.name, "note": certificate.company.number},
        {"label": _("State"), "value": certificate.get_state_display(), "note": ""},
        {"label": _("Valid until"), "value": day_text(certificate.valid_to), "note": ""},
    ]


@writes(shows_form=True)
def act_propose(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Propose what is to be done."""
    certificate = certificate_or_404(number)
    if kind not in ActKind.values:
        raise Http404
    titles = {
        ActKind.SUSPEND: _("Propose a suspension"),
        ActKind.REINSTATE: _("Propose to reinstate"),
        ActKind.WITHDRAW: _("Propose a withdrawal"),
    }
    texts = {
        ActKind.SUSPEND: _(
            "Once a colleague has carried it out, the badge in the catalogue goes, the register and every verifier say "
            "suspended, and the mark may not be shown until it is reinstated."
        ),
        ActKind.REINSTATE: _("Once a colleague has carried it out, the certificate holds again as before."),
        ActKind.WITHDRAW: _(
            "Once a colleague has carried it out, the certificate ends for good: the product has to be applied for "
            "anew."
        ),
    }
    told = Decision(
        title=titles[ActKind(kind)],
        text=texts[ActKind(kind)],
        verb=pgettext("innovilt", "Propose"),
        done=_("Proposed. A colleague of the office decides."),
        allowed=policies.may_propose_act(request.user, certificate),
        do=lambda given: services.propose_act(certificate, kind=kind, **given, by=request.user),
        back=_address(certificate),
        trail=[home(), (certificate.number, _address(certificate))],
        docno=certificate.number,
        facts=_facts(certificate),
        danger=kind != ActKind.REINSTATE,
    )
    return decide(request, told, ActForm(posted(request)))


def _act(request: HttpRequest, uid: UUID) -> CertificateAct:
    """An open proposal; only the office and auditors know of it."""
    rows = CertificateAct.objects.select_related("certificate__company", "certificate__product", "proposed_by")
    if not reads_all(request.user):
        raise Http404
    return get_object_or_404(rows, uid=uid)


@writes(shows_form=True)
@fresh
def act_carry_out(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A second person does it; asked once more who it is."""
    act = _act(request, uid)
    certificate = act.certificate
    titles = {
        ActKind.SUSPEND: _("Suspend the certificate"),
        ActKind.REINSTATE: _("Reinstate the certificate"),
        ActKind.WITHDRAW: _("Withdraw the certificate"),
    }
    told = Decision(
        title=titles[ActKind(act.kind)],
        text=_("It takes effect at once: in the catalogue, the register, the status lists and the page that checks."),
        quote=act.reason,
        quote_title=_("Why it is proposed"),
        verb=titles[ActKind(act.kind)],
        done=_("Done. The member is told."),
        allowed=policies.may_decide_act(request.user, act),
        do=lambda _given: services.carry_out_act(act, by=request.user),
        back=_address(certificate),
        trail=[home(), (certificate.number, _address(certificate))],
        docno=certificate.number,
        facts=_facts(certificate),
        danger=act.kind != ActKind.REINSTATE,
    )
    return decide(request, told, NothingForm(posted(request)))


@writes(shows_form=True)
def act_refuse(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A second person says no."""
    act = _act(request, uid)
    certificate = act.certificate
    told = Decision(
        title=_("Refuse the proposal"),
        text=_("Nothing changes for the certificate."),
        quote=act.reason,
        quote_title=_("Why it is proposed"),
        verb=_("Refuse the proposal"),
        done=_("Refused. Who proposed it is told."),
        allowed=policies.may_decide_act(request.user, act),
        do=lambda given: services.refuse_act(act, **given, by=request.user),
        back=_address(certificate),
        trail=[home(), (certificate.number, _address(certificate))],
        docno=certificate.number,
        facts=_facts(certificate),
    )
    return decide(request, told, ReasonForm(posted(request)))
