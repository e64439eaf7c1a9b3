"""Doors of red flags: the list, one flag, raising, deciding, saying what one knows."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from portal.audit.queries import timeline_of
from portal.deciding import Decision, Deed, decide, posted
from portal.display import day_text
from portal.http import page, reads, writes
from portal.paging import Paginator
from purchasing.esg.forms.actions import FlagCommentForm, FlagDecisionForm, FlagFilter, FlagForm
from purchasing.esg.models import RedFlag
from purchasing.esg.policies import flags as policies
from purchasing.esg.queries import flags as queries
from purchasing.esg.services import flags as services
from purchasing.esg.states import FlagState

PER_PAGE = 20


def title_of(flag: RedFlag) -> str:
    """What it is, in the reader's language if there are words in it."""
    return flag.title_en if get_language() == "en" and flag.title_en else flag.title_ko


def trail() -> list[tuple[object, str]]:
    """Where the pages stand."""
    return [(_("Red flags"), reverse("esg:flag-list"))]


def _at(flag: RedFlag, name: str = "flag-detail") -> str:
    return reverse(f"esg:{name}", args=[flag.uid])


def flag_or_404(request: HttpRequest, uid: UUID) -> RedFlag:
    """The flag, if the person may see it."""
    return get_object_or_404(queries.flags_visible_to(request.user), uid=uid)


@reads
def flag_list(request: HttpRequest) -> HttpResponse:
    """What is alleged, confirmed, remedied."""
    form = FlagFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    found = queries.flags_listed_for(request.user, **given)
    context = {
        "filter": form,
        "filtered": bool(given),
        "results": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "may_raise": policies.may_raise_flag(request.user),
        "is_staff": request.user.is_internal,
    }
    return page(request, "esg/flag_list.html", context, part="esg/_flag_results.html")


def facts(flag: RedFlag) -> list[dict[str, Any]]:
    """What it is and where it stands."""
    critical = _("overrides the score once confirmed") if flag.critical else _("does not override the score")
    return [
        {"label": _("Company"), "value": flag.company.name, "note": flag.company.id_display},
        {
            "label": pgettext("red flag", "Source"),
            "value": flag.get_source_display(),
            "note": day_text(flag.happened_on, "day"),
        },
        {"label": pgettext("finding", "Severity"), "value": flag.get_severity_display(), "note": critical},
        {"label": pgettext("esg", "Item"), "value": flag.question_code or "—", "note": ""},
    ]


@reads
def flag_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One flag with its basis, what the supplier says, the decision, what is mended."""
    flag = flag_or_404(request, uid)
    title = title_of(flag)
    shows_basis = queries.shows_basis(request.user, flag)
    context = {
        "flag": flag,
        "shows_basis": shows_basis,
        "title": title,
        "trail": [*trail(), (title, "")],
        "facts": facts(flag),
        "deeds": _deeds(request.user, flag),
        "actions": list(flag.actions.order_by("pk")),
        "entries": list(timeline_of(flag)) if shows_basis else [],
        "is_staff": request.user.is_internal,
    }
    return page(request, "esg/flag_detail.html", context)


def _deeds(user, flag: RedFlag) -> list[Deed]:
    if flag.state != FlagState.ALLEGED:
        return []
    found = []
    if policies.may_comment_flag(user, flag):
        text = _("Nothing is decided yet. Say what happened and what was done: whoever decides reads it.")
        found.append(Deed(_("Say what you know"), _at(flag, "flag-comment"), "pencil", text, primary=True))
    if policies.may_decide_flag(user, flag):
        text = _("Confirmed, it asks the supplier for a corrective action at once.")
        found.append(Deed(_("Confirm"), _at(flag, "flag-confirm"), "flag", text, primary=True))
        found.append(Deed(_("Not confirmed"), _at(flag, "flag-reject"), "circle-x"))
    return found


@writes(shows_form=True)
def flag_raise(request: HttpRequest) -> HttpResponse:
    """A reviewer, or compliance, raises one."""
    decision = Decision(
        title=_("Raise a red flag"),
        text=_("Alleged until another person confirms it. The supplier is told, unless the hotline is its source."),
        verb=_("Raise it"),
        done=_("Raised. Another person decides on it."),
        allowed=policies.may_raise_flag(request.user),
        do=lambda given: services.raise_flag(**given, by=request.user),
        back=reverse("esg:flag-list"),
        trail=trail(),
        after=_at,
    )
    return decide(request, decision, FlagForm(posted(request)))


def _decision(request: HttpRequest, flag: RedFlag, **words: Any) -> Decision:
    return Decision(
        heading=title_of(flag),
        facts=facts(flag),
        quote=flag.comment,
        quote_title=_("What the supplier says"),
        back=_at(flag),
        trail=[*trail(), (title_of(flag), _at(flag))],
        **words,
    )


@writes(shows_form=True)
def flag_comment(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The supplier says what it knows."""
    flag = flag_or_404(request, uid)
    decision = _decision(
        request,
        flag,
        title=_("Say what you know"),
        text=_("The flag says: %(title)s. Your words are read before it is decided.") % {"title": title_of(flag)},
        verb=_("Send"),
        done=_("Your words are with the flag."),
        allowed=policies.may_comment_flag(request.user, flag),
        do=lambda given: services.comment_flag(flag, text=given["text"], by=request.user),
    )
    form = FlagCommentForm(posted(request), initial={"text": flag.comment})
    return decide(request, decision, form)


@writes(shows_form=True)
def flag_confirm(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Another person: it is true."""
    flag = flag_or_404(request, uid)
    decision = _decision(
        request,
        flag,
        title=_("Confirm the red flag"),
        text=_("A corrective action is asked for at once. A critical flag overrides the score until it is remedied."),
        verb=_("Confirm"),
        done=_("Confirmed. The supplier is told."),
        allowed=policies.may_decide_flag(request.user, flag),
        do=lambda given: services.confirm_flag(flag, decision=given["decision"], by=request.user),
        danger=True,
    )
    return decide(request, decision, FlagDecisionForm(posted(request)))


@writes(shows_form=True)
def flag_reject(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Another person: it is not true, or cannot be shown."""
    flag = flag_or_404(request, uid)
    decision = _decision(
        request,
        flag,
        title=_("The red flag is not confirmed"),
        text=_("It counts for nothing. The supplier is told, unless the hotline is its source."),
        verb=_("Not confirmed"),
        done=_("Decided."),
        allowed=policies.may_decide_flag(request.user, flag),
        do=lambda given: services.reject_flag(flag, decision=given["decision"], by=request.user),
    )
    return decide(request, decision, FlagDecisionForm(posted(request)))
