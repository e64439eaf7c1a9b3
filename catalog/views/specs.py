"""Doors of specifications: the master with its versions, and cases that change it, with the chain of decisions."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from catalog.forms.sourcing import ReasonForm, RequirementsForm
from catalog.forms.trials import CaseForm
from catalog.models import SpecCase
from catalog.policies import sourcing as may
from catalog.queries import specs as queries
from catalog.queries.classes import definitions_for
from catalog.queries.sourcing import reads_current_price
from catalog.services import asked, specs
from catalog.states import CaseState
from catalog.views.sourcing import beside, posted, request_or_404
from catalog.views.sourcing_shown import Deed, address, trail_to
from catalog.views.sourcing_steps import Decision, decide
from portal.audit.queries import staff_timeline_of, timeline_of
from portal.clock import SEOUL
from portal.display import day_text, money_full
from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, reads, see, writes
from portal.paging import Paginator
from portal.policy import require

C = CaseState
PER_PAGE = 20
STEPS = (
    (pgettext_lazy("spec case", "Proposed"), {C.PROPOSED}),
    (gettext_lazy("Using department"), {C.TECH_REVIEW}),
    (gettext_lazy("Quality"), {C.QUALITY_REVIEW}),
    (pgettext_lazy("spec case", "Approved"), {C.APPROVED, C.REJECTED}),
    (pgettext_lazy("spec case", "In force"), {C.EFFECTIVE}),
)


def case_or_404(request: HttpRequest, uid: UUID) -> SpecCase:
    """A case that this person may see."""
    return get_object_or_404(queries.cases_visible_to(request.user), uid=uid)


def case_address(case: SpecCase, name: str = "case-detail") -> str:
    """A page of the case."""
    return reverse(f"catalog:{name}", args=[case.uid])


def _trail(*steps: tuple[object, str]) -> list[tuple[object, str]]:
    return [(_("Specifications"), reverse("catalog:spec-list")), *steps]


@reads
def spec_list(request: HttpRequest) -> HttpResponse:
    """Cases that run first, then the specifications with their version in force."""
    require(may.may_read_sourcing(request.user))
    cases = queries.cases_visible_to(request.user).order_by("-id")
    found = queries.specifications_visible_to(request.user).prefetch_related("versions")
    results = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    day = page_now(request).astimezone(SEOUL).date()
    context = {
        "cases": [(case, queries.reads_saving(request.user, case)) for case in cases[:PER_PAGE]],
        "results": results,
        "rows": [
            (one, next((version for version in one.versions.all() if version.valid_from <= day), None))
            for one in results
        ],
        "trail": _trail(),
    }
    return page(request, "catalog/spec_list.html", context)


@reads
def spec_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A specification: what is in force, and all its versions."""
    specification = get_object_or_404(queries.specifications_visible_to(request.user), uid=uid)
    day = page_now(request).astimezone(SEOUL).date()
    current = queries.version_in_force(specification, day)
    context = {
        "specification": specification,
        "current": current,
        "asked": queries.rows_of(current),
        "versions": list(specification.versions.select_related("case")),
        "cases": list(specification.cases.all()),
        "trail": _trail((str(specification), "")),
        "may_change": may.may_propose_case(request.user),
        "day": day,
        "entries": staff_timeline_of(request.user, specification),
    }
    return page(request, "catalog/spec_detail.html", context)


@writes(shows_form=True)
def case_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Propose to change a specification without a sourcing request."""
    specification = get_object_or_404(queries.specifications_visible_to(request.user), uid=uid)
    require(may.may_propose_case(request.user))
    back = reverse("catalog:spec-detail", args=[specification.uid])
    trail = _trail((str(specification), back), (_("Propose a change"), ""))
    return _begin(request, trail, back, lambda given: specs.propose_case(specification, by=request.user, **given), {})


@writes(shows_form=True)
def case_open(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Propose that the specification follows what was adopted."""
    thing = request_or_404(request, uid)
    require(may.may_propose_case(request.user, thing))
    trail = trail_to(thing, _("Change the specification"))
    initial = {"savings_won": thing.saved_won} if reads_current_price(request.user, thing) else {}
    return _begin(
        request, trail, address(thing), lambda given: specs.open_case(thing, by=request.user, **given), initial
    )


def _begin(request: HttpRequest, trail, back: str, act, initial: dict[str, Any]) -> HttpResponse:
    form = CaseForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            case = act(form.cleaned_data)
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            messages.success(request, _("The case is written. Check its attributes, then send it to review."))
            return see(request, case_address(case))
    context = {"form": form, "trail": trail, "back_url": back}
    return page(request, "catalog/case_form.html", context, status=422 if form.errors else 200)


