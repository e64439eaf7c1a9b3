"""Doors of a draft: register, the steps (each saves), submit, withdraw, discard."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog import policies, queries, services
from catalog.forms import AttributesForm, BasicsForm, FileForm, FileRemoveForm, SubmitForm, SupplyForm
from catalog.models import ClassNode, ProductVersion
from catalog.states import EDITABLE, Level
from catalog.views.steps import STEPS, next_step, previous_step, progress_of
from portal.errors import RuleBroken, WrongState
from portal.http import page, reads, see, writes
from portal.policy import require


def own_version(request: HttpRequest, uid: UUID) -> ProductVersion:
    """A version of the company one acts for; of others it does not exist."""
    versions = queries.versions_visible_to(request.user).filter(product__company_id=request.user.company_id)
    return get_object_or_404(versions, uid=uid)


def own_draft(request: HttpRequest, uid: UUID) -> ProductVersion:
    """A version that can be written now."""
    version = own_version(request, uid)
    require(policies.may_edit(request.user, version.product))
    if version.state not in EDITABLE:
        raise WrongState(_("This version is no longer a draft. Reload the page to see where it stands."))
    return version


def _chosen_class(request: HttpRequest) -> ClassNode | None:
    """The class in the address or the form, if it is one a product can have."""
    code = (request.POST.get("class") or request.GET.get("class") or "")[:8]
    node = queries.class_by_code(code) if code else None
    return node if node is not None and node.level == Level.COMMODITY and node.active else None


@writes(shows_form=True)
def product_new(request: HttpRequest) -> HttpResponse:
    """Register a product: first its class, then number and name; saved from then on."""
    require(policies.may_list(request.user))
    node = _chosen_class(request)
    if node is None:
        return see(request, reverse("catalog:class-choose"))
    form = BasicsForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            product = services.register_product(
                request.user.company, sku=form.cleaned_data["sku"], class_node=node, by=request.user, **form.texts
            )
        except RuleBroken as refusal:
            _show_refusal(form, refusal)
        else:
            return see(request, _after(request, product.versions.get(), "basics"))
    context = {
        "form": form,
        "node": node,
        "class_path": queries.class_path(node),
        "steps": [{"label": label, "state": "now" if name == "basics" else "later", "url": "", "note": ""}
                  for name, label in STEPS.items()],
    }  # fmt: skip
    return page(request, "catalog/product_new.html", context, status=422 if form.is_bound else 200)


def _posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: what was sent, be it nothing at all; None to show the form."""
    return request.POST if request.method == "POST" else None


def _show_refusal(form: forms.Form, refusal: RuleBroken) -> None:
    """What a service said no to, at its field."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def _after(request: HttpRequest, version: ProductVersion, step: str) -> str:
    """Where saving leads: to the next step, or back to this one."""
    if request.POST.get("then") == "stay":
        messages.success(request, _("The draft is saved."))
        return reverse(f"catalog:draft-{step}", args=[version.uid])
    return reverse(f"catalog:draft-{next_step(step)}", args=[version.uid])


def _show(request: HttpRequest, version: ProductVersion, step: str, template: str, **context: Any) -> HttpResponse:
    """A step with its stepper, the preview and what is left."""
    progress = progress_of(version, step)
    bound = any(getattr(form, "is_bound", False) and form.errors for form in context.values())
    remarks = version.remarks.filter(round=version.round) if version.round else []
    context |= {
        "version": version,
        "product": version.product,
        "progress": progress,
        "steps": progress.steps,
        "step": step,
        "previous_url": reverse(f"catalog:draft-{previous_step(step)}", args=[version.uid]) if step != "basics" else "",
        "remarks": [(remark, _label(version, remark.field)) for remark in remarks],
        "preview": queries.values_of(version)[:5],
        "picture": next((row for row in version.files.select_related("file") if row.is_picture), None),
        "usual_days": queries.usual_review_days(),
    }
    return page(request, template, context, status=422 if bound else 200)


def _label(version: ProductVersion, field: str) -> str:
    """The name of a field that a reviewer remarked on."""
    labels = {row.field: row.label for row in queries.facts_of(version)}
    return labels.get(field, field)


@writes(shows_form=True)
def draft_basics(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Step 1: class and names."""
    version = own_draft(request, uid)
    chosen = _chosen_class(request)
    form = BasicsForm(_posted(request), version=version)
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.save_draft(version, by=request.user, texts=form.texts, class_node=chosen)
        except RuleBroken as refusal:
            _show_refusal(form, refusal)
        else:
            return see(request, _after(request, saved, "basics"))
    node = chosen or version.class_node
    context = {
        "form": form,
        "node": node,
        "class_path": queries.class_path(node),
        "is_new_class": node != version.class_node,
    }
    return _show(request, version, "basics", "catalog/draft_basics.html", **context)


