"""Doors of a draft: register, the steps that are written (each saves, also by itself), submit, withdraw, discard."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog import policies, queries, services
from catalog.forms import AttributesForm, BasicsForm, SubmitForm, SupplyForm
from catalog.models import ClassNode, ProductVersion
from catalog.queries.eco import eco_lines
from catalog.queries.hints import own_look_alikes
from catalog.queries.marks import supply_mark, texts_mark, values_mark
from catalog.queries.successors import successors_of
from catalog.queries.supply import price_breaks_of
from catalog.states import EDITABLE, SEEN, Level, VersionState
from catalog.views.conflict import conflict_context, differences, loaded_marks, merged, note_saved
from catalog.views.returned import last_return
from catalog.views.steps import STEPS, next_step, place_of, previous_step, progress_of, step_of
from portal.clock import today
from portal.errors import RuleBroken, WrongState
from portal.http import Door, page, reads, see, writes
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


def while_draft(view: Door) -> Door:
    """Who opens a step of what was sent in long ago comes to the product's page: it says where the version stands."""

    @wraps(view)
    def door(request: HttpRequest, uid: UUID) -> HttpResponse:
        try:
            return view(request, uid)
        except WrongState:
            version = own_version(request, uid)
            if request.method == "POST" or version.state not in SEEN:
                raise
            if version.state == VersionState.SUBMITTED:
                messages.info(request, _("This version waits for the reviewer. Withdraw the submission to change it."))
            return see(request, reverse("catalog:product-detail", args=[version.product.uid]))

    return door


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
    form = BasicsForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            product = services.register_product(
                request.user.company, sku=form.cleaned_data["sku"], class_node=node, by=request.user, **form.texts
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            return see(request, after(request, product.versions.get(), "basics"))
    context = {
        "form": form,
        "node": node,
        "class_path": queries.class_path(node),
        "steps": [{"label": label, "state": "now" if name == "basics" else "later", "url": "", "note": ""}
                  for name, label in STEPS.items()],
    }  # fmt: skip
    return page(request, "catalog/product_new.html", context, status=422 if form.is_bound else 200)


@reads
def product_alike(request: HttpRequest) -> HttpResponse:
    """While a name is typed: products of one's own that are called nearly the same."""
    require(policies.may_list(request.user))
    name = (request.GET.get("name_ko") or request.GET.get("name_en") or "")[:120]
    besides = queries.products_visible_to(request.user).filter(company_id=request.user.company_id)
    own = besides.filter(number=request.GET.get("product", "")[:20]).first()
    found = own_look_alikes(request.user.company, name, besides=own.pk if own else None)
    return page(request, "catalog/_alike.html", {"alike": found})


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: what was sent, be it nothing at all; None to show the form."""
    return request.POST if request.method == "POST" else None


def show_refusal(form: forms.Form, refusal: RuleBroken) -> None:
    """What a service said no to, at its field."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def after(request: HttpRequest, version: ProductVersion, step: str) -> str:
    """Where saving leads: to the next step, or back to this one."""
    if request.POST.get("then") == "stay":
        messages.success(request, _("The draft is saved."))
        return reverse(f"catalog:draft-{step}", args=[version.uid])
    return reverse(f"catalog:draft-{next_step(step)}", args=[version.uid])


def aside_of(version: ProductVersion, step: str) -> dict[str, Any]:
    """What stands beside every step: the preview, and what is left."""
    product = version.product
    progress = progress_of(version, step)
    return {
        "step": step,
        "version": version,
        "product": product,
        "progress": progress,
        "preview": queries.values_of(version)[:5],
        "buyers_price": queries.price_for_buyers(product, today()),
        "price_ended": queries.price_has_ended(product, today()),
        "breaks": price_breaks_of([product.pk]).get(product.pk, []),
        "eco_lines": eco_lines(version),
        "picture": next((row for row in version.files.select_related("file") if row.is_picture), None),
        "usual_days": queries.usual_review_days(),
    }


def show(request: HttpRequest, version: ProductVersion, step: str, template: str, **context: Any) -> HttpResponse:
    """A step with its stepper, the preview and what is left."""
    bound = any(getattr(form, "is_bound", False) and form.errors for form in context.values())
    remarks = version.remarks.filter(round=version.round) if version.round else []
    retired = not version.class_node.active
    status = context.pop("status", 422 if bound else 200)
    context |= aside_of(version, step)
    context |= {
        "steps": context["progress"].steps,
        "previous_url": reverse(f"catalog:draft-{previous_step(step)}", args=[version.uid]) if step != "basics" else "",
        "remarks": [(remark, _label(version, remark.field), _place(version, remark.field)) for remark in remarks],
        "retired": retired,
        "successors": successors_of(version) if retired else [],
    }
    return page(request, template, context, status=status)


def _place(version: ProductVersion, field: str) -> str:
    """The field that a remark is about, on its step."""
    return reverse(f"catalog:draft-{step_of(field)}", args=[version.uid]) + f"#{place_of(field)}"


def _label(version: ProductVersion, field: str) -> str:
    """The name of a field that a reviewer remarked on."""
    labels = {row.field: row.label for row in queries.facts_of(version)}
    return labels.get(field, field)


def _step(
    request: HttpRequest,
    version: ProductVersion,
    step: str,
    template: str,
    make: Callable[[Any], forms.Form],
    save: Callable[[Any, str | None], object],
    mark: Callable[[ProductVersion], str],
    **context: Any,
) -> HttpResponse:
    """Show a step, save it, or save it by itself while it is being written (``then=auto``).

    ``save(form, seen)`` writes what the form holds. Whoever comes second to the same step gets both versions, a 409
    and the new mark: pressing once more saves what was typed. Fields that were not touched take what stands.
    """
    form = make(posted(request))
    extra: dict[str, Any] = {}
    if request.method == "POST":
        seen = request.POST.get("seen") or None
        automatic = request.POST.get("then") == "auto"
        valid = form.is_valid()
        try:
            if valid or automatic:
                save(form, seen)
        except services.ChangedMeanwhile as refusal:
            version = own_draft(request, version.uid)
            stands = mark(version)
            conflict = conflict_context(request, refusal, version.uid, stands)
            if automatic:
                return page(request, "catalog/_draft_saved.html", conflict, status=409)
            theirs = make(None)
            form = make(merged(request, form, theirs))
            differing = differences(form, theirs)
            if not differing and form.is_valid():
                save(form, stands)
                return see(request, after(request, version, step))
            extra = conflict | {"differences": differing, "status": 409, "loaded": loaded_marks(theirs)}
        except WrongState:
            raise
        except RuleBroken as refusal:
            if automatic:  # nothing of it is saved
                return page(request, "catalog/_draft_saved.html", {"conflict": str(refusal)}, status=422)
            show_refusal(form, refusal)
        else:
            if automatic:
                return _saved(request, own_draft(request, version.uid), step, form, mark)
            if valid:
                note_saved(request, version.uid, mark(own_draft(request, version.uid)))
                return see(request, after(request, version, step))
        if not extra:  # refused: what the form was begun with still counts
            extra = {"seen": seen or mark(version), "loaded": request.POST.get("loaded", "")}
    context |= {"seen": mark(version), "loaded": loaded_marks(form)} | extra
    return show(request, version, step, template, form=form, **context)


def _saved(request: HttpRequest, version: ProductVersion, step: str, form: forms.Form, mark: Callable) -> HttpResponse:
    """What an automatic save changes on the page: the time, the marks, what is left, and what could not be read."""
    unread = [form.fields[name].label for name in form.errors if name in form.fields]
    seen = mark(version)
    note_saved(request, version.uid, seen)
    context = aside_of(version, step) | {"seen": seen, "loaded": loaded_marks(form), "unread": unread}
    return page(request, "catalog/_draft_saved.html", context)


@writes(shows_form=True)
@while_draft
def draft_basics(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Step 1: class, part number and names."""
    version = own_draft(request, uid)
    chosen = _chosen_class(request)
    if chosen is not None and chosen.code == request.POST.get("class_before"):
        chosen = None  # nobody chose here: what another window chose stays
    node = chosen or version.class_node

    def save(form: BasicsForm, seen: str | None) -> object:
        sku = form.cleaned_data.get("sku")  # absent once the product is published
        return services.save_draft(version, by=request.user, sku=sku, texts=form.texts, class_node=chosen, seen=seen)

    return _step(
        request,
        version,
        "basics",
        "catalog/draft_basics.html",
        lambda data: BasicsForm(data, version=own_draft(request, uid)),
        save,
        texts_mark,
        node=node,
        class_path=queries.class_path(node),
        is_new_class=node != version.class_node,
    )


@writes(shows_form=True)
@while_draft
def draft_attributes(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Step 2: the attributes of the class."""
    version = own_draft(request, uid)
    definitions = queries.definitions_for(version.class_node)

    def make(data: QueryDict | None) -> AttributesForm:
        form = AttributesForm(data, definitions=definitions, values=queries.values_of(version))
        return form.with_second_looks(services.value_hints(version)) if data is None else form

    def save(form: AttributesForm, seen: str | None) -> object:
        entered = form.entered_or_stored
        return services.save_draft(version, by=request.user, attributes=entered, definitions=definitions, seen=seen)

    return _step(request, version, "attributes", "catalog/draft_attributes.html", make, save, values_mark)


@writes(shows_form=True)
@while_draft
def draft_supply(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Step 3: price and supply. Of a published product this takes effect at once."""
    version = own_draft(request, uid)

    def make(data: QueryDict | None) -> SupplyForm:
        return SupplyForm(data, product=own_draft(request, uid).product)

    def save(form: SupplyForm, seen: str | None) -> object:
        return services.set_supply(version.product, by=request.user, seen=seen, **form.facts)

    template = "catalog/draft_supply.html"
    return _step(request, version, "supply", template, make, save, lambda draft: supply_mark(draft.product))


@writes(shows_form=True)
@while_draft
def draft_check(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The last step: the page as buyers will see it, what is left, and the submission."""
    version = own_draft(request, uid)
    form = SubmitForm(posted(request))
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
    attached = list(version.files.select_related("file"))
    context = {
        "form": form,
        "returned": last_return(version) if version.state == VersionState.RETURNED else None,
        "values": queries.values_of(version),
        "pictures": [row for row in attached if row.is_picture],
        "documents": [row for row in attached if not row.is_picture],
        "origin": queries.origin_name(version.origin),
        "class_path": queries.class_path(version.class_node),
    }
    return show(request, version, "check", "catalog/draft_check.html", **context)


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
@while_draft
def draft_resume(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Back to the first field that is still missing."""
    version = own_draft(request, uid)
    stops = progress_of(version, "check").stops
    return see(request, stops[0][1] if stops else reverse("catalog:draft-check", args=[version.uid]))
