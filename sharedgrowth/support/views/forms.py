"""Doors of the forms' workshop: versions, fields, order, preview, publication."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import staff_timeline_of
from portal.deciding import Decision, beside, decide, posted
from portal.errors import RuleBroken, WrongState
from portal.http import page, reads, see, writes
from portal.policy import require
from sharedgrowth.support.forms.applications import AnswerForm
from sharedgrowth.support.forms.builder import FieldForm, NewFormForm
from sharedgrowth.support.models import FormField, FormVersion
from sharedgrowth.support.policies import calls as policies
from sharedgrowth.support.queries.applications import Row
from sharedgrowth.support.registry import programmes
from sharedgrowth.support.services import forms as services
from sharedgrowth.support.states import FieldKind, FormState


def form_or_404(request: HttpRequest, uid: Any) -> FormVersion:
    """A version, for those who build and check forms."""
    require(policies.may_read_forms(request.user))
    return get_object_or_404(FormVersion.objects.select_related("entered_by", "published_by"), uid=uid)


def address(form: FormVersion) -> str:
    """Its page."""
    return reverse("support:form-detail", args=[form.uid])


def _title(form: FormVersion) -> object:
    known = programmes.get(form.programme)
    return known.title if known else form.programme


def _trail(form: FormVersion | None = None, words: object = "") -> list[tuple[object, str]]:
    steps: list[tuple[object, str]] = [
        (_("Support programmes"), reverse("support:programme-list")),
        (_("Application forms"), reverse("support:form-list") if form or words else ""),
    ]
    if form is not None:
        named = _("%(programme)s, version %(version)s") % {"programme": _title(form), "version": form.version}
        steps.append((named, address(form) if words else ""))
    return [*steps, (words, "")] if words else steps


@writes(shows_form=True)
def form_list(request: HttpRequest) -> HttpResponse:
    """All versions by programme; a new one is begun here."""
    require(policies.may_read_forms(request.user))
    form = NewFormForm(posted(request))
    status = 200
    if request.method == "POST":
        require(policies.may_write_calls(request.user))
        if form.is_valid():
            try:
                made = services.new_version(**form.cleaned_data, by=request.user)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("A draft was begun from the version in force."))
                return see(request, address(made))
        status = 422
    versions = list(FormVersion.objects.select_related("published_by").order_by("programme", "-version"))
    known = [each.slug for each in programmes]
    order = {slug: place for place, slug in enumerate(known)}
    versions.sort(key=lambda each: (order.get(each.programme, 99), -each.version))
    context = {
        "trail": _trail(),
        "form": form,
        "rows": [{"version": each, "title": _title(each)} for each in versions],
        "may_write": bool(policies.may_write_calls(request.user)),
    }
    return page(request, "support/form_list.html", context, status=status)


@reads
def form_detail(request: HttpRequest, uid: Any) -> HttpResponse:
    """The fields in order, and what a company will see."""
    form = form_or_404(request, uid)
    fields = list(form.fields.all())
    labels = {each.key: each.label for each in fields}
    sections: list[tuple[str, list[dict[str, Any]]]] = []
    for each in fields:
        if not sections or sections[-1][0] != each.section:
            sections.append((each.section, []))
        kind = each.kind
        shown = None if kind in (FieldKind.FILE, FieldKind.COSTS) else AnswerForm(None, Row(each, None, True, ""))
        sections[-1][1].append({"field": each, "form": shown})
    context = {
        "trail": _trail(form),
        "version": form,
        "title": _title(form),
        "fields": [{"field": each, "condition": labels.get(each.shown_if_key, "")} for each in fields],
        "sections": sections,
        "may_edit": bool(policies.may_edit_form(request.user, form)),
        "may_publish": policies.may_publish_form(request.user, form),
        "is_draft": form.state == FormState.DRAFT,
        "used": form.applications.count(),
        "entries": staff_timeline_of(request.user, form),
    }
    return page(request, "support/form_detail.html", context)


@writes(shows_form=True)
def field_create(request: HttpRequest, uid: Any) -> HttpResponse:
    """A new field at the end."""
    version = form_or_404(request, uid)
    return _field(request, version, None)


@writes(shows_form=True)
def field_edit(request: HttpRequest, uid: Any, key: str) -> HttpResponse:
    """Change a field."""
    version = form_or_404(request, uid)
    return _field(request, version, get_object_or_404(version.fields, key=key))


def _field(request: HttpRequest, version: FormVersion, field: FormField | None) -> HttpResponse:
    require(policies.may_edit_form(request.user, version))
    earlier = list(version.fields.all())
    if field is not None:
        earlier = [each for each in earlier if each.order < field.order]
    form = FieldForm(posted(request), field=field, earlier=earlier)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                made = services.save_field(version, field, by=request.user, **form.cleaned_data)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("“%(label)s” is saved.") % {"label": made.label})
                return see(request, f"{address(version)}#field-{made.key}")
        status = 422
    words = _("Edit the field") if field else _("Add a field")
    context = {
        "trail": _trail(version, words),
        "title": words,
        "form": form,
        "back": address(version),
        "docno": str(version),
    }
    return page(request, "support/field_form.html", context, status=status)


@writes
def field_move(request: HttpRequest, uid: Any, key: str, way: str) -> HttpResponse:
    """One place up or down."""
    version = form_or_404(request, uid)
    field = get_object_or_404(version.fields.select_related("form"), key=key)
    services.move_field(field, up=way == "up", by=request.user)
    return see(request, f"{address(version)}#field-{key}")


@writes
def field_remove(request: HttpRequest, uid: Any, key: str) -> HttpResponse:
    """Out of the draft."""
    version = form_or_404(request, uid)
    field = get_object_or_404(version.fields.select_related("form"), key=key)
    services.remove_field(field, by=request.user)
    messages.success(request, _("“%(label)s” is taken out.") % {"label": field.label})
    return see(request, address(version))


@writes(shows_form=True)
def form_publish(request: HttpRequest, uid: Any) -> HttpResponse:
    """Publish what a colleague built."""
    version = form_or_404(request, uid)
    decision = Decision(
        title=_("Publish the form"),
        text=_("It never changes from then on. New calls take it; calls and applications that run keep theirs."),
        verb=pgettext("call", "Publish"),
        done=_("The form is published."),
        allowed=policies.may_publish_form(request.user, version),
        do=lambda _given: services.publish_form(version, by=request.user),
        back=address(version),
        trail=[*_trail(version)[:-1], (str(version), address(version))],
        docno=str(version),
    )
    return decide(request, decision, forms.Form(posted(request)))


@writes(shows_form=True)
def form_discard(request: HttpRequest, uid: Any) -> HttpResponse:
    """Throw a draft away."""
    version = form_or_404(request, uid)
    decision = Decision(
        title=_("Throw the draft away"),
        text=_("The version in force stays as it is."),
        verb=_("Throw away"),
        done=_("The draft is gone."),
        allowed=policies.may_edit_form(request.user, version),
        do=lambda _given: services.discard_form(version, by=request.user),
        back=address(version),
        trail=[*_trail(version)[:-1], (str(version), address(version))],
        docno=str(version),
        danger=True,
        after=lambda _made: reverse("support:form-list"),
    )
    return decide(request, decision, forms.Form(posted(request)))
