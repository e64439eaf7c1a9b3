"""Doors of the entry qualification: the list, one entry from preparation to decision, its letter."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import timeline_of
from portal.clock import SEOUL
from portal.deciding import Decision, decide, posted
from portal.errors import RuleBroken
from portal.http import page, page_now, reads, see, writes
from portal.paging import Paginator
from portal.pdf import pdf_response, typeset
from portal.policy import require
from purchasing.esg.forms.gate import EntryFilter, JudgeForm, PointForm, ReasonForm, SelfForm
from purchasing.esg.models import Entry
from purchasing.esg.policies import gate as policies
from purchasing.esg.queries import gate as queries
from purchasing.esg.services import gate as services
from purchasing.esg.services import gate_decisions
from purchasing.esg.states import EntryOutcome, EntryState
from purchasing.esg.states.self_assessment import SelfAnswer, SelfQuestion
from purchasing.esg.views.gate_shown import entry_facts, entry_steps, letter

PER_PAGE = 20
S = EntryState


def _day(request: HttpRequest):
    return page_now(request).astimezone(SEOUL).date()


def _entry(request: HttpRequest, number: str) -> Entry:
    return get_object_or_404(queries.entries_visible_to(request.user), number=number)


def _at(entry: Entry) -> str:
    return reverse("esg:entry-detail", args=[entry.number])


def _trail(entry: Entry) -> list[tuple[object, str]]:
    return [(_("Entry qualifications"), reverse("esg:entry-list")), (entry.number, _at(entry))]


@reads
def entry_list(request: HttpRequest) -> HttpResponse:
    """A supplier's own, with where it stands; for staff all, what waits first."""
    user, day = request.user, _day(request)
    form = EntryFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    found = queries.entries_listed_for(user, words=given.get("q", ""), state=given.get("state", ""))
    company = user.company if user.is_supplier else None
    outcome = queries.outcome_of(company, day) if company else ""
    context = {
        "filter": form,
        "filtered": bool(given),
        "results": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "inside": user.is_internal,
        "company": company,
        "outcome": EntryOutcome(outcome) if outcome in EntryOutcome.values else None,
        "passed": outcome in (EntryOutcome.QUALIFIED, EntryOutcome.CONDITIONAL),
        "until": queries.outcome_until(company, day) if company else None,
        "consent": queries.consent_of(company, day) if company else None,
        "consented": bool(company and queries.has_consented(company, day)),
        "current": queries.current_entry(company) if company else None,
        "may_begin": policies.may_begin_entry(user) if company else None,
    }
    return page(request, "esg/entry_list.html", context, part="esg/_entry_results.html")


@writes
def entry_create(request: HttpRequest) -> HttpResponse:
    """Begin, with what the last application said."""
    require(policies.may_begin_entry(request.user))
    try:
        entry = services.begin_entry(by=request.user)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return see(request, reverse("esg:entry-list"))
    messages.success(request, _("Begun. Answer the ten items in any order; everything is kept until you submit."))
    return see(request, _at(entry))


