"""Doors of sourcing groups: read by everybody, written and announced by purchasing officers."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog import policies, services
from catalog.forms.registration import AnnounceForm, GroupForm, PlanForm, ReasonNeededForm
from catalog.models import GroupCall, SourcingGroup
from catalog.queries.registration import (
    READERS,
    application_of,
    groups_listed,
    groups_visible_to,
    is_registered,
    named,
    with_latest,
)
from catalog.queries.terms import registration_terms
from catalog.states import ApplicationState, CallState
from portal.audit.queries import staff_timeline_of
from portal.clock import SEOUL
from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, public, reads, see, writes
from portal.people.models import User
from portal.policy import require


@public
@reads
def group_list(request: HttpRequest) -> HttpResponse:
    """All groups, open ones first."""
    groups = groups_listed()
    context = {
        "groups": groups,
        "open": sum(group.open_call is not None for group in groups),  # type: ignore[attr-defined]
        "may_keep": isinstance(request.user, User) and bool(policies.may_keep_groups(request.user)),
        "is_supplier": isinstance(request.user, User) and request.user.is_supplier,
        "is_reader": isinstance(request.user, User) and request.user.is_internal and request.user.has_role(*READERS),
    }
    return page(request, "catalog/group_list.html", context)


def _group(request: HttpRequest, code: str) -> SourcingGroup:
    return get_object_or_404(groups_visible_to(request.user), code=code)


@public
@reads
def group_detail(request: HttpRequest, code: str) -> HttpResponse:
    """What the group wants, how it rates, when it takes applications."""
    return _show(request, _group(request, code))


def _show(request: HttpRequest, group: SourcingGroup, **forms) -> HttpResponse:
    with_latest(group)
    person = request.user if isinstance(request.user, User) else None
    day = page_now(request).astimezone(SEOUL).date()
    call: GroupCall | None = group.open_call or group.latest  # type: ignore[attr-defined]
    terms = registration_terms(day)
    criteria = call.criteria if call else [
        {"name_ko": row.name_ko, "name_en": row.name_en, "weight": str(row.weight)} for row in group.criteria.all()
    ]  # fmt: skip
    papers = call.documents if call else [
        {"name_ko": row.name_ko, "name_en": row.name_en, "required": row.required} for row in group.documents.all()
    ]  # fmt: skip
    own = person is not None and person.is_supplier and person.company is not None
    context: dict[str, Any] = {
        "group": group,
        "call": call,
        "is_open": bool(call and call.state == CallState.ANNOUNCED and page_now(request) <= call.closes_at),
        "criteria": [(named(row), row["weight"]) for row in criteria],
        "papers": [(named(row), row["required"]) for row in papers],
        "relief_mode": call.relief_mode if call else terms.relief_mode,
        "relief_points": call.relief_points if call else terms.relief_points,
        "pass_mark": call.pass_mark if call else group.pass_mark,
        "answer_due": services.answer_due(call) if call else None,
        "may_apply": policies.may_apply(request.user),
        "application": application_of(person.company, call) if own and call else None,  # type: ignore[union-attr]
        "registered": own and is_registered(person.company, group.code, day),  # type: ignore[union-attr]
        "may_keep": person is not None and bool(policies.may_keep_groups(person)),
        "entries": staff_timeline_of(person, group, *filter(None, [call])),
        "is_reader": person is not None and person.is_internal and person.has_role(*READERS),
        "announce_form": forms.get("announce_form") or AnnounceForm(auto_id="id_announce_%s"),
        "plan_form": forms.get("plan_form") or PlanForm(auto_id="id_plan_%s"),
        "cancel_form": forms.get("cancel_form") or ReasonNeededForm(auto_id="id_cancel_%s"),
    }
    if context["may_keep"] and call:
        running = call.applications.exclude(state__in=[ApplicationState.DRAFT, ApplicationState.WITHDRAWN])
        context["applications"] = running.count()
    status = 422 if any(form.errors for form in forms.values()) else 200
    return page(request, "catalog/group_detail.html", context, status=status)


@writes(shows_form=True)
def group_new(request: HttpRequest) -> HttpResponse:
    """Write a new group."""
    require(policies.may_keep_groups(request.user))
    return _write(request, None)


@writes(shows_form=True)
def group_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a group; what was announced keeps what it was announced with."""
    require(policies.may_keep_groups(request.user))
    return _write(request, _group(request, code))


def _write(request: HttpRequest, group: SourcingGroup | None) -> HttpResponse:
    form = GroupForm(request.POST or None, group=group)
    if request.method == "POST" and form.is_valid():
        try:
            kept = services.keep_group(
                group,
                by=request.user,
                facts=form.facts,
                classes=form.cleaned_data["class_codes"],
                criteria=form.criteria,
                documents=form.documents,
            )
        except RuleBroken as refusal:
            field = "weight_1" if refusal.field == "criteria" else refusal.field
            form.add_error(field if field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("%(name)s is kept.") % {"name": kept})
            return see(request, reverse("catalog:group-detail", args=[kept.code]))
    context = {"form": form, "group": group}
    return page(request, "catalog/group_form.html", context, status=422 if form.errors else 200)


@writes
def group_announce(request: HttpRequest, code: str) -> HttpResponse:
    """Open it for applications."""
    group = _group(request, code)
    require(policies.may_keep_groups(request.user))
    form = AnnounceForm(request.POST, auto_id="id_announce_%s")
    if form.is_valid():
        try:
            services.announce_group(group, by=request.user, closes_on=form.cleaned_data["closes_on"])
        except WrongState:
            raise
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("%(name)s is open for applications.") % {"name": group})
            return see(request, reverse("catalog:group-detail", args=[group.code]))
    return _show(request, group, announce_form=form)


def _call(uid: UUID) -> GroupCall:
    return get_object_or_404(GroupCall.objects.select_related("group"), uid=uid)


@writes
def call_cancel(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take an announcement back."""
    call = _call(uid)
    require(policies.may_keep_groups(request.user))
    form = ReasonNeededForm(request.POST, auto_id="id_cancel_%s")
    if not form.is_valid():
        return _show(request, _group(request, call.group.code), cancel_form=form)
    services.cancel_call(call, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _("The announcement is cancelled. The applicants are told."))
    return see(request, reverse("catalog:group-detail", args=[call.group.code]))


@writes
def call_answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The first answer to all applicants."""
    call = _call(uid)
    require(policies.may_answer_applicants(request.user, call))
    form = PlanForm(request.POST, auto_id="id_plan_%s")
    if not form.is_valid():
        return _show(request, _group(request, call.group.code), plan_form=form)
    services.answer_applicants(call, by=request.user, **form.cleaned_data)
    messages.success(request, _("The applicants are answered."))
    return see(request, reverse("catalog:group-detail", args=[call.group.code]))


@writes
def group_apply(request: HttpRequest, code: str) -> HttpResponse:
    """Begin an application for one's company."""
    group = _group(request, code)
    require(policies.may_apply(request.user))
    call = with_latest(group).open_call  # type: ignore[attr-defined]
    if call is None:
        raise WrongState(_("This announcement no longer takes applications."))
    application = services.start_application(call, by=request.user)
    return see(request, reverse("catalog:application-detail", args=[application.uid]))
