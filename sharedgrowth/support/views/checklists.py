"""Doors of checklists: versions, items line by line, put in force by a second person."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.audit.queries import staff_timeline_of
from portal.deciding import Decision, Deed, decide, posted
from portal.http import page, reads, see, writes
from sharedgrowth.support.forms.facility import ChecklistForm, lines_of
from sharedgrowth.support.models import Checklist
from sharedgrowth.support.policies import facility as policies
from sharedgrowth.support.queries import facility as queries
from sharedgrowth.support.services import facility as services
from sharedgrowth.support.states.facility import ChecklistState


def _home() -> tuple[object, str]:
    return (_("Checklists"), reverse("support:checklist-list"))


def _at(checklist: Checklist) -> str:
    return reverse("support:checklist-detail", args=[checklist.code, checklist.version])


def _checklist(request: HttpRequest, code: str, version: int) -> Checklist:
    return get_object_or_404(queries.checklists_visible_to(request.user), code=code, version=version)


@reads
def checklist_list(request: HttpRequest) -> HttpResponse:
    """All that one may see."""
    context = {
        "rows": list(queries.checklists_visible_to(request.user)),
        "may_write": bool(policies.may_write_checklist(request.user)),
    }
    return page(request, "support/checklist_list.html", context)


@reads
def checklist_detail(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """One version with its items."""
    checklist = _checklist(request, code, version)
    context = {
        "trail": [_home(), (str(checklist), "")],
        "checklist": checklist,
        "items": list(checklist.items.order_by("no")),
        "deeds": _deeds(request, checklist),
        "entries": staff_timeline_of(request.user, checklist),
    }
    return page(request, "support/checklist_detail.html", context)


def _deeds(request: HttpRequest, checklist: Checklist) -> list[Deed]:
    if not policies.may_write_checklist(request.user):
        return []
    args = [checklist.code, checklist.version]
    step = lambda name: reverse("support:checklist-step", args=[*args, name])  # noqa: E731
    if checklist.state == ChecklistState.DRAFT:
        return [
            Deed(_("Change"), reverse("support:checklist-edit", args=args), "pencil"),
            Deed(_("Hand to a second person"), step("propose"), "send", post=True, primary=True),
        ]
    if checklist.state == ChecklistState.PROPOSED:
        deeds = [Deed(_("Back to the draft"), step("return"), "arrow-back-up", post=True)]
        if policies.may_publish_checklist(request.user, checklist):
            deeds.insert(0, Deed(_("Put in force"), step("publish"), "circle-check", post=True, primary=True))
        return deeds
    return [Deed(_("Make a new version"), reverse("support:checklist-create") + f"?from={checklist.code}", "plus")]


@writes(shows_form=True)
def checklist_create(request: HttpRequest) -> HttpResponse:
    """A new checklist, or with ``?from=code`` a new version of the one in force."""
    source = Checklist.objects.filter(code=request.GET.get("from", "")[:20], state=ChecklistState.PUBLISHED).first()
    initial = {}
    if source is not None:
        initial = {
            "code": source.code,
            "title_ko": source.title_ko,
            "title_en": source.title_en,
            "items": lines_of(list(source.items.order_by("no"))),
        }
    return _write(request, None, initial)


@writes(shows_form=True)
def checklist_edit(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """Change the draft."""
    checklist = _checklist(request, code, version)
    initial = {
        "code": checklist.code,
        "title_ko": checklist.title_ko,
        "title_en": checklist.title_en,
        "items": lines_of(list(checklist.items.order_by("no"))),
    }
    return _write(request, checklist, initial)


def _write(request: HttpRequest, checklist: Checklist | None, initial: dict) -> HttpResponse:
    what = Decision(
        title=_("Write a checklist"),
        text=_("It is a draft until a second person puts it in force. Visits that run keep their version."),
        verb=_("Save the draft"),
        done=_("Saved as a draft."),
        allowed=policies.may_write_checklist(request.user),
        do=lambda given: services.write_checklist(**given, checklist=checklist, by=request.user),
        back=_at(checklist) if checklist else reverse("support:checklist-list"),
        trail=[_home()],
        after=_at,
    )
    return decide(request, what, ChecklistForm(posted(request), initial=initial, checklist=checklist))


@writes
def checklist_step(request: HttpRequest, code: str, version: int, step: str) -> HttpResponse:
    """Propose, return, publish."""
    checklist = _checklist(request, code, version)
    act = {
        "propose": services.propose_checklist,
        "return": services.return_checklist,
        "publish": services.publish_checklist,
    }[step]
    act(checklist, by=request.user)
    messages.success(request, _("Done."))
    return see(request, _at(checklist))