@reads
def case_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The case: what changes, why, what it saves, and who has decided what."""
    case = case_or_404(request, uid)
    deltas = queries.deltas_of(case)
    deeds = _deeds(request.user, case)
    context = {
        "case": case,
        "trail": _trail((case.number, "")),
        "facts": _facts(case, queries.reads_saving(request.user, case)),
        "steps": _steps(case),
        "deltas": deltas,
        "changed": sum(delta.is_changed for delta in deltas),
        "deeds": deeds,
        "small_deeds": [deed for deed in deeds if not deed.text],
        "entries": timeline_of(case),
        "why_not": _why_not(request.user, case),
    }
    return page(request, "catalog/case_detail.html", context)


def _facts(case: SpecCase, reads_saving: bool) -> list[dict[str, Any]]:
    if not reads_saving:
        saved, note = "—", _("for the department, purchasing and approvers")
    else:
        saved, note = money_full(case.savings_won) if case.savings_won is not None else "—", ""
    return [
        {"label": _("Specification"), "value": str(case.specification), "note": case.specification.class_node.name},
        {"label": _("Changes version"), "value": case.base.no if case.base else "—", "note": ""},
        {"label": _("In force from"), "value": day_text(case.effective_from, "day"),
         "note": _("published tenders keep the old one")},
        {"label": _("Estimated saving per year"), "value": saved, "note": note},
        {"label": pgettext("sourcing", "Proposed by"), "value": case.proposed_by, "note": case.department},
    ]  # fmt: skip


def _steps(case: SpecCase) -> list[dict[str, Any]]:
    place = next(i for i, (_words, states) in enumerate(STEPS) if case.state in states)
    who = {1: case.tech_by, 2: case.quality_by}
    found = []
    for i, (words, _states) in enumerate(STEPS):
        label = _("Rejected") if case.state == C.REJECTED and i == place else words
        state = "done" if i < place else "now" if i == place else "later"
        found.append({"label": label, "state": state, "url": "", "note": str(who.get(i) or "")})
    return found


def _why_not(user, case: SpecCase) -> str:
    if case.state == C.TECH_REVIEW:
        return may.may_review_case(user, case).reason
    if case.state == C.QUALITY_REVIEW:
        return may.may_decide_case(user, case).reason
    return ""


def _deeds(user, case: SpecCase) -> list[Deed]:
    found: list[Deed] = []
    if case.state == C.PROPOSED and may.may_edit_case(user, case):
        text = _("The using department reviews it first, then quality decides.")
        url = case_address(case, "case-submit")
        found.append(Deed("submit", _("Send to review"), url, "send", text, post=True, primary=True))
        found.append(Deed("rows", _("Edit the attributes"), case_address(case, "case-rows"), "pencil"))
    if case.state == C.TECH_REVIEW and may.may_review_case(user, case):
        text = _("The using department answers for the technical side.")
        url = case_address(case, "case-pass")
        found.append(Deed("pass", _("Agree to the change"), url, "circle-check", text, primary=True))
        found.append(Deed("reject", _("Reject"), case_address(case, "case-reject"), "circle-x", danger=True))
    if case.state == C.QUALITY_REVIEW and may.may_decide_case(user, case):
        text = _("The specification gets its next version. Published tenders keep the old one.")
        url = case_address(case, "case-approve")
        found.append(Deed("approve", pgettext("spec case", "Approve"), url, "circle-check", text, primary=True))
        found.append(Deed("reject", _("Reject"), case_address(case, "case-reject"), "circle-x", danger=True))
    return found


@writes(shows_form=True)
def case_rows(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What the case proposes, attribute by attribute."""
    case = case_or_404(request, uid)
    require(may.may_edit_case(request.user, case))
    if case.state != C.PROPOSED:
        raise WrongState(_("This case is under review and no longer changes."))
    definitions = definitions_for(case.specification.class_node)
    typed = {**asked.prefilled(definitions, {}), **asked.as_typed(queries.rows_of_case(case))}
    form = RequirementsForm(posted(request), definitions=definitions, typed=typed)
    if request.method == "POST" and form.is_valid():
        try:
            specs.edit_case(case, form.entered, by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            messages.success(request, _("The proposed attributes are saved."))
            return see(request, case_address(case))
    context = {
        "form": form,
        "thing": case,
        "trail": _trail((case.number, case_address(case)), (_("Edit the attributes"), "")),
        "back_url": case_address(case),
    }
    return page(request, "catalog/sourcing_requirements.html", context, status=422 if form.errors else 200)


@writes
def case_submit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """To the using department."""
    case = case_or_404(request, uid)
    try:
        specs.submit_case(case, by=request.user)
    except WrongState:
        raise
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The case waits for the using department."))
    return see(request, case_address(case))


def _of(case: SpecCase, title: object, **facts: Any) -> Decision:
    return Decision(
        title=title,
        back=case_address(case),
        number=case.number,
        heading=str(case.specification),
        trail=_trail((case.number, case_address(case)), (title, "")),
        **facts,
    )


@writes(shows_form=True)
def case_pass(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The using department agrees."""
    case = case_or_404(request, uid)
    decision = _of(
        case,
        _("Agree to the change"),
        text=_("Quality decides next: an approver of another department."),
        verb=_("Agree"),
        done=_("The case waits for quality."),
        allowed=may.may_review_case(request.user, case),
        do=lambda given: specs.pass_case(case, note=given["reason"], by=request.user),
    )
    return decide(request, decision, ReasonForm(posted(request)))


@writes(shows_form=True)
def case_approve(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Quality agrees: the next version of the specification."""
    case = case_or_404(request, uid)
    decision = _of(
        case,
        _("Approve the change"),
        text=_("The specification gets its next version, in force from %(day)s. This cannot be undone.")
        % {"day": day_text(case.effective_from)},
        verb=pgettext("spec case", "Approve"),
        done=_("The change is approved."),
        allowed=may.may_decide_case(request.user, case),
        do=lambda given: specs.approve_case(case, reason=given["reason"], by=request.user),
    )
    return decide(request, decision, ReasonForm(posted(request)))


@writes(shows_form=True)
def case_reject(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The specification stays as it is."""
    case = case_or_404(request, uid)
    decision = _of(
        case,
        _("Reject the change"),
        text=_("The specification stays as it is. Who proposed the case reads the reason."),
        verb=_("Reject"),
        done=_("The case is rejected."),
        allowed=may.may_reject_case(request.user, case),
        do=lambda given: specs.reject_case(case, reason=given["reason"], by=request.user),
        danger=True,
    )
    return decide(request, decision, ReasonForm(posted(request)))
