"""Doors of the officer and the approver before the notice: draft, edit, ask, publish; and the lines of a draft."""

import re
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from catalog.queries import find_classes
from portal.clock import today
from portal.dated import in_force
from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, see, typed_before, writes
from portal.people.models import User
from portal.people.queries import buyer_people_with_role
from portal.policy import require
from purchasing.bidding import policies, queries, services
from purchasing.bidding.forms import CriterionFormSet, LineFormSet, TenderForm
from purchasing.bidding.forms.lines import LineForm
from purchasing.bidding.forms.methods import MethodFiguresForm, method_form
from purchasing.bidding.models import BiddingTerms, Tender, TenderLine
from purchasing.bidding.states import Method, TenderState
from purchasing.bidding.views.finding import beside, tender_or_404, trail
from purchasing.bidding.views.lines import CRITERIA_PREFIX, PREFIX, Criteria, Lines, kept
from purchasing.bidding.views.shown import address, percent
from purchasing.bidding.views.tenders import detail_of

SEEN = re.compile(r"[0-9]{1,18}")


@writes(shows_form=True)
def tender_create(request: HttpRequest) -> HttpResponse:
    """Begin a draft."""
    require(policies.may_draft_tender(request.user))
    return _edit(request, None)


@writes(shows_form=True)
def tender_edit(request: HttpRequest, key: str) -> HttpResponse:
    """Change a draft."""
    tender = tender_or_404(request, key)
    require(policies.may_edit_tender(request.user, tender))
    if tender.state == TenderState.PLANNED:
        raise WrongState(_("Begin the draft first: the plan itself is changed on its own page."))
    if tender.state != TenderState.DRAFT:
        raise WrongState(_("This tender is no longer a draft: take it back from approval first."))
    return _edit(request, tender)


def _edit(request: HttpRequest, tender: Tender | None) -> HttpResponse:
    posted = request.method == "POST"
    seen = _seen(request, tender)
    lines = Lines.of(request, line_rows(tender))
    criteria = Criteria.of(request, criterion_rows(tender))
    form = _form(request, tender)
    figures = figures_of(request, tender)
    parts = (lines, criteria, figures)
    if is_between(request, lines, criteria):
        return _page(request, tender, form, *parts, seen=seen)
    status = 200
    if posted:
        if are_valid(form, *parts):
            try:
                saved = _save(request, tender, form, *parts)
            except WrongState:
                raise
            except RuleBroken as refusal:
                tell(form, *parts, refusal)
                seen = _last_edit(tender)  # what another window has saved is looked at, and replaced the next time
            else:
                messages.success(request, _("Draft %(number)s is saved.") % {"number": saved.number})
                return see(request, address(saved))
        status = 422
    return _page(request, tender, form, *parts, status=status, seen=seen)


def _seen(request: HttpRequest, tender: Tender | None) -> str:
    """The edit on which the words of the page rest: as it was sent, or kept, with them; else the last one.

    Asked before anything else of the draft is read.
    """
    typed = request.POST if request.method == "POST" else typed_before(request)
    return typed["seen"][:20] if "seen" in typed else _last_edit(tender)


def _last_edit(tender: Tender | None) -> str:
    return str(queries.last_edit(tender)) if tender is not None else ""


def is_between(request: HttpRequest, lines: Lines, criteria: Criteria) -> bool:
    """Whether a row came, went or was looked up, or a rule's figures were asked for: nothing is saved or lost."""
    shows = request.method == "POST" and "show_figures" in request.POST
    if not (lines.pressed or criteria.pressed or shows):
        return False
    lines.look_up(find_classes, lambda words: queries.find_items(words, today()))
    if not lines.pressed:
        lines.formset = kept(request, LineFormSet, PREFIX)
    if not criteria.pressed:
        criteria.formset = kept(request, CriterionFormSet, CRITERIA_PREFIX)
    return True


def are_valid(form: TenderForm, lines: Lines, criteria: Criteria, figures: MethodFiguresForm) -> bool:
    """Whether nothing is wrong in any part; copied rows that were not taken are told instead of forgotten."""
    valid = all([form.is_valid(), lines.formset.is_valid(), criteria.formset.is_valid(), figures.is_valid()])
    if lines.pasted:
        form.add_error(None, _("The copied rows below the lines are not taken yet. Mend them, or empty their box."))
    return valid and not lines.pasted


def figures_of(request: HttpRequest, tender: Tender | None) -> MethodFiguresForm:
    """The figures of the award rule that is chosen now; those of another rule are forgotten."""
    stored = tender.method if tender is not None else Method.LPL_POSCO
    known = tender.method_params if tender is not None else {}
    if request.method != "POST":
        typed = typed_before(request).get("method", "")
        return method_form(typed if typed in Method.values else stored, initial=known)
    chosen = request.POST.get("method", "")
    method = chosen if chosen in Method.values else stored
    sent = any(name.startswith("method-") for name in request.POST)
    if "show_figures" in request.POST and not sent:
        return method_form(method, initial=known)
    return method_form(method, data=request.POST)


