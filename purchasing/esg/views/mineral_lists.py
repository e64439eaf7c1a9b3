"""Doors of lists of smelters, classes with minerals, the policy, findings, cases, figures and the yearly report."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.audit.queries import staff_timeline_of
from portal.deciding import Decision, beside, decide, posted
from portal.errors import RuleBroken
from portal.http import page, reads, see, writes
from portal.paging import Paginator
from portal.policy import require
from purchasing.esg.forms.minerals import (
    ClassForm,
    ListForm,
    PolicyForm,
    SmelterFilter,
)
from purchasing.esg.models import DeclaredSmelter, MineralClass, MineralPolicy, ScreeningList
from purchasing.esg.policies import minerals as policies
from purchasing.esg.queries import minerals as queries
from purchasing.esg.queries import smelters as lists
from purchasing.esg.services import mineral_files, mineral_policy
from purchasing.esg.states.minerals import ListKind, Metal
from purchasing.esg.views.mineral_words import place_words
from purchasing.esg.views.minerals import day_of, trail

PER_PAGE = 50


# Lists ----------------------------------------------------------------------------------------------------------------
@writes(shows_form=True)
def list_list(request: HttpRequest) -> HttpResponse:
    """Imported versions, and the form for the next one."""
    require(policies.may_read_minerals(request.user))
    may_import = policies.may_import_list(request.user)
    files = request.FILES if request.method == "POST" else None
    form = ListForm(posted(request), files)
    status = 200
    if request.method == "POST":
        require(may_import)
        if form.is_valid():
            try:
                listing, made = mineral_files.import_list_file(**form.cleaned_data, by=request.user)
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                done = _("Imported. All declarations are screened again.")
                messages.success(request, done if made else _("This version is already there: nothing changed."))
                return see(request, reverse("esg:mineral-list-detail", args=[listing.uid]))
        status = 422
    context = {
        "trail": trail(None, _("Lists for screening")),
        "lists": list(lists.lists_imported()[:100]),
        "form": form if may_import else None,
    }
    return page(request, "esg/mineral_lists.html", context, status=status)


@reads
def list_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One version: what it changed, and its rows."""
    require(policies.may_read_minerals(request.user))
    listing = get_object_or_404(ScreeningList.objects.select_related("imported_by"), uid=uid)
    is_smelters = listing.kind == ListKind.SMELTERS
    form = SmelterFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    rows = (
        lists.smelters_of(
            listing, words=given.get("q", ""), metal=given.get("metal", ""), status=given.get("status", "")
        )
        if is_smelters
        else listing.areas.order_by("country", "region", "pk")
    )
    results = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "trail": [
            *trail(None, _("Lists for screening"))[:1],
            (_("Lists for screening"), reverse("esg:mineral-lists")),
            (listing.version, ""),
        ],
        "listing": listing,
        "is_smelters": is_smelters,
        "filter": form,
        "filtered": bool(given),
        "results": results,
        "entries": staff_timeline_of(request.user, listing),
        "rows": [
            {
                "row": row,
                "country": place_words(row.country),
                "kind": DeclaredSmelter.badges[row.status] if is_smelters else "",
            }
            for row in results
        ],
        "changes": [
            (_("New"), [row[:2] for row in listing.diff.get("new", [])[:50]], len(listing.diff.get("new", []))),
            (_("No longer listed"), listing.diff.get("gone", [])[:50], len(listing.diff.get("gone", []))),
            (_("Changed"), listing.diff.get("changed", [])[:50], len(listing.diff.get("changed", []))),
        ],
    }
    return page(request, "esg/mineral_list_detail.html", context, part="esg/_smelter_results.html")


# Classes --------------------------------------------------------------------------------------------------------------
@writes(shows_form=True)
def class_list(request: HttpRequest) -> HttpResponse:
    """Whose suppliers declare, and the form for a further class."""
    require(policies.may_read_minerals(request.user))
    may_keep = policies.may_keep_minerals(request.user)
    form = ClassForm(posted(request))
    status = 200
    if request.method == "POST":
        require(may_keep)
        if form.is_valid():
            given = form.cleaned_data
            try:
                mineral_policy.set_mineral_class(
                    given["code"], metals=given["metals"], reason=given["reason"], by=request.user
                )
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("Kept. Suppliers of this class are asked with the next monthly run."))
                return see(request, reverse("esg:mineral-classes"))
        status = 422
    rows = [
        {"each": each, "metals": [Metal(metal) for metal in each.metals if metal in Metal.values]}
        for each in queries.mineral_classes()
    ]
    context = {
        "trail": trail(None, _("Classes with minerals")),
        "rows": rows,
        "form": form if may_keep else None,
    }
    return page(request, "esg/mineral_classes.html", context, status=status)


@writes
def class_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """It holds no minerals after all."""
    each = get_object_or_404(MineralClass.objects.select_related("node"), pk=pk)
    mineral_policy.drop_mineral_class(each, by=request.user)
    messages.success(request, _("Taken out."))
    return see(request, reverse("esg:mineral-classes"))


# Policy ---------------------------------------------------------------------------------------------------------------
@reads
def policy_detail(request: HttpRequest) -> HttpResponse:
    """The version in force, all versions, and the consent of the own company."""
    user = request.user
    require(policies.may_read_minerals(user))
    policy = queries.policy_on(day_of(request))
    company = user.company if user.is_supplier else None
    consent = queries.consent_of(company, policy) if company and policy else None
    context = {
        "trail": trail(None, _("Policy on minerals")),
        "policy": policy,
        "sha256": mineral_policy.policy_sha256(policy) if policy else "",
        "consent": consent,
        "may_consent": policies.may_consent_policy(user) if company and policy and not consent else None,
        "versions": [
            {
                "policy": each,
                "may_approve": not each.is_approved and bool(policies.may_approve_policy(user, each)),
            }
            for each in (queries.policies_listed() if user.is_internal else [])
        ],
        "may_write": bool(policies.may_write_policy(user)),
    }
    return page(request, "esg/mineral_policy.html", context)


@writes
def policy_consent(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The company consents to the version that was shown."""
    policy = get_object_or_404(MineralPolicy, uid=uid)
    mineral_policy.consent_policy(policy, by=request.user)
    messages.success(request, _("Your company has consented to version %(version)s.") % {"version": policy.version})
    return see(request, reverse("esg:mineral-policy"))


@writes(shows_form=True)
def policy_create(request: HttpRequest) -> HttpResponse:
    """A further version."""
    now = queries.policy_on(day_of(request))
    initial = {"text_ko": now.text_ko, "text_en": now.text_en} if now else None
    decision = Decision(
        title=_("Write a version"),
        text=_("It counts from its day once a second person has approved it. Suppliers consent to it then."),
        verb=_("Keep"),
        done=_("Kept. A colleague approves it."),
        allowed=policies.may_write_policy(request.user),
        do=lambda given: mineral_policy.write_policy(**given, by=request.user),
        back=reverse("esg:mineral-policy"),
        trail=[*trail(), (_("Policy on minerals"), reverse("esg:mineral-policy"))],
    )
    return decide(request, decision, PolicyForm(posted(request), initial=initial))


@writes
def policy_approve(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A second person has read it."""
    mineral_policy.approve_policy(get_object_or_404(MineralPolicy, uid=uid), by=request.user)
    messages.success(request, _("Approved."))
    return see(request, reverse("esg:mineral-policy"))
