"""Doors of sets of statements and of units: the list, one set, writing, handing on, publishing; who belongs where."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import staff_timeline_of
from portal.deciding import Decision, beside, decide, posted
from portal.display import day_text
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.http import page, reads, see, writes
from portal.policy import require
from sharedgrowth.ccms.forms.assessments import UnitForm
from sharedgrowth.ccms.forms.overviews import SendBackForm
from sharedgrowth.ccms.forms.sets import (
    AnchorsForm,
    CopyForm,
    ItemForm,
    SetForm,
    anchors_initial,
    item_initial,
    level_texts,
    set_initial,
)
from sharedgrowth.ccms.models import AssessmentSet, Unit
from sharedgrowth.ccms.policies import assessments as policies
from sharedgrowth.ccms.queries import assessments as queries
from sharedgrowth.ccms.queries.overviews import modules
from sharedgrowth.ccms.services import cycle
from sharedgrowth.ccms.services import sets as services
from sharedgrowth.ccms.states import SetState
from sharedgrowth.ccms.views import assessments


def set_or_404(request: HttpRequest, name: str) -> AssessmentSet:
    """The set ``CCMS-2026-1.0``, if this person may see it."""
    head, year, version = (name.split("-", 2) + ["", ""])[:3]
    if head.upper() != "CCMS" or not (year.isascii() and year.isdigit() and len(year) == 4):
        raise Http404
    return get_object_or_404(queries.sets_visible_to(request.user), year=int(year), version__iexact=version)


def address(found: AssessmentSet, name: str = "set-detail", *args: object) -> str:
    """A page of the set."""
    return reverse(f"ccms:{name}", args=[str(found), *args])


def trail(found: AssessmentSet | None = None, words: object = "") -> list[tuple[object, str]]:
    """Where the page stands."""
    steps = [*assessments.trail()[:1], (pgettext("ccms", "Self-assessment"), reverse("ccms:assessment-list"))]
    steps.append((_("Sets of statements"), reverse("ccms:set-list") if found or words else ""))
    if found is not None:
        steps.append((str(found), address(found) if words else ""))
    return [*steps, (words, "")] if words else steps


@reads
def set_list(request: HttpRequest) -> HttpResponse:
    """All sets that this person sees."""
    context = {
        "trail": trail(),
        "sets": queries.sets_listed_for(request.user),
        "may_run": bool(policies.may_run_year(request.user)),
    }
    return page(request, "ccms/set_list.html", context)


@reads
def set_detail(request: HttpRequest, name: str) -> HttpResponse:
    """One set with every statement, what the levels mean, and what keeps it from being published."""
    found = set_or_404(request, name)
    user = request.user
    items = queries.items_of(found)
    draft, review = found.state == SetState.DRAFT, found.state == SetState.REVIEW
    by_module = {module: [each for each in items if each.module_id == module.pk] for module in modules()}
    may_run = bool(policies.may_run_year(user))
    context = {
        "trail": trail(found),
        "set": found,
        "facts": [
            {"label": _("Statements"), "value": len(items)},
            {
                "label": pgettext("ccms", "Opens"),
                "value": f"{day_text(found.opens_on, 'day')} – {day_text(found.closes_on, 'day')}",
            },
            {"label": _("Results published on"), "value": day_text(found.publishes_on, "day")},
            {"label": _("An action below the index"), "value": f"{found.action_below.normalize():f}"},
            {"label": _("Evidence from level"), "value": found.evidence_from},
        ],
        "modules": by_module.items(),
        "anchors": queries.anchors_of(found),
        "faults": services.set_faults(found) if draft or review else [],
        "may_edit": draft and may_run,
        "may_copy": may_run,
        "publish": policies.may_publish_set(user, found) if review else None,
        "may_take_back": review and may_run and queries.has_written_set(user, found),
        "entries": staff_timeline_of(user, found),
    }
    return page(request, "ccms/set_detail.html", context)


def _saved(request: HttpRequest, form: Any, save: Any, words: str, url: str) -> HttpResponse | None:
    """Run the service; None when something is to be said beside a field."""
    try:
        save()
    except WrongState:
        raise
    except RuleBroken as refusal:
        beside(form, refusal)
        return None
    messages.success(request, words)
    return see(request, url)


@writes(shows_form=True)
def set_copy(request: HttpRequest, name: str) -> HttpResponse:
    """The next year's set, with all statements."""
    found = set_or_404(request, name)
    decision = Decision(
        title=_("Copy for another year"),
        text=_("Every statement comes along and stays comparable with the one it comes from (CCM-06)."),
        verb=_("Copy"),
        done=_("The draft is there."),
        allowed=policies.may_run_year(request.user),
        do=lambda given: services.copy_set(found, by=request.user, **given),
        back=address(found),
        trail=trail(found)[:-1] + [(str(found), address(found))],
        docno=str(found),
        heading=found.title,
        after=address,
    )
    return decide(request, decision, CopyForm(posted(request), initial={"year": found.year + 1, "version": "1.0"}))


@writes(shows_form=True)
def set_edit(request: HttpRequest, name: str) -> HttpResponse:
    """Titles, days, thresholds."""
    found = set_or_404(request, name)
    require(policies.may_run_year(request.user))
    form = SetForm(posted(request), initial=set_initial(found))
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.edit_set(found, by=request.user, **form.cleaned_data)
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            messages.success(request, _("%(set)s is saved.") % {"set": saved})
            return see(request, address(saved))
    return _form(request, form, found, _("Edit days and thresholds"))


def _form(request: HttpRequest, form: Any, found: AssessmentSet, title: str) -> HttpResponse:
    context = {"form": form, "title": title, "set": found, "trail": trail(found, title), "back_url": address(found)}
    return page(request, "ccms/set_form.html", context, status=422 if form.is_bound else 200)


