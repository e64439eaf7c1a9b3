"""What a person can do with a certificate, a use of the mark, a misuse: buttons and links, in the order of need."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.deciding import Deed
from sharedgrowth.innovilt.models import Certificate, CertificateAct, MarkMisuse, MarkUse
from sharedgrowth.innovilt.policies import marks as policies
from sharedgrowth.innovilt.queries.marks import is_office
from sharedgrowth.innovilt.services.certificate_acts import possible_acts
from sharedgrowth.innovilt.states import (
    IN_LIFE,
    ActKind,
    ActState,
    CertificateState,
    MarkUseState,
    MisuseState,
)

X = MisuseState


def deeds_of(certificate: Certificate, user) -> list[Deed]:
    """Of a certificate."""
    if not user.is_authenticated:
        return []
    deeds: list[Deed] = []
    waiting = certificate.acts.filter(state=ActState.PROPOSED).first() if is_office(user) else None
    if waiting is not None:
        return _act_deeds(waiting, user)
    if policies.may_propose_act(user, certificate):
        verbs = {
            ActKind.SUSPEND: (_("Propose a suspension"), "lock"),
            ActKind.REINSTATE: (_("Propose to reinstate"), "lock-open"),
            ActKind.WITHDRAW: (_("Propose a withdrawal"), "ban"),
        }
        for kind in possible_acts(certificate):
            verb, icon = verbs[kind]
            url = reverse("innovilt:act-propose", args=[certificate.number, kind.value])
            deeds.append(Deed(verb=verb, url=url, icon=icon, danger=kind != ActKind.REINSTATE))
    if policies.may_request_use(user, certificate) and certificate.state == CertificateState.VALID:
        url = reverse("innovilt:mark-request", args=[certificate.number])
        deeds.append(Deed(verb=_("Ask to use the mark"), url=url, icon="rosette-discount-check", primary=True))
    return deeds


def _act_deeds(act: CertificateAct, user) -> list[Deed]:
    if not policies.may_decide_act(user, act):
        return []
    verbs = {
        ActKind.SUSPEND: _("Suspend it now"),
        ActKind.REINSTATE: _("Reinstate it now"),
        ActKind.WITHDRAW: _("Withdraw it now"),
    }
    danger = act.kind != ActKind.REINSTATE
    return [
        Deed(
            verb=verbs[ActKind(act.kind)],
            url=reverse("innovilt:act-carry-out", args=[act.uid]),
            icon="checklist",
            primary=not danger,
            danger=danger,
        ),
        Deed(verb=_("Refuse the proposal"), url=reverse("innovilt:act-refuse", args=[act.uid]), icon="x"),
    ]


def use_deeds(use: MarkUse, user) -> list[Deed]:
    """Of a use of the mark."""
    deeds: list[Deed] = []

    def add(verb: str, name: str, icon: str, **more: bool) -> None:
        deeds.append(Deed(verb=verb, url=reverse(f"innovilt:mark-{name}", args=[use.number]), icon=icon, **more))

    if use.state == MarkUseState.REQUESTED and policies.may_decide_use(user, use):
        if use.certificate.state == CertificateState.VALID:
            add(pgettext("mark", "Approve"), "approve", "circle-check", primary=True)
        add(_("Send back"), "return", "arrow-back-up")
        add(pgettext("mark", "Refuse"), "refuse", "x", danger=True)
    if use.state == MarkUseState.APPROVED and policies.may_decide_use(user, use):
        add(pgettext("mark", "Revoke the approval"), "revoke", "ban", danger=True)
    if policies.may_change_use(user, use):
        if use.state == MarkUseState.RETURNED:
            add(_("Change and ask again"), "again", "pencil", primary=True)
        if use.state in (MarkUseState.REQUESTED, MarkUseState.RETURNED, MarkUseState.APPROVED):
            add(pgettext("mark", "End this use"), "end", "circle-check")
    return deeds


def misuse_deeds(misuse: MarkMisuse, user) -> list[Deed]:
    """Of a misuse."""
    deeds: list[Deed] = []

    def add(verb: str, name: str, icon: str, **more: bool) -> None:
        deeds.append(Deed(verb=verb, url=reverse(f"innovilt:misuse-{name}", args=[misuse.number]), icon=icon, **more))

    if policies.may_handle_misuse(user, misuse):
        if misuse.state == X.REPORTED:
            add(_("Send a stop letter"), "letter", "mail", primary=True)
            add(pgettext("misuse", "No misuse"), "dismiss", "x")
        if misuse.state in (X.LETTER, X.ANSWERED, X.SUSPENSION):
            add(pgettext("misuse", "It has stopped"), "close", "circle-check", primary=misuse.state == X.ANSWERED)
        certificate = misuse.certificate
        if misuse.state in (X.LETTER, X.ANSWERED) and certificate is not None and certificate.state in IN_LIFE:
            add(_("Propose a suspension"), "escalate", "lock", danger=True)
    if misuse.state == X.LETTER and policies.may_answer_misuse(user, misuse):
        add(_("Answer the letter"), "answer", "message", primary=True)
    return deeds
