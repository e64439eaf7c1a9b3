"""Doors of a draft's files and of its 3R claims: add one, take one away."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog import services
from catalog.forms import ClaimForm, ClaimRemoveForm, FileForm, FileRemoveForm
from catalog.models import ProductVersion
from catalog.views.drafts import after, own_draft, posted, show, show_refusal, while_draft
from portal.errors import RuleBroken, WrongState
from portal.http import see, writes


def _goes_on(request: HttpRequest, form: FileForm | ClaimForm) -> bool:
    """Whether "save" or "next" was pressed while nothing but the list, which always has a choice, is filled in."""
    written = set(form.changed_data) - {"role", "kind"}
    return request.POST.get("then") in ("next", "stay") and not written


def _after_adding(request: HttpRequest, version: ProductVersion, step: str) -> str:
    """Back to the step for the next one, or on when "next" took over what was written."""
    if request.POST.get("then") == "next":
        return after(request, version, step)
    return reverse(f"catalog:draft-{step}", args=[version.uid])


@writes(shows_form=True)
@while_draft
def draft_files(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Step 4: pictures and documents, one after the other."""
    version = own_draft(request, uid)
    form = FileForm(posted(request), request.FILES if request.method == "POST" else None)
    if form.is_bound and _goes_on(request, form):
        return see(request, after(request, version, "files"))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.attach_file(version, data["upload"], role=data["role"], dated=data["dated"], by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            form.add_error("upload", str(refusal))
        else:
            messages.success(request, _("%(file)s is added.") % {"file": data["upload"].name})
            return see(request, _after_adding(request, version, "files"))
    attached = version.files.select_related("file")
    return show(request, version, "files", "catalog/draft_files.html", form=form, attached=attached)


@writes
def draft_file_remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take one file off the draft."""
    version = own_draft(request, uid)
    form = FileRemoveForm(request.POST)
    if not form.is_valid():
        raise Http404
    services.detach_file(get_object_or_404(version.files, uid=form.cleaned_data["file"]), by=request.user)
    messages.success(request, _("The file is removed."))
    return see(request, reverse("catalog:draft-files", args=[version.uid]))


@writes(shows_form=True)
@while_draft
def draft_eco(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Step 5: what the product does for resources, each claim with its evidence."""
    version = own_draft(request, uid)
    form = ClaimForm(posted(request), request.FILES if request.method == "POST" else None)
    if form.is_bound and _goes_on(request, form):
        return see(request, after(request, version, "eco"))
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        try:
            services.add_claim(version, data.pop("evidence"), by=request.user, **data)
        except WrongState:
            raise
        except RuleBroken as refusal:
            if refusal.field is None:
                refusal.field = "evidence"
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The claim is added. The reviewer checks it with this version."))
            return see(request, _after_adding(request, version, "eco"))
    return show(request, version, "eco", "catalog/draft_eco.html", form=form)


@writes
def draft_eco_remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take one claim off the draft."""
    version = own_draft(request, uid)
    form = ClaimRemoveForm(request.POST)
    if not form.is_valid():
        raise Http404
    services.remove_claim(get_object_or_404(version.eco_claims, uid=form.cleaned_data["claim"]), by=request.user)
    messages.success(request, _("The claim is removed."))
    return see(request, reverse("catalog:draft-eco", args=[version.uid]))
