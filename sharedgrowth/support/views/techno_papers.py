"""Papers of the support group, of inspections and licences, in the reader's language; the same data, the same bytes."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.display import day_text, money_full
from portal.http import reads
from portal.papers import NOTHING, Part, paper_answer
from portal.throttles import throttled
from sharedgrowth.support.queries import facility as visits
from sharedgrowth.support.queries import offers
from sharedgrowth.support.queries import waves as queries
from sharedgrowth.support.states.facility import SiteHazard
from sharedgrowth.support.states.waves import Direction, GroupState

BRAND = "Together · Shared Growth Support Group"


def _paper(title: str, number: str, *, facts, parts, signatures=()) -> HttpResponse:
    return paper_answer(number, brand=BRAND, title=title, facts=facts, parts=parts, signatures=signatures)


def _signed(person: Any, at: Any) -> str:
    return f"{person.name}, {day_text(at)}" if person and at else _("not signed yet")


@reads
@throttled("export")
def group_paper(request: HttpRequest, number: str) -> HttpResponse:
    """The memorandum; with the diagnosis and the list of tasks once the company has them."""
    asked = get_object_or_404(queries.requests_visible_to(request.user), number=number)
    labels = dict(Direction.choices)
    own_part = asked.state not in (GroupState.MOU_SIGNED, GroupState.DIAGNOSIS)
    tasks = queries.tasks_of(asked) if own_part else []
    terms = _(
        "The buyer's experts diagnose and advise; the company opens its works and does its part. Know-how of the "
        "company stays its own, patents of the buyer are licensed apart, and nothing is published without consent."
    )
    return _paper(
        _("Memorandum of support"),
        asked.number,
        facts=[
            (_("Company"), asked.company.name),
            (_("Wave"), asked.wave or ""),
            (_("Directions"), ", ".join(str(labels.get(code, code)) for code in asked.directions)),
            (_("State"), asked.get_state_display()),
        ],
        parts=[
            Part(_("Memorandum"), terms),
            Part(_("Problem"), asked.problem),
            Part(_("Findings"), asked.findings if own_part else ""),
            Part(_("Root cause"), asked.root_cause if own_part else ""),
            Part(
                _("List of tasks"),
                head=[
                    _("Task"),
                    _("Lead expert"),
                    _("Who pays"),
                    _("Expected effect in a year"),
                    pgettext("support", "Due"),
                ],
                rows=[
                    [
                        f"{task.number} {task.title}",
                        task.expert.user.name,
                        task.get_cost_bearer_display(),
                        money_full(task.expected_won),
                        day_text(task.due_on),
                    ]
                    for task in tasks
                ],
                numbers=[3],
            ),
        ],
        signatures=[
            (_("For the company"), _signed(asked.company_signed_by, asked.company_signed_at)),
            (_("For the buyer"), _signed(asked.buyer_signed_by, asked.buyer_signed_at)),
            (_("List of tasks"), _signed(asked.agreed_by, asked.agreed_at)),
        ],
    )


@reads
@throttled("export")
def inspection_paper(request: HttpRequest, number: str) -> HttpResponse:
    """The inspection sheet: safety form, answers, faults."""
    visit = get_object_or_404(visits.inspections_visible_to(request.user), number=number)
    answers = visits.answers_of(visit)
    faults = {fault.item_id: fault for fault in visits.faults_of(visit) if fault.item_id}
    rows = []
    for item in visit.checklist.items.order_by("no"):
        answer, fault = answers.get(item.pk), faults.get(item.pk)
        verdict = str(answer.get_verdict_display()) if answer else NOTHING
        told = f"{fault.get_severity_display()}, {fault.get_state_display()}: {fault.text}" if fault else ""
        rows.append([str(item.no), item.text, verdict, told or (answer.note if answer else "")])
    for fault in visits.faults_of(visit):
        if fault.item_id is None:
            state = f"{fault.get_severity_display()}, {fault.get_state_display()}"
            rows.append([NOTHING, fault.text, state, fault.recommendation])
    hazards = ", ".join(str(SiteHazard(code).label) for code in visit.hazards)
    return _paper(
        _("Inspection sheet"),
        visit.number,
        facts=[
            (_("Company"), visit.company.name),
            (pgettext("inspection", "Site"), visit.site),
            (_("What is inspected"), visit.subject),
            (_("Day"), day_text(visit.planned_on)),
            (_("Inspector"), visit.inspector.name),
            (_("State"), visit.get_state_display()),
        ],
        parts=[
            Part(_("Safety form"), "\n".join(filter(None, [hazards, visit.measures]))),
            Part(pgettext("inspection", "Summary"), visit.summary),
            Part(
                visit.checklist.title,
                head=[_("No."), pgettext("checklist", "Item"), _("Answer"), _("Fault")],
                rows=rows,
            ),
        ],
    )


@reads
@throttled("export")
def licence_paper(request: HttpRequest, number: str) -> HttpResponse:
    """The licence with its terms and both signatures."""
    licence = get_object_or_404(offers.licences_visible_to(request.user), number=number)
    return _paper(
        _("Licence of a technology"),
        licence.number,
        facts=[
            (_("Company"), licence.company.name),
            (_("Technology"), licence.offer.title),
            (_("Patent"), f"{licence.offer.patent_no} ({licence.offer.patent_office})"),
            (_("Fee"), money_full(licence.fee_won) if licence.fee_won else _("none")),
            (_("Royalty"), f"{licence.royalty_pct.normalize():f}%" if licence.royalty_pct else _("none")),
            (_("State"), licence.get_state_display()),
            (_("Begins on"), day_text(licence.begins_on) if licence.begins_on else ""),
            (_("Ends on"), day_text(licence.ends_on) if licence.ends_on else ""),
        ],
        parts=[
            Part(pgettext("licence", "Conditions"), licence.conditions),
            Part(_("What it is used for"), licence.use),
            Part(_("What was handed over"), licence.handed_over),
        ],
        signatures=[
            (_("For the company"), _signed(licence.company_signed_by, licence.company_signed_at)),
            (_("For the buyer"), _signed(licence.buyer_signed_by, licence.buyer_signed_at)),
        ],
    )
