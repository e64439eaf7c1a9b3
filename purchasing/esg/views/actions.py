"""Doors of corrective actions: the list, one action, its plan, its evidence, its verification."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import timeline_of
from portal.clock import SEOUL, today
from portal.deciding import Decision, Deed, decide, posted
from portal.display import day_text
from portal.http import page, page_now, reads, writes
from portal.paging import Paginator
from portal.pdf import pdf_response, typeset
from purchasing.esg.forms import actions as forms
from purchasing.esg.models import CorrectiveAction, terms_on
from purchasing.esg.policies import actions as policies
from purchasing.esg.queries import actions as queries
from purchasing.esg.queries.letters import action_paper as paper_of_action
from purchasing.esg.rules.actions import most_extension
from purchasing.esg.services import actions as services
from purchasing.esg.states import CAP_RUNNING, CapState

PER_PAGE = 20
STEPS = (CapState.OPEN, CapState.PLAN_SUBMITTED, CapState.PLAN_ACCEPTED, CapState.IMPLEMENTED, CapState.CLOSED)


def trail() -> list[tuple[object, str]]:
    """Where the pages stand."""
    return [(_("Corrective actions"), reverse("esg:action-list"))]


def _at(action: CorrectiveAction, name: str = "action-detail") -> str:
    return reverse(f"esg:{name}", args=[action.number])


def action_or_404(request: HttpRequest, number: str) -> CorrectiveAction:
    """The action, if the person may see it."""
    return get_object_or_404(queries.actions_visible_to(request.user), number=number.upper()[:20])


@reads
def action_list(request: HttpRequest) -> HttpResponse:
    """What is to be mended, the first due on top."""
    form = forms.ActionFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    found = queries.actions_listed_for(request.user, **given)
    context = {
        "filter": form,
        "filtered": bool(given),
        "results": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "may_open": policies.may_open_action(request.user),
        "is_staff": request.user.is_internal,
    }
    return page(request, "esg/action_list.html", context, part="esg/_action_results.html")


def facts(action: CorrectiveAction) -> list[dict[str, Any]]:
    """Company, severity, clocks."""
    contained = action.contained_on
    rows = [
        {"label": _("Company"), "value": action.company.name, "note": action.company.id_display},
        {
            "label": pgettext("finding", "Severity"),
            "value": action.get_severity_display(),
            "note": _("item %(code)s") % {"code": action.question_code} if action.question_code else "",
        },
        {"label": _("Plan due"), "value": day_text(action.plan_due, "day"), "note": action.owner},
    ]
    if action.contain_due is not None:
        note = _("contained on %(day)s") % {"day": day_text(contained, "day")} if contained else _("not yet contained")
        rows.append({"label": _("Contained by"), "value": day_text(action.contain_due, "day"), "note": note})
    note = _("%(days)s days given in addition") % {"days": action.extended_days} if action.extended_days else ""
    rows.append({"label": _("Closed by"), "value": day_text(action.due_on, "day"), "note": note})
    return rows


def steps(action: CorrectiveAction) -> list[dict[str, Any]]:
    """From the finding to the closure."""
    late = action.state in queries.LATE
    now = CapState.PLAN_ACCEPTED if late and action.planned_by_id else CapState.OPEN if late else action.state
    place = STEPS.index(CapState.CLOSED if now == CapState.VERIFIED else CapState(now))
    return [
        {
            "label": step.label,
            "state": "done" if at < place or step == now == CapState.CLOSED else "now" if at == place else "later",
            "url": "",
            "note": "",
        }
        for at, step in enumerate(STEPS)
    ]


@reads
def action_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One action: what was found, what is planned and done, what the reviewer said."""
    action = action_or_404(request, number)
    context = {
        "action": action,
        "trail": [*trail(), (action.number, "")],
        "facts": facts(action),
        "steps": steps(action),
        "late": action.state in queries.LATE,
        "deeds": _deeds(request.user, action),
        "evidence": list(action.evidence.select_related("file", "certificate")),
        "entries": list(timeline_of(action)),
        "is_staff": request.user.is_internal,
    }
    return page(request, "esg/action_detail.html", context)


@reads
def action_paper(request: HttpRequest, number: str) -> HttpResponse:
    """The corrective action plan as PDF, in the reader's language."""
    action = action_or_404(request, number)
    return pdf_response(typeset("esg/limitation_letter.typ", paper_of_action(action)), f"{action.number}.pdf")