def part_of(request: HttpRequest, criteria: Criteria) -> str:
    """Which part of the form htmx asked for."""
    if "show_figures" in request.POST:
        return "bidding/_method_figures.html"
    return "bidding/_criterion_forms.html" if criteria.pressed else "bidding/_line_forms.html"


def _form(request: HttpRequest, tender: Tender | None) -> TenderForm:
    people = {
        "estimators": _people("CE", request),
        "members": _people("OC", request),
    }
    if request.method == "POST":
        return TenderForm(request.POST, is_new=tender is None, **people)
    return TenderForm(initial=initial_of(tender), **people)


def _people(role: str, request: HttpRequest):
    others = buyer_people_with_role(role).exclude(pk=request.user.pk)
    return others.select_related("active_membership").order_by("name", "pk")


def initial_of(tender: Tender | None) -> dict[str, Any]:
    """The facts of the tender as the form shows them."""
    if tender is None:
        return {"method": "LPL_POSCO", "kind": "goods", "min_level": "L1", "min_bids": 2}  # the rest by the fields
    names = (
        "title_ko", "title_en", "kind", "min_level", "description", "delivery_place", "delivery_on", "method",
        "fixed_on", "min_bids", "by_unit_price", "pool_cap_on", "single_bid_allowed", "failure_conditions", "opens_at",
        "closes_at", "estimator", "brand_reason", "region", "delivery_terms", "department", "budget_won", "reach",
        "reach_reason", "seal", "envelopes", "preference_on", "eco_premium_on", "rebid_conditions", "publish_at",
        "questions_until", "openers_needed", "min_esg_score", "min_technical",
    )  # fmt: skip
    values = {name: getattr(tender, name) for name in names}
    values["fixed_pct"], values["cap_pct"] = percent(tender.fixed_ratio), percent(tender.cap_ratio)
    values["committee"] = [seat.user_id for seat in tender.committee.all()]
    return values


def line_rows(tender: Tender | None) -> list[dict[str, Any]]:
    """The lines of the tender as rows of the form."""
    if tender is None:
        return [{}]
    names = ("description_ko", "description_en", "uom", "class_code", "delivery_on")
    rows = [
        {
            **{name: getattr(line, name) for name in names},
            "qty": f"{line.qty.normalize():f}",
            "item": _item_of(line),
        }
        for line in tender.lines.select_related("specification", "product")
    ]
    return rows or [{}]


def _item_of(line: TenderLine) -> str:
    if line.specification is not None:
        return line.specification.part_number
    return line.product.number if line.product is not None else ""


def criterion_rows(tender: Tender | None) -> list[dict[str, Any]]:
    """The criteria of the tender as rows of the form."""
    if tender is None:
        return []
    names = ("title_ko", "title_en", "envelope", "kind", "guidance", "needs_file")
    return [
        {
            **{name: getattr(each, name) for name in names},
            "weight": f"{each.weight.normalize():f}" if each.weight is not None else "",
        }
        for each in queries.criteria_of(tender)
    ]


def _save(
    request: HttpRequest,
    tender: Tender | None,
    form: TenderForm,
    lines: Lines,
    criteria: Criteria,
    figures: MethodFiguresForm,
) -> Tender:
    facts = form.answers() | {
        "lines": [services.LineIn(**row) for row in lines.formset.answers()],
        "criteria": [services.CriterionIn(**row) for row in criteria.formset.answers()],
        "method_params": figures.answers(),
    }
    if tender is None:
        return services.draft_tender(by=request.user, key=request.POST.get("key", "")[:100], **facts)
    seen = request.POST.get("seen", "")
    return services.edit_tender(tender, by=request.user, seen=int(seen) if SEEN.fullmatch(seen) else None, **facts)


def tell(form: TenderForm, lines: Lines, criteria: Criteria, figures: MethodFiguresForm, refusal: RuleBroken) -> None:
    """Beside the field of the row or of the figure that it names, else beside the form's own."""
    parts = (refusal.field or "").split(".")
    if parts[0] == "method" and len(parts) == 2 and parts[1] in figures.fields:
        figures.add_error(parts[1], str(refusal))
        return
    rows = {"lines": lines.formset, "criteria": criteria.formset}.get(parts[0])
    if len(parts) == 3 and rows is not None and parts[1].isdigit() and int(parts[1]) < len(rows.filled):
        row = rows.filled[int(parts[1])]
        row.add_error(parts[2] if parts[2] in row.fields else None, str(refusal))
        return
    beside(form, refusal, fixed_ratio="fixed_pct", cap_ratio="cap_pct")