@writes(shows_form=True)
def item_edit(request: HttpRequest, name: str, code: str = "") -> HttpResponse:
    """Add a statement, or change one, with its own words for levels."""
    found = set_or_404(request, name)
    require(policies.may_run_year(request.user))
    item = next((each for each in queries.items_of(found) if each.code == code.upper()), None)
    if code and item is None:
        raise Http404
    form = ItemForm(posted(request), initial=item_initial(item) if item else {}, found=found)

    def save() -> None:
        known = item.code if item else ""
        services.save_item(found, form.told(), code=known, levels=level_texts(form), by=request.user)

    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        words = _("Statement %(code)s is saved.") % {"code": code}
        if answer := _saved(request, form, save, words, f"{address(found)}#i-{code}"):
            return answer
    title = _("Statement %(code)s") % {"code": item.code} if item else _("Add a statement")
    context = {
        "form": form,
        "title": title,
        "set": found,
        "item": item,
        "trail": trail(found, title),
        "back_url": address(found),
    }
    return page(request, "ccms/item_form.html", context, status=422 if form.is_bound else 200)


@writes
def item_remove(request: HttpRequest, name: str, code: str) -> HttpResponse:
    """Out of the draft."""
    found = set_or_404(request, name)
    services.remove_item(found, code.upper(), by=request.user)
    messages.success(request, _("Statement %(code)s is removed.") % {"code": code.upper()})
    return see(request, address(found))


@writes(shows_form=True)
def set_levels(request: HttpRequest, name: str) -> HttpResponse:
    """What the levels mean for all statements."""
    found = set_or_404(request, name)
    require(policies.may_run_year(request.user))
    form = AnchorsForm(posted(request), initial=anchors_initial(queries.anchors_of(found)))
    if request.method == "POST" and form.is_valid():
        save = lambda: services.save_anchors(found, level_texts(form), by=request.user)  # noqa: E731
        if answer := _saved(request, form, save, _("The words are saved."), address(found)):
            return answer
    title = _("What the levels mean")
    context = {"form": form, "title": title, "set": found, "trail": trail(found, title), "back_url": address(found)}
    return page(request, "ccms/set_levels.html", context, status=422 if form.is_bound else 200)


def _step(request: HttpRequest, name: str, do: Any, words: str) -> HttpResponse:
    found = set_or_404(request, name)
    try:
        do(found, by=request.user)
    except WrongState:
        raise
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
    return see(request, address(found))


@writes
def set_submit(request: HttpRequest, name: str) -> HttpResponse:
    """To a second person."""
    return _step(request, name, services.submit_set, _("A colleague is asked to publish it."))


@writes
def set_publish(request: HttpRequest, name: str) -> HttpResponse:
    """In force."""
    return _step(request, name, services.publish_set, _("Published. From now on nothing of it changes."))


@writes(shows_form=True)
def set_send_back(request: HttpRequest, name: str) -> HttpResponse:
    """Not yet."""
    found = set_or_404(request, name)
    own = queries.has_written_set(request.user, found)
    allowed = policies.may_run_year(request.user) if own else policies.may_publish_set(request.user, found)
    decision = Decision(
        title=_("Send it back"),
        text=pgettext("ccms", "The set becomes a draft again. Who wrote it reads your words."),
        verb=_("Send it back"),
        done=pgettext("ccms", "The set is a draft again."),
        allowed=allowed,
        do=lambda given: services.send_back_set(found, reason=given["reason"], by=request.user),
        back=address(found),
        trail=trail(found)[:-1] + [(str(found), address(found))],
        docno=str(found),
        heading=found.title,
    )
    return decide(request, decision, SendBackForm(posted(request)))


# Units ---------------------------------------------------------------------------------------------------------------
def _unit_trail(words: object = "") -> list[tuple[object, str]]:
    steps = [*assessments.trail()[:1], (pgettext("ccms", "Self-assessment"), reverse("ccms:assessment-list"))]
    steps.append((pgettext("ccms", "Units"), reverse("ccms:unit-list") if words else ""))
    return [*steps, (words, "")] if words else steps


@reads
def unit_list(request: HttpRequest) -> HttpResponse:
    """Units with their people: for the staff."""
    if not (request.user.is_internal and request.user.has_role(*queries.STAFF_READERS)):
        raise NotAllowed(_("Only the corporate-citizenship office does this."))
    context = {
        "trail": _unit_trail(),
        "units": queries.units(),
        "may_run": bool(policies.may_run_year(request.user)),
    }
    return page(request, "ccms/unit_list.html", context)


@writes(shows_form=True)
def unit_edit(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """Enter a unit, or change one."""
    require(policies.may_run_year(request.user))
    unit = get_object_or_404(Unit, pk=pk) if pk else None
    initial: dict[str, Any] = {"in_use": True}
    if unit is not None:
        initial = {
            "name_ko": unit.name_ko,
            "name_en": unit.name_en,
            "in_use": unit.in_use,
            "members": list(unit.members.values_list("pk", flat=True)),
        }
    decision = Decision(
        title=_("Change the unit") if unit else _("Enter a unit"),
        text=_("While a year is open, a new unit gets its self-assessment within a day."),
        verb=_("Save"),
        done=_("The unit is saved."),
        allowed=policies.may_run_year(request.user),
        do=lambda given: cycle.save_unit(unit, by=request.user, **given),
        back=reverse("ccms:unit-list"),
        trail=_unit_trail(unit.name if unit else _("Enter a unit"))[:-1],
        heading=unit.name if unit else "",
    )
    return decide(request, decision, UnitForm(posted(request), initial=initial))