@reads
def entry_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One entry: ten items, evidence, what the reviewer found, the decision."""
    return _show(request, _entry(request, number))


def _show(request: HttpRequest, entry: Entry, status: int = 200, **bound: Any) -> HttpResponse:
    user, day = request.user, _day(request)
    own = entry.company_id == user.company_id
    points = queries.points_of(entry)
    writes_it = own and entry.state in services.EDITABLE and bool(policies.may_edit_entry(user, entry))
    judges = entry.state == S.REVIEW and bool(policies.may_review_entry(user, entry))
    consented = queries.has_consented(entry.company, day) if own or judges else False
    forms = bound.get("forms") or _forms(points) if writes_it else {}
    judged = bound.get("judged") or _judges(points) if judges else {}
    faults = services.faults_of(entry, points, consented=consented) if writes_it else []
    context = {
        "trail": _trail(entry),
        "entry": entry,
        "own": own,
        "steps": entry_steps(entry),
        "facts": entry_facts(entry),
        "rows": [
            {"point": point, "form": forms.get(point.item), "judge": judged.get(point.item), "fault": fault}
            for point, fault in ((point, dict(faults).get(point.item, "")) for point in points)
        ],
        "form_list": list(forms.values()),
        "judge_list": list(judged.values()),
        "self_form": bound.get("self_form") or _self_form(entry),
        "self_rows": self_rows(entry),
        "writes_it": writes_it,
        "judges": judges,
        "faults": faults,
        "consented": consented,
        "sees_evidence": own or queries.reads_evidence(user),
        "outcome": gate_decisions.outcome_of(entry, points) if judges else "",
        "may_submit": policies.may_submit_entry(user, entry) if own else None,
        "may_take": policies.may_take_entry(user, entry) if entry.state == S.SUBMITTED and user.is_internal else None,
        "may_fulfil": entry.state == S.CONDITIONAL and bool(policies.may_review_entry(user, entry)),
        "conditions": list(gate_decisions.conditions_of(entry)) if entry.state == S.CONDITIONAL else [],
        "remedies": [point for point in points if point.passed is False],
        "entries": timeline_of(entry) if own or queries.reads_evidence(user) else None,
    }
    return page(request, "esg/entry_detail.html", context, status=status)


def self_rows(entry: Entry) -> list[tuple[object, object]]:
    """Questions and answers of the self-assessment, to be read."""
    said = entry.self_answers
    return [(each.label, SelfAnswer(said[each.value]).label if each.value in said else "—") for each in SelfQuestion]


def _forms(points, data=None, files=None) -> dict[str, PointForm]:
    return {
        point.item: PointForm(data, files, prefix=point.item, point=point) for point in points if point.item != "E-7"
    }


def _self_form(entry: Entry, data=None) -> SelfForm | None:
    """Only in preparation: the outcome hangs on what was submitted."""
    return SelfForm(data, prefix="self", initial=entry.self_answers) if entry.state == S.DRAFT else None


def _judges(points, data=None) -> dict[str, JudgeForm]:
    return {point.item: JudgeForm(data, prefix=f"judge-{point.item}", point=point) for point in points}


@writes
def entry_save(request: HttpRequest, number: str) -> HttpResponse:
    """Everything that was typed, at once; unfinished is fine. With ``submit`` it is handed in."""
    entry = _entry(request, number)
    require(policies.may_edit_entry(request.user, entry))
    points = queries.points_of(entry)
    forms = _forms(points, request.POST, request.FILES)
    self_form = _self_form(entry, request.POST)
    valid = [form.is_valid() for form in forms.values()]
    if not ((self_form is None or self_form.is_valid()) and all(valid)):
        return _show(request, entry, 422, forms=forms, self_form=self_form)
    with transaction.atomic():
        for item, form in forms.items():
            if form.has_changed():
                try:
                    with transaction.atomic():
                        services.answer_point(entry, item, **form.given(), by=request.user)
                except RuleBroken as refusal:
                    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        if self_form is not None and self_form.has_changed():
            services.answer_self_assessment(entry, self_form.cleaned_data, by=request.user)
    if any(form.errors for form in forms.values()):
        return _show(request, entry, 422, forms=forms, self_form=self_form)
    if "submit" not in request.POST:
        messages.success(request, _("Saved."))
        return see(request, _at(entry))
    require(policies.may_submit_entry(request.user, entry))
    try:
        services.submit_entry(entry, by=request.user)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return see(request, _at(entry))
    messages.success(request, _("Submitted. A reviewer answers within ten business days."))
    return see(request, _at(entry))


@writes
def entry_withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """The supplier takes it back."""
    services.withdraw_entry(_entry(request, number), by=request.user)
    messages.success(request, _("Withdrawn. You can apply again at any time."))
    return see(request, reverse("esg:entry-list"))


@writes
def entry_take(request: HttpRequest, number: str) -> HttpResponse:
    """A reviewer takes it."""
    entry = services.take_entry(_entry(request, number), by=request.user)
    messages.success(request, _("Taken. Look at each item and say whether it is met."))
    return see(request, _at(entry))


@writes
def entry_judge(request: HttpRequest, number: str) -> HttpResponse:
    """What the reviewer found of the items, at once."""
    entry = _entry(request, number)
    require(policies.may_review_entry(request.user, entry))
    forms = _judges(queries.points_of(entry), request.POST)
    if not all([form.is_valid() for form in forms.values()]):
        return _show(request, entry, 422, judged=forms)
    for item, form in forms.items():
        passed = form.cleaned_data["passed"]
        if passed is None or not form.has_changed():
            continue
        try:
            services.judge_point(entry, item, **form.given(), by=request.user)
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    if any(form.errors for form in forms.values()):
        return _show(request, entry, 422, judged=forms)
    messages.success(request, _("Your findings are kept."))
    return see(request, _at(entry))


@writes(shows_form=True)
def entry_ask(request: HttpRequest, number: str) -> HttpResponse:
    """A question to the supplier."""
    entry = _entry(request, number)
    form = ReasonForm(posted(request), name="question", label=_("Question"), hint=_("Name the items it is about."))
    what = Decision(
        _("Ask the supplier"),
        _("The clock of the decision waits for the answer. Items that you found to be met stay as they are."),
        _("Send the question"),
        _("Sent. The supplier answers within ten business days."),
        policies.may_review_entry(request.user, entry),
        lambda given: services.ask_supplier_of_entry(entry, question=given["question"], by=request.user),
        back=_at(entry),
        trail=_trail(entry),
        docno=entry.number,
    )
    return decide(request, what, form)


@writes(shows_form=True)
def entry_reply(request: HttpRequest, number: str) -> HttpResponse:
    """The supplier's answer."""
    entry = _entry(request, number)
    if entry.company_id != request.user.company_id:
        raise Http404
    form = ReasonForm(posted(request), name="reply", label=pgettext("entry", "Answer"), hint=entry.question)
    what = Decision(
        _("Answer the reviewer"),
        _("Change the items it is about first; then answer here. The days of the decision run anew."),
        _("Send the answer"),
        _("Sent. The reviewer goes on."),
        policies.may_submit_entry(request.user, entry),
        lambda given: services.reply_to_reviewer(entry, reply=given["reply"], by=request.user),
        back=_at(entry),
        trail=_trail(entry),
        docno=entry.number,
    )
    return decide(request, what, form)


