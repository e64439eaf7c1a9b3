"""Doors of certificates: add one with its document, look at it, vouch for it or not."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.audit.queries import timeline_of
from portal.errors import RuleBroken
from portal.files.services import store_upload
from portal.http import page, reads, see, writes
from portal.people import policies, queries, services
from portal.people.forms import CertificateForm, ReasonForm, VerifyForm
from portal.people.models import Certificate, Company
from portal.people.states import CertificateState
from portal.policy import require


@writes(shows_form=True)
def certificate_add(request: HttpRequest) -> HttpResponse:
    """Add a certificate of the company one acts for."""
    company = get_object_or_404(Company, pk=request.user.company_id)
    require(policies.may_add_certificate(request.user, company))
    form = CertificateForm(request.POST or None, request.FILES or None, kinds=queries.certificate_kinds())
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        upload = data.pop("document")
        try:
            with transaction.atomic():
                document = store_upload(upload, company=company, by=request.user)
                certificate = services.add_certificate(company, document=document, by=request.user, **data)
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("The certificate is added. It counts once staff have verified it."))
            return see(request, reverse("people:certificate-detail", args=[certificate.uid]))
    context = {"form": form, "company": company}
    return page(request, "people/certificate_add.html", context, status=422 if form.is_bound else 200)


@reads
def certificate_detail(request: HttpRequest, uid) -> HttpResponse:
    """One certificate: what it says, its document, who vouched for it."""
    certificate = get_object_or_404(queries.certificates_visible_to(request.user), uid=uid)
    return _show(request, certificate)


def _show(request: HttpRequest, certificate: Certificate, **forms) -> HttpResponse:
    context = {
        "certificate": certificate,
        "company": certificate.company,
        "entries": timeline_of(certificate),
        "files": [certificate.document] if certificate.document else [],
        "may_verify": request.user.is_internal and policies.may_verify_certificate(request.user, certificate),
        "is_pending": certificate.state == CertificateState.PENDING,
        "is_living": certificate.state in (CertificateState.PENDING, CertificateState.VALID),
        "asks_size": certificate.kind_id == "SME",
        "verify_form": forms.get("verify_form") or VerifyForm(),
        "reason_form": forms.get("reason_form") or ReasonForm(),
    }
    status = 422 if any(form.is_bound for form in forms.values()) else 200
    return page(request, "people/certificate_detail.html", context, status=status)


@writes
def certificate_decide(request: HttpRequest, uid) -> HttpResponse:
    """Vouch for a certificate (``answer`` is verify) or say that it does not hold (revoke)."""
    certificate = get_object_or_404(queries.certificates_visible_to(request.user), uid=uid)
    answer = request.POST.get("answer")
    if answer == "verify":
        form, name = VerifyForm(request.POST), "verify_form"
        form.fields["size_class"].required = certificate.kind_id == "SME"
    elif answer == "revoke":
        form, name = ReasonForm(request.POST), "reason_form"
    else:
        raise Http404
    if form.is_valid():
        try:
            if answer == "verify":
                services.verify_certificate(certificate, size_class=form.cleaned_data["size_class"], by=request.user)
            else:
                services.revoke_certificate(certificate, reason=form.cleaned_data["reason"], by=request.user)
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Decided and recorded."))
            return see(request, reverse("people:certificate-detail", args=[certificate.uid]))
    return _show(request, certificate, **{name: form})
