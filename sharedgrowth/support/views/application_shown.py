"""What pages of an application have in common: addresses, facts, what stands in the way, what can be done."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from portal.deciding import Deed
from portal.display import day_text, left_text, money_full, money_short
from sharedgrowth.support.models import Application, Partner
from sharedgrowth.support.policies import applications as policies
from sharedgrowth.support.queries.applications import Sheet, sheet_of
from sharedgrowth.support.queries.projects import has_agreement
from sharedgrowth.support.registry import Split
from sharedgrowth.support.services.applications import reasons_for
from sharedgrowth.support.states import ApplicationState, PartnerState
from sharedgrowth.support.views.public import is_open, shown_reasons


def address(application: Application, name: str = "application-detail", *args: object) -> str:
    """A page of the application."""
    return reverse(f"support:{name}", args=[application.number, *args])


def trail_of(application: Application, words: object = "") -> list[tuple[object, str]]:
    """Where the page stands."""
    steps: list[tuple[object, str]] = [
        (_("Support programmes"), reverse("support:programme-list")),
        (application.call.title, reverse("support:call-detail", args=[application.call.number])),
        (application.number, address(application) if words else ""),
    ]
    return [*steps, (words, "")] if words else steps


def company_facts(application: Application, now: datetime) -> list[dict[str, Any]]:
    """The strip of the writing page, as the call promises it."""
    call = application.call
    closes = day_text(call.closes_at, "short") if call.closes_at else _("always open")
    left = left_text(call.closes_at, now) if call.closes_at else ""
    most = str(money_short(call.most_won)) if call.most_won else "—"
    share = "" if call.nontrading_target is None else f"{call.nontrading_target * 100:.0f}%"
    results = day_text(call.results_on, "short") if call.results_on else _("not fixed yet")
    places = _("%(share)s for companies without trade with the buyer") % {"share": share} if share else ""
    return [
        {"label": pgettext("call", "Closes"), "value": closes, "note": left},
        {"label": _("Support"), "value": most, "note": _("at most, for one company") if call.most_won else ""},
        {"label": _("Places"), "value": call.places, "note": places},
        {"label": pgettext("call", "Results"), "value": results, "note": _("points and reasons are told")},
    ]


def facts_of(application: Application, sheet: Sheet) -> list[dict[str, Any]]:
    """The strip of the reading page."""
    sent = day_text(application.submitted_at, "short") if application.submitted_at else _("not yet")
    by = application.submitted_by.name if application.submitted_by else ""
    facts = [
        {"label": _("Company"), "value": application.company.name, "note": application.company.id_display},
        {"label": pgettext("application", "Sent"), "value": sent, "note": by},
        {"label": _("Way here"), "value": application.get_route_display(), "note": ""},
    ]
    if sheet.has_costs:
        split = sheet.split
        asked = str(money_short(split.government + split.anchor)) if split else "—"
        facts.append(
            {
                "label": _("Costs"),
                "value": str(money_full(sheet.total)),
                "note": _("support asked for: %(won)s") % {"won": asked} if split else "",
            }
        )
    return facts


def split_lines(split: Split | None) -> list[dict[str, Any]]:
    """Who pays what: words, won, percent of the total, why."""
    if split is None or not split.total:
        return []
    rows = [
        ("government", pgettext("pays", "Government"), split.government),
        ("anchor", pgettext("pays", "Buyer"), split.anchor),
        ("sme", pgettext("pays", "Company itself"), split.sme),
    ]
    return [
        {"label": label, "won": won, "pct": won * 100 / split.total, "why": split.why.get(key, "")}
        for key, label, won in rows
    ]


def rubric_lines(rubric: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rubric that the call keeps, in the reader's language."""
    language = "en" if get_language() == "en" else "ko"
    return [{"label": each.get(language) or each.get("ko", ""), "weight": each["weight"]} for each in rubric]


def warnings_of(request: HttpRequest, application: Application, sheet: Sheet | None = None) -> list[dict[str, Any]]:
    """Why the company cannot be selected as things stand; for its own people, before it is sent."""
    if request.user.company_id != application.company_id or application.state != ApplicationState.DRAFT:
        return []
    return shown_reasons(reasons_for(application, sheet or sheet_of(application)))


def deeds_of(request: HttpRequest, application: Application, now: datetime, partner: Partner | None) -> list[Deed]:
    """What this person can do with it now."""
    user, found = request.user, []
    if policies.may_answer_recommendation(user, application):
        text = _("An organisation recommends your company. With your consent it becomes a draft of yours.")
        found.append(
            Deed(_("Answer the recommendation"), address(application, "application-consent"), "circle-check", text)
        )
    if policies.may_write(user, application):
        primary = application.state != ApplicationState.LAPSED and is_open(application.call, now)
        found.append(Deed(_("Write"), address(application, "application-edit"), "pencil", primary=primary))
    if policies.may_manage_editors(user, application) and application.state == ApplicationState.DRAFT:
        found.append(Deed(_("People and partners"), address(application, "application-people"), "users"))
    if application.state == ApplicationState.NEED_INFO and policies.may_write(user, application):
        found.append(Deed(_("Answer what is asked"), address(application, "info-answer"), "send", primary=True))
    if partner is not None and policies.may_sign_as_partner(user, partner) and partner.state != PartnerState.REMOVED:
        url = reverse("support:partner-sign", args=[partner.uid])
        text = _("Your company is a partner of this application: read it, then sign or decline.")
        found.append(Deed(_("Sign as a partner"), url, "pencil", text, primary=True))
    over = application.state not in policies.LIVE_STATES
    if over and user.company_id == application.company_id and policies.may_apply(user):
        url = reverse("support:call-list") + f"?programme={application.call.programme}&state=open"
        found.append(Deed(_("Copy into another call"), url, "copy"))
    if policies.may_withdraw(user, application) and not has_agreement(application):
        found.append(
            Deed(
                _("Take the application back"),
                address(application, "application-withdraw"),
                "arrow-back-up",
                danger=True,
            )
        )
    return found
