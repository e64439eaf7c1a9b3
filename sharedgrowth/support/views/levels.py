"""Doors of smart-factory levels: assessed by one, confirmed by another; systems, and whether anybody uses them."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import timeline_of
from portal.clock import SEOUL
from portal.deciding import Decision, decide, posted
from portal.display import day_text
from portal.http import page, page_now, reads, see, writes
from portal.paging import Paginator
from sharedgrowth.support.forms import levels as forms
from sharedgrowth.support.forms.energy import VerdictForm
from sharedgrowth.support.models import SmartLevel, SmartSystem
from sharedgrowth.support.policies import levels as policies
from sharedgrowth.support.programmes.smart_factory import STEPS
from sharedgrowth.support.queries import levels as queries
from sharedgrowth.support.queries.projects import projects_visible_to
from sharedgrowth.support.services import levels as services
from sharedgrowth.support.states.levels import LevelState
from sharedgrowth.support.views.projects import project_or_404

PER_PAGE = 20
NAMES = {int(step): name for step, name in STEPS}


def _trail(*more: tuple[object, str]) -> list[tuple[object, str]]:
    return [(_("Smart-factory levels"), reverse("support:level-list") if more else ""), *more]


def _day(request: HttpRequest) -> date:
    return page_now(request).astimezone(SEOUL).date()


@reads
def level_list(request: HttpRequest) -> HttpResponse:
    """Assessments: one's own, or of all companies."""
    user = request.user
    form = forms.LevelFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    results = Paginator(queries.levels_listed_for(user, **given), PER_PAGE).get_page(request.GET.get("page"))
    before = queries.before_of(results.object_list)
    context = {
        "filter": form,
        "filtered": bool(given),
        "results": results,
        "rows": [(level, NAMES[level.level], before.get(level.pk)) for level in results.object_list],
        "today": _day(request),
        "is_staff": user.is_internal,
        "may_assess": bool(policies.may_assess(user)),
    }
    return page(request, "support/level_list.html", context, part="support/_level_results.html")


@reads
def project_levels(request: HttpRequest, number: str) -> HttpResponse:
    """The levels of the project's company."""
    project = project_or_404(request, number)
    return see(request, f"{reverse('support:level-list')}?words={project.company.number}")


@writes(shows_form=True)
def level_assess(request: HttpRequest) -> HttpResponse:
    """What was seen at the site."""
    told = Decision(
        title=_("Assess a level"),
        text=_("Another officer confirms it; then it holds three years."),
        verb=pgettext("smart level", "Assess"),
        done=_("Assessed. Another officer confirms it."),
        allowed=policies.may_assess(request.user),
        do=lambda given: services.assess(**given, by=request.user),
        back=reverse("support:level-list"),
        trail=[(_("Smart-factory levels"), reverse("support:level-list"))],
    )
    initial: dict[str, Any] = {}
    if number := request.GET.get("project", ""):
        project = projects_visible_to(request.user).filter(number=number.upper()[:20]).first()
        if project is not None:
            initial = {"company": project.company, "project": project.number}
    files = request.FILES if request.method == "POST" else None
    return decide(request, told, forms.LevelForm(posted(request), files, initial=initial))


def _level_or_404(request: HttpRequest, uid: Any) -> SmartLevel:
    return get_object_or_404(queries.levels_visible_to(request.user), uid=uid)


@reads
def level_detail(request: HttpRequest, uid: Any) -> HttpResponse:
    """One assessment, with what was before."""
    level = _level_or_404(request, uid)
    before = queries.before_of([level]).get(level.pk)
    facts = [
        {"label": _("Company"), "value": level.company.name, "note": level.company.number},
        {"label": pgettext("smart level", "Level"), "value": level.level, "note": NAMES[level.level]},
        {"label": _("Before"), "value": before if before is not None else "—", "note": ""},
        {"label": _("Assessed on"), "value": day_text(level.assessed_on, "day"), "note": level.assessed_by.name},
        {"label": _("Valid until"), "value": day_text(level.valid_to, "day"), "note": ""},
    ]
    context = {
        "trail": _trail((level.company.name, "")),
        "level": level,
        "facts": facts,
        "may_decide": level.state == LevelState.PROPOSED and bool(policies.may_confirm(request.user, level)),
        "entries": timeline_of(level)[:20],
    }
    return page(request, "support/level_detail.html", context)


@writes(shows_form=True)
def level_decide(request: HttpRequest, uid: Any) -> HttpResponse:
    """The second person."""
    level = _level_or_404(request, uid)
    told = Decision(
        title=_("Confirm the level"),
        text=level.how,
        verb=_("Decide"),
        done=_("Decided. The company is told."),
        allowed=policies.may_confirm(request.user, level),
        do=lambda given: services.confirm_level(
            level, confirm=given["verdict"] == "yes", reason=given["reason"], by=request.user
        ),
        back=reverse("support:level-detail", args=[level.uid]),
        trail=_trail((level.company.name, reverse("support:level-detail", args=[level.uid]))),
        heading=_("%(company)s: level %(level)s") % {"company": level.company.name, "level": level.level},
    )
    return decide(request, told, VerdictForm(posted(request)))