def _deeds(user, action: CorrectiveAction) -> list[Deed]:
    state, found = action.state, []
    if action.state not in CAP_RUNNING:
        return []
    if policies.may_plan_action(user, action):
        if CorrectiveAction.flow.allows("implement", state):
            text = _("Done? Show it: another person looks at your evidence and closes it.")
            verb = _("Hand in evidence")
            found.append(Deed(verb, _at(action, "action-implement"), "file-check", text, primary=True))
        if CorrectiveAction.flow.allows("plan", state):
            text = _("Say why it happened, what you do about it and who answers for it.")
            primary = state == CapState.OPEN
            found.append(Deed(_("Hand in the plan"), _at(action, "action-plan"), "checklist", text, primary=primary))
        if action.contain_due is not None and action.contained_on is None:
            found.append(Deed(_("Report containment"), _at(action, "action-contain"), "shield-check"))
        if state in services.EXTENDABLE and not action.extension_reason:
            found.append(Deed(_("Ask for more time"), _at(action, "action-extend"), "clock"))
    if policies.may_judge_plan(user, action) and state == CapState.PLAN_SUBMITTED:
        text = _("Does the plan go to the root? Accept it, or say what is missing.")
        found.append(Deed(_("Accept the plan"), _at(action, "action-accept"), "circle-check", text, primary=True))
        found.append(Deed(_("Send back"), _at(action, "action-send-back"), "arrow-back-up"))
    if policies.may_verify_action(user, action) and state == CapState.IMPLEMENTED:
        text = _("Look at the evidence: verified, the item is scored anew and the action is closed.")
        found.append(
            Deed(
                pgettext("corrective action", "Verify"),
                _at(action, "action-verify"),
                "circle-check",
                text,
                primary=True,
            )
        )
        found.append(Deed(_("Not yet mended"), _at(action, "action-refuse"), "arrow-back-up"))
    if policies.may_decide_extension(user, action) and action.extension_asked is not None:
        text = _("%(days)s days more are asked for: %(reason)s")
        words = text % {"days": action.extension_asked, "reason": action.extension_reason}
        found.append(Deed(_("Decide on the extension"), _at(action, "action-extension"), "clock", words))
    return found


@writes(shows_form=True)
def action_open(request: HttpRequest) -> HttpResponse:
    """A reviewer asks for one."""
    decision = Decision(
        title=_("Ask for a corrective action"),
        text=_("The supplier is told. It plans within ten business days; the clock of the severity runs from today."),
        verb=_("Ask for it"),
        done=_("Asked for. The supplier is told."),
        allowed=policies.may_open_action(request.user),
        do=lambda given: services.open_action(**given, by=request.user),
        back=reverse("esg:action-list"),
        trail=trail(),
        after=_at,
    )
    asked = {name: request.GET.get(name, "")[:100] for name in ("company", "assessment", "question_code")}
    return decide(request, decision, forms.ActionForm(posted(request), initial=asked))


def _decision(action: CorrectiveAction, **words: Any) -> Decision:
    return Decision(
        docno=action.number,
        heading=action.company.name,
        facts=facts(action),
        quote=words.pop("quote", action.finding),
        quote_title=words.pop("quote_title", pgettext("corrective action", "Finding")),
        back=_at(action),
        trail=[*trail(), (action.number, _at(action))],
        **words,
    )


@writes(shows_form=True)
def action_plan(request: HttpRequest, number: str) -> HttpResponse:
    """The supplier's plan."""
    action = action_or_404(request, number)
    decision = _decision(
        action,
        title=_("Hand in the plan"),
        text=_("A reviewer accepts it or says what is missing. The clock goes on meanwhile."),
        verb=_("Hand in the plan"),
        done=_("The plan is in. A reviewer looks at it."),
        allowed=policies.may_plan_action(request.user, action),
        do=lambda given: services.plan_action(action, **given, by=request.user),
    )
    return decide(request, decision, forms.PlanForm(posted(request), action=action))


@writes(shows_form=True)
def action_contain(request: HttpRequest, number: str) -> HttpResponse:
    """The supplier: nobody is harmed by it any more."""
    action = action_or_404(request, number)
    decision = _decision(
        action,
        title=_("Report containment"),
        text=_("What keeps harm away until it is mended, and since when."),
        verb=pgettext("corrective action", "Report"),
        done=_("Reported."),
        allowed=policies.may_contain_action(request.user, action),
        do=lambda given: services.contain_action(action, **given, by=request.user),
    )
    on_day = page_now(request).astimezone(SEOUL).date()
    form = forms.ContainForm(posted(request), initial={"text": action.containment, "on": on_day})
    return decide(request, decision, form)


