"""Doors of the mark: members ask for uses, the office looks at the artwork and decides."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import timeline_of
from portal.deciding import Decision, beside, decide, posted
from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.http import page, reads, see, writes
from portal.paging import Paginator
from portal.policy import require
from sharedgrowth.innovilt.forms import marks as forms
from sharedgrowth.innovilt.models import MarkUse
from sharedgrowth.innovilt.policies import marks as policies
from sharedgrowth.innovilt.queries import marks as queries
from sharedgrowth.innovilt.queries.marks import reads_all
from sharedgrowth.innovilt.services import mark_uses
from sharedgrowth.innovilt.states import CertificateState
from sharedgrowth.innovilt.views.act_deeds import use_deeds
from sharedgrowth.innovilt.views.register import certificate_or_404, day_of, home

PER_PAGE = 30


def mark_home() -> tuple[object, str]:
    return (_("Uses of the mark"), reverse("innovilt:mark-list"))


@reads
def mark_list(request: HttpRequest) -> HttpResponse:
    """Uses and misuses: of all members for the office, one's own for a member."""
    user = request.user
    if not reads_all(user) and not getattr(user, "is_supplier", False):
        raise Http404
    uses = Paginator(queries.uses_visible_to(user), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "trail": [home(), (_("Uses of the mark"), "")],
        "uses": uses,
        "misuses": queries.misuses_visible_to(user)[:PER_PAGE],
        "inside": reads_all(user),
    }
    return page(request, "innovilt/mark_list.html", context)


def _use(request: HttpRequest, number: str) -> MarkUse:
    return get_object_or_404(queries.uses_visible_to(request.user), number=number)


def _use_url(use: MarkUse) -> str:
    return reverse("innovilt:mark-detail", args=[use.number])