@writes(shows_form=True)
def entry_decide(request: HttpRequest, number: str) -> HttpResponse:
    """The reviewer confirms what the rule says."""
    entry = _entry(request, number)
    allowed = policies.may_review_entry(request.user, entry)
    outcome = gate_decisions.outcome_of(entry, queries.points_of(entry))
    if allowed and not outcome:
        messages.error(request, _("Look at all ten items first."))
        return see(request, _at(entry))
    said = EntryOutcome(outcome).label if outcome else ""
    what = Decision(
        _("Decide: %(outcome)s") % {"outcome": said},
        _(
            "The ten items and the self-assessment of %(score)s points come to this. It is told to the supplier, and "
            "registration and bidding read it from now on."
        )
        % {"score": entry.self_score},
        _("Decide"),
        _("Decided. The supplier has the letter."),
        allowed,
        lambda given: gate_decisions.decide_entry(entry, reason=given["reason"], by=request.user),
        danger=outcome == EntryOutcome.NOT_QUALIFIED,
        back=_at(entry),
        trail=_trail(entry),
        docno=entry.number,
    )
    hint = _("It stands in the letter.")
    return decide(request, what, ReasonForm(posted(request), label=_("Reason"), hint=hint))


@writes(shows_form=True)
def entry_fulfil(request: HttpRequest, number: str) -> HttpResponse:
    """The conditions are met."""
    entry = _entry(request, number)
    what = Decision(
        _("The conditions are met"),
        _("The company is fully qualified from today on, and the cap on its orders ends."),
        _("Qualify"),
        _("Decided. The supplier has the letter."),
        policies.may_review_entry(request.user, entry),
        lambda given: gate_decisions.fulfil_entry(entry, reason=given["reason"], by=request.user),
        back=_at(entry),
        trail=_trail(entry),
        docno=entry.number,
    )
    return decide(request, what, ReasonForm(posted(request), label=_("Reason")))


@reads
def entry_letter(request: HttpRequest, number: str) -> HttpResponse:
    """The decision as a letter (PDF)."""
    entry = _entry(request, number)
    if entry.decided_at is None:
        raise Http404
    return pdf_response(typeset("esg/letter.typ", letter(entry)), f"entry-{entry.number}.pdf")