@reads
def system_list(request: HttpRequest) -> HttpResponse:
    """Systems, and which of them sleep."""
    user, day = request.user, _day(request)
    found = queries.systems_visible_to(user).order_by("company__legal_name_ko", "name", "pk")
    only = request.GET.get("dormant") == "1"
    if only:
        asleep = queries.dormant_among(found, day)
        found = found.filter(pk__in=list(asleep))
    results = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    systems = list(results.object_list)
    asleep, used = queries.dormant_among(systems, day), queries.use_of(systems)
    context = {
        "trail": _trail((_("Smart systems"), "")),
        "results": results,
        "rows": [(system, asleep.get(system.pk), _last(used.get(system.pk, {}))) for system in systems],
        "only": only,
        "is_staff": user.is_internal,
        "may_enter": bool(policies.may_enter_system(user)),
    }
    return page(request, "support/system_list.html", context, part="support/_system_results.html")


def _last(months: dict[date, int]) -> tuple[date, int] | None:
    return max(months.items()) if months else None


@writes(shows_form=True)
def system_enter(request: HttpRequest) -> HttpResponse:
    """A system of the company."""
    user = request.user
    told = Decision(
        title=_("Enter a system"),
        text=_("Tell its log-ins each month; a system that nobody uses is flagged, and an expert calls."),
        verb=_("Enter"),
        done=_("Entered."),
        allowed=policies.may_enter_system(user),
        do=lambda given: services.enter_system(**given, by=user),
        back=reverse("support:system-list"),
        trail=_trail((_("Smart systems"), reverse("support:system-list"))),
    )
    return decide(request, told, forms.SystemForm(posted(request), company=None if user.is_internal else user.company))


def _system_or_404(request: HttpRequest, uid: Any) -> SmartSystem:
    return get_object_or_404(queries.systems_visible_to(request.user), uid=uid)


@reads
def system_detail(request: HttpRequest, uid: Any) -> HttpResponse:
    """One system with its months."""
    system, day = _system_or_404(request, uid), _day(request)
    used = queries.use_of([system]).get(system.pk, {})
    may = bool(policies.may_tell_use(request.user, system)) and system.retired_on is None
    facts = [
        {"label": _("Company"), "value": system.company.name, "note": system.company.number},
        {
            "label": _("Kind"),
            "value": system.get_kind_display(),
            "note": system.project.number if system.project else "",
        },
        {"label": _("In use since"), "value": day_text(system.live_on, "day"), "note": ""},
        {
            "label": _("Out of use since"),
            "value": day_text(system.retired_on, "day") if system.retired_on else "—",
            "note": "",
        },
    ]
    context = {
        "trail": _trail((_("Smart systems"), reverse("support:system-list")), (system.name, "")),
        "system": system,
        "facts": facts,
        "asleep": queries.dormant_among([system], day).get(system.pk),
        "months": sorted(used.items(), reverse=True)[:24],
        "most": max(used.values(), default=1) or 1,
        "may_tell": may,
        "entries": timeline_of(system)[:20],
    }
    return page(request, "support/system_detail.html", context)


@writes(shows_form=True)
def system_use(request: HttpRequest, uid: Any) -> HttpResponse:
    """How much it was used in a month."""
    system = _system_or_404(request, uid)
    told = _about(
        request,
        system,
        title=_("Tell the use of a month"),
        text=_("Told again, the newer number counts."),
        verb=_("Tell"),
        done=_("Noted."),
        do=lambda given: services.tell_use(system, **given, by=request.user),
    )
    first = _day(request).replace(day=1)
    last = date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)
    return decide(request, told, forms.UseForm(posted(request), initial={"month": last}))


@writes(shows_form=True)
def system_retire(request: HttpRequest, uid: Any) -> HttpResponse:
    """Out of use."""
    system = _system_or_404(request, uid)
    told = _about(
        request,
        system,
        title=_("Take out of use"),
        text=_("It is flagged no longer. The reason is read by shared growth."),
        verb=_("Take out of use"),
        done=_("Taken out of use."),
        do=lambda given: services.retire_system(system, **given, by=request.user),
    )
    return decide(request, told, forms.RetireForm(posted(request)))


def _about(request: HttpRequest, system: SmartSystem, **told) -> Decision:
    here = reverse("support:system-detail", args=[system.uid])
    return Decision(
        allowed=policies.may_tell_use(request.user, system),
        back=here,
        trail=_trail((_("Smart systems"), reverse("support:system-list")), (system.name, here)),
        heading=system.name,
        **told,
    )