@reads
def mark_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One use of the mark."""
    use = _use(request, number)
    context = {
        "trail": [home(), mark_home(), (use.number, "")],
        "use": use,
        "paused": use.state == "approved" and use.certificate.state != CertificateState.VALID,
        "artwork": list(use.artwork.all()),
        "deeds": use_deeds(use, request.user),
        "entries": timeline_of(use),
    }
    return page(request, "innovilt/mark_detail.html", context)


@writes(shows_form=True)
def mark_request(request: HttpRequest, number: str) -> HttpResponse:
    """A member asks to show the mark."""
    certificate = certificate_or_404(number)
    require(policies.may_request_use(request.user, certificate))
    if certificate.state != CertificateState.VALID:
        raise WrongState(_("The mark is shown with a valid certificate only."))
    begins = max(day_of(request), certificate.valid_from)
    initial = {"key": uuid4().hex, "begins_on": begins, "ends_on": certificate.valid_to}
    form = forms.MarkUseForm(posted(request), request.FILES or None, certificate=certificate, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            use = mark_uses.request_use(certificate, **form.cleaned_data, by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            messages.success(request, _("Sent. The office looks at the artwork."))
            return see(request, _use_url(use))
    title = _("Ask to use the mark")
    back = reverse("innovilt:certificate-detail", args=[certificate.number])
    context = {
        "trail": [home(), (certificate.number, back), (title, "")],
        "title": title,
        "lede": _("The mark is shown with the certificate number, for the certified product only (INV-07)."),
        "docno": certificate.number,
        "form": form,
        "back": back,
        "verb": _("Send the request"),
    }
    return page(request, "innovilt/mark_form.html", context, status=422 if form.errors else 200)


@writes(shows_form=True)
def mark_again(request: HttpRequest, number: str) -> HttpResponse:
    """What was sent back is changed and asked for again."""
    use = _use(request, number)
    require(policies.may_change_use(request.user, use))
    initial = {name: getattr(use, name) for name in ("medium", "purpose", "place", "begins_on", "ends_on")}
    form = forms.MarkUseForm(
        posted(request), request.FILES or None, certificate=use.certificate, use=use, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "key"}
        try:
            mark_uses.request_again(use, **given, by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            messages.success(request, _("Sent. The office looks at the artwork."))
            return see(request, _use_url(use))
    title = _("Change and ask again")
    context = {
        "trail": [home(), mark_home(), (use.number, _use_url(use)), (title, "")],
        "title": title,
        "lede": use.reason,
        "docno": use.number,
        "form": form,
        "back": _use_url(use),
        "verb": _("Send the request"),
    }
    return page(request, "innovilt/mark_form.html", context, status=422 if form.errors else 200)


def _use_decision(request: HttpRequest, use: MarkUse, **told: Any) -> Decision:
    facts = [
        {"label": _("Member"), "value": use.company.name, "note": ""},
        {"label": _("Certificate"), "value": use.certificate.number, "note": use.certificate.get_state_display()},
        {"label": _("Medium"), "value": use.get_medium_display(), "note": use.purpose},
        {"label": _("Until"), "value": day_text(use.ends_on), "note": ""},
    ]
    trail = [home(), mark_home(), (use.number, _use_url(use))]
    return Decision(back=_use_url(use), trail=trail, docno=use.number, facts=facts, **told)


@writes(shows_form=True)
def mark_approve(request: HttpRequest, number: str) -> HttpResponse:
    """The artwork is right."""
    use = _use(request, number)
    told = _use_decision(
        request,
        use,
        title=_("Approve the use of the mark"),
        text=_("You have looked at the artwork: the mark is unchanged and the certificate number is readable."),
        verb=pgettext("mark", "Approve"),
        done=_("Approved. The member is told."),
        allowed=policies.may_decide_use(request.user, use),
        do=lambda given: mark_uses.approve_use(use, **given, by=request.user),
    )
    return decide(request, told, forms.ConditionsForm(posted(request)))


@writes(shows_form=True)
def mark_return(request: HttpRequest, number: str) -> HttpResponse:
    """Something has to be changed."""
    use = _use(request, number)
    told = _use_decision(
        request,
        use,
        title=_("Send the request back"),
        text=_("The member changes it and asks again."),
        verb=_("Send back"),
        done=_("Sent back. The member is told."),
        allowed=policies.may_decide_use(request.user, use),
        do=lambda given: mark_uses.return_use(use, **given, by=request.user),
    )
    return decide(request, told, forms.ReasonForm(posted(request)))


@writes(shows_form=True)
def mark_refuse(request: HttpRequest, number: str) -> HttpResponse:
    """Not there."""
    use = _use(request, number)
    told = _use_decision(
        request,
        use,
        title=_("Refuse the use of the mark"),
        text=_("The mark may not be shown there."),
        verb=pgettext("mark", "Refuse"),
        done=_("Refused. The member is told."),
        allowed=policies.may_decide_use(request.user, use),
        do=lambda given: mark_uses.refuse_use(use, **given, by=request.user),
        danger=True,
    )
    return decide(request, told, forms.ReasonForm(posted(request)))


@writes(shows_form=True)
def mark_revoke(request: HttpRequest, number: str) -> HttpResponse:
    """An approval is taken back."""
    use = _use(request, number)
    told = _use_decision(
        request,
        use,
        title=_("Revoke the approval"),
        text=_("From now on the mark may not be shown there."),
        verb=pgettext("mark", "Revoke"),
        done=_("Revoked. The member is told."),
        allowed=policies.may_decide_use(request.user, use),
        do=lambda given: mark_uses.revoke_use(use, **given, by=request.user),
        danger=True,
    )
    return decide(request, told, forms.ReasonForm(posted(request)))


@writes(shows_form=True)
def mark_end(request: HttpRequest, number: str) -> HttpResponse:
    """The member no longer shows it."""
    use = _use(request, number)
    told = _use_decision(
        request,
        use,
        title=_("End this use of the mark"),
        text=_("You no longer show the mark there, or you no longer ask for it."),
        verb=_("End it"),
        done=_("Ended."),
        allowed=policies.may_change_use(request.user, use),
        do=lambda _given: mark_uses.end_use(use, by=request.user),
    )
    return decide(request, told, forms.NothingForm(posted(request)))