@writes(shows_form=True)
def action_extend(request: HttpRequest, number: str) -> HttpResponse:
    """The supplier asks for more time."""
    action = action_or_404(request, number)
    most = most_extension((action.due_on - action.opened_on).days, terms_on(today()).extension_share)
    decision = _decision(
        action,
        title=_("Ask for more time"),
        text=_("Once, at most %(most)s days: half of the time. A reviewer decides; until then the day stays.")
        % {"most": most},
        verb=_("Ask for it"),
        done=_("Asked for. A reviewer decides."),
        allowed=policies.may_ask_extension(request.user, action),
        do=lambda given: services.ask_extension(action, **given, by=request.user),
    )
    return decide(request, decision, forms.ExtensionForm(posted(request)))


@writes(shows_form=True)
def action_extension(request: HttpRequest, number: str) -> HttpResponse:
    """The reviewer gives the days, or not."""
    action = action_or_404(request, number)
    decision = _decision(
        action,
        title=_("Decide on the extension"),
        text=_("%(days)s days more are asked for: %(reason)s")
        % {"days": action.extension_asked or 0, "reason": action.extension_reason},
        verb=_("Decide"),
        done=_("Decided. The supplier is told."),
        allowed=policies.may_decide_extension(request.user, action),
        do=lambda given: services.decide_extension(
            action, granted=given["granted"] == "yes", answer=given["answer"], by=request.user
        ),
    )
    return decide(request, decision, forms.AnswerForm(posted(request)))


@writes(shows_form=True)
def action_accept(request: HttpRequest, number: str) -> HttpResponse:
    """The reviewer agrees with the plan."""
    action = action_or_404(request, number)
    decision = _decision(
        action,
        title=_("Accept the plan"),
        text=_("The supplier does what it planned, and shows it by %(day)s.") % {"day": day_text(action.due_on, "day")},
        quote=action.action,
        quote_title=pgettext("corrective action", "Action"),
        verb=_("Accept the plan"),
        done=_("Accepted. The supplier is told."),
        allowed=policies.may_judge_plan(request.user, action),
        do=lambda given: services.accept_plan(action, remark=given["remark"], by=request.user),
    )
    return decide(request, decision, forms.AcceptForm(posted(request)))


@writes(shows_form=True)
def action_send_back(request: HttpRequest, number: str) -> HttpResponse:
    """The reviewer says what the plan lacks."""
    action = action_or_404(request, number)
    decision = _decision(
        action,
        title=_("Send the plan back"),
        text=_("The supplier has at least five business days to complete it."),
        quote=action.action,
        quote_title=pgettext("corrective action", "Action"),
        verb=_("Send back"),
        done=_("Sent back. The supplier is told."),
        allowed=policies.may_judge_plan(request.user, action),
        do=lambda given: services.send_back_plan(action, remark=given["remark"], by=request.user),
    )
    return decide(request, decision, forms.RemarkForm(posted(request)))


@writes(shows_form=True)
def action_implement(request: HttpRequest, number: str) -> HttpResponse:
    """The supplier shows that it is done."""
    action = action_or_404(request, number)
    decision = _decision(
        action,
        title=_("Hand in evidence"),
        text=_("Another person looks at it. What is not in your evidence library yet is added there first."),
        verb=_("Hand in evidence"),
        done=_("The evidence is in. A reviewer looks at it."),
        allowed=policies.may_plan_action(request.user, action),
        do=lambda given: services.implement_action(action, **given, by=request.user),
    )
    return decide(request, decision, forms.DoneForm(posted(request), action=action))


@writes(shows_form=True)
def action_verify(request: HttpRequest, number: str) -> HttpResponse:
    """Another person: it is mended."""
    action = action_or_404(request, number)
    decision = _decision(
        action,
        title=_("Verify the corrective action"),
        text=_("It is closed. If it belongs to an item, the item gets its new score and the total is computed anew."),
        quote=action.done_text,
        quote_title=_("What was done"),
        verb=pgettext("corrective action", "Verify"),
        done=_("Verified and closed. The supplier is told."),
        allowed=policies.may_verify_action(request.user, action),
        do=lambda given: services.verify_action(action, **given, by=request.user),
    )
    return decide(request, decision, forms.VerifyForm(posted(request), action=action))


@writes(shows_form=True)
def action_refuse(request: HttpRequest, number: str) -> HttpResponse:
    """The evidence does not show it."""
    action = action_or_404(request, number)
    decision = _decision(
        action,
        title=_("Not yet mended"),
        text=_("The supplier goes on under the same clock; say what the evidence does not show."),
        quote=action.done_text,
        quote_title=_("What was done"),
        verb=_("Not yet mended"),
        done=_("The supplier is told."),
        allowed=policies.may_verify_action(request.user, action),
        do=lambda given: services.refuse_evidence(action, remark=given["remark"], by=request.user),
    )
    return decide(request, decision, forms.RemarkForm(posted(request)))