@writes(shows_form=True)
def draft_attributes(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Step 2: the attributes of the class."""
    version = own_draft(request, uid)
    definitions = queries.definitions_for(version.class_node)
    form = AttributesForm(_posted(request), definitions=definitions, values=queries.values_of(version))
    if request.method == "POST" and form.is_valid():
        try:
            services.save_draft(version, by=request.user, attributes=form.entered, definitions=definitions)
        except RuleBroken as refusal:
            _show_refusal(form, refusal)
        else:
            return see(request, _after(request, version, "attributes"))
    return _show(request, version, "attributes", "catalog/draft_attributes.html", form=form)


@writes(shows_form=True)
def draft_supply(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Step 3: price and supply. Of a published product this takes effect at once."""
    version = own_draft(request, uid)
    form = SupplyForm(_posted(request), product=version.product)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_supply(version.product, by=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            _show_refusal(form, refusal)
        else:
            return see(request, _after(request, version, "supply"))
    return _show(request, version, "supply", "catalog/draft_supply.html", form=form)


@writes(shows_form=True)
def product_supply(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Price and supply of a published product, without a new version."""
    product = get_object_or_404(
        queries.products_visible_to(request.user).filter(company_id=request.user.company_id), uid=uid
    )
    require(policies.may_edit(request.user, product))
    form = SupplyForm(_posted(request), product=product)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_supply(product, by=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            _show_refusal(form, refusal)
        else:
            messages.success(request, _("Price and supply are changed."))
            return see(request, reverse("catalog:product-detail", args=[product.uid]))
    context = {"form": form, "product": product}
    return page(request, "catalog/product_supply.html", context, status=422 if form.is_bound else 200)


@writes(shows_form=True)
def draft_files(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Step 4: pictures and documents, one after the other."""
    version = own_draft(request, uid)
    if request.method == "POST" and request.POST.get("then") in ("next", "stay") and not request.FILES:
        return see(request, _after(request, version, "files"))
    form = FileForm(_posted(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.attach_file(version, data["upload"], role=data["role"], dated=data["dated"], by=request.user)
        except RuleBroken as refusal:
            form.add_error("upload", str(refusal))
        else:
            messages.success(request, _("%(file)s is added.") % {"file": data["upload"].name})
            return see(request, reverse("catalog:draft-files", args=[version.uid]))
    attached = version.files.select_related("file")
    return _show(request, version, "files", "catalog/draft_files.html", form=form, attached=attached)


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
def draft_check(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Step 5: everything on one page, what is left, and the submission."""
    version = own_draft(request, uid)
    form = SubmitForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.submit_version(version, by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The product is submitted. You are told when it is published or comes back."))
            return see(request, reverse("catalog:product-mine"))
    context = {"form": form, "rows": [row for row in queries.facts_of(version) if row.text]}
    return _show(request, version, "check", "catalog/draft_check.html", **context)


@writes
def draft_discard(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give the draft up."""
    services.discard_draft(own_version(request, uid), by=request.user)
    messages.success(request, _("The draft is discarded."))
    return see(request, reverse("catalog:product-mine"))


@writes
def submission_withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a submission back to change it."""
    version = services.withdraw_submission(own_version(request, uid), by=request.user)
    messages.success(request, _("The submission is withdrawn. The draft can be changed again."))
    return see(request, reverse("catalog:draft-basics", args=[version.uid]))


@reads
def draft_resume(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Back to the first step that still lacks something."""
    version = own_draft(request, uid)
    stops = progress_of(version, "check").stops
    return see(request, stops[0][1] if stops else reverse("catalog:draft-check", args=[version.uid]))