def _page(
    request: HttpRequest,
    tender: Tender | None,
    form: TenderForm,
    lines: Lines,
    criteria: Criteria,
    figures: MethodFiguresForm,
    *,
    status: int = 200,
    seen: str = "",
) -> HttpResponse:
    terms = in_force(BiddingTerms, today())
    context = {
        "tender": tender,
        "trail": trail(tender, _("Edit the draft")) if tender else trail(words=_("Prepare a tender")),
        "form": form,
        "lines": lines,
        "formset": lines.formset,
        "criteria": criteria,
        "criterion_formset": criteria.formset,
        "method_form": figures,
        "field_order": _order(form, lines, criteria, figures),
        "contents": _contents(form, lines, criteria, figures),
        "pressed": lines.pressed or criteria.pressed or "show_figures" in request.POST,
        "ratio_pct": percent(terms.lpl_ratio),
        "pool_cap_pct": percent(terms.lpl_pool_cap),
        "terms": terms,
        "action": request.path,
        "seen": seen,
        "key": request.POST.get("key", "")[:100] or uuid4().hex,  # one for each draft begun: saving twice makes one
    }
    return page(request, "bidding/tender_form.html", context, part=part_of(request, criteria), status=status)


def _order(form: TenderForm, lines: Lines, criteria: Criteria, figures: MethodFiguresForm) -> list[str]:
    """Ids of the inputs as they stand on the page: rows and figures follow the section that they belong to."""
    behind = {"wanted": lines.formset.forms, "envelopes": criteria.formset.forms, "rule": [figures]}
    found = []
    for name, _heading, fields in form.sections:
        for part in (fields, *behind.get(name, ())):
            found += [field.focus_id for field in part]
    return found


def _contents(
    form: TenderForm, lines: Lines, criteria: Criteria, figures: MethodFiguresForm
) -> list[tuple[str, object, int]]:
    """The sections of the page: anchor, heading, and how many fields of it have an error."""
    rows = {
        "wanted": ("line-forms", _("Lines"), lines.formset.forms),
        "envelopes": ("criterion-forms", _("Criteria besides the price"), criteria.formset.forms),
    }
    found: list[tuple[str, object, int]] = []
    for name, heading, fields in form.sections:
        faults = sum(bool(field.errors) for field in fields) + (len(figures.errors) if name == "rule" else 0)
        found.append((f"part-{name}", heading, faults))
        if name in rows:
            anchor, words, forms = rows[name]
            found.append((anchor, words, sum(len(row.errors) for row in forms)))
    return found


@writes
def tender_request(request: HttpRequest, key: str) -> HttpResponse:
    """Hand the draft to an approver."""
    tender = tender_or_404(request, key)
    return _step(
        request,
        tender,
        lambda: services.request_publication(tender, by=request.user),
        _("The tender waits for approval."),
        lambda: services.missing_for_publication(tender),
    )


@writes
def tender_publish(request: HttpRequest, key: str) -> HttpResponse:
    """Approve and publish."""
    tender = tender_or_404(request, key)
    done = _("The tender is published. From now on its notice stands.")
    if tender.publish_at is not None and tender.publish_at > page_now(request):
        done = _("The notice is approved: the portal publishes it on its day.")
    return _step(request, tender, lambda: services.approve_publication(tender, by=request.user), done)


def _step(request: HttpRequest, tender: Tender, do, done: str, missing=list) -> HttpResponse:
    """A step without a form: a rule that is not kept is told on the tender's own page, with whatever else lacks."""
    try:
        do()
    except WrongState:
        raise
    except RuleBroken as refusal:
        context = detail_of(request, tender)
        points = [{"words": each.words, "url": _form_address(each.lot, each.field)} for each in missing()]
        if str(refusal) not in [point["words"] for point in points]:  # what only the step itself looks at
            points.insert(0, {"words": str(refusal), "url": ""})
        several = len(points) > 1
        text = _("%(count)s things are missing or wrong:") % {"count": len(points)} if several else str(refusal)
        way = {"url": "" if several else points[0]["url"], "link": _("Edit the draft")}
        note = {"kind": "bad", "title": _("Not yet possible"), "text": text, "points": points if several else []}
        context["notes"].insert(0, note | way)
        return page(request, "bidding/tender_detail.html", context, status=422)
    messages.success(request, done)
    return see(request, address(tender))


def _form_address(tender: Tender, field: str | None) -> str:
    """Where the input that a service names stands on the form of the draft; empty where the form has none for it."""
    parts = (field or "").split(".")
    name = {"fixed_ratio": "fixed_pct", "cap_ratio": "cap_pct"}.get(parts[0], parts[0])
    form = TenderForm(estimators=User.objects.none(), members=User.objects.none())
    if len(parts) == 1 and name in form.fields:
        place = form[name].focus_id
    elif name == "criteria":
        place = "criterion-forms"
    elif name == "lines" and len(parts) == 3:
        column = "item" if parts[2] == "specification" else parts[2]
        place = f"id_{PREFIX}-{parts[1]}-{column}" if column in LineForm.base_fields else "line-forms"
    elif name == "lines":
        place = "line-forms"
    elif name == "method":
        place = f"id_method-{parts[1]}"
    else:
        return ""
    return f"{address(tender, 'tender-edit')}#{place}"
