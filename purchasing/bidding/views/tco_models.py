"""Doors of cost models: the list, a model with its lines and its life, and the form in which it is written."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import timeline_of
from portal.clock import today
from portal.errors import RuleBroken, WrongState
from portal.http import page, reads, see, writes
from portal.policy import Verdict, require
from purchasing.bidding import policies, queries, services
from purchasing.bidding.forms import ReasonForm, TcoLineFormSet, TcoModelForm
from purchasing.bidding.forms.tco import MOST_TCO_LINES, TcoLineForm
from purchasing.bidding.models import TcoModel
from purchasing.bidding.services import TcoLineIn
from purchasing.bidding.states import TcoModelState
from purchasing.bidding.views.decisions import _data
from purchasing.bidding.views.finding import beside
from purchasing.bidding.views.shown import percent

M = TcoModelState
PREFIX = "lines"
FACTS = (
    "code", "name_ko", "name_en", "scope", "rate", "basis", "base_date", "comparison", "horizon", "horizon_years",
    "default_years", "most_years", "output_unit", "tolerance", "damages_cap", "change_note",
)  # fmt: skip
STEPS = ((M.DRAFT, "author"), (M.TECH_APPROVED, "tech_by"), (M.FIN_APPROVED, "fin_by"), (M.ACTIVE, "activated_by"))


def model_url(model: TcoModel, name: str = "tco-model") -> str:
    """The address of a page of the model."""
    return reverse(f"bidding:{name}", args=[model.uid])


def _trail(words: object) -> list[tuple[object, str]]:
    return [
        (_("Tenders"), reverse("bidding:tender-list")),
        (_("Cost models"), reverse("bidding:tco-models")),
        (words, ""),
    ]


def _model_or_404(request: HttpRequest, uid: UUID) -> TcoModel:
    return get_object_or_404(queries.tco_models_visible_to(request.user), uid=uid)


@reads
def tco_model_list(request: HttpRequest) -> HttpResponse:
    """All cost models by code; the version in use first."""
    models = queries.tco_models_visible_to(request.user)
    if not request.user.is_internal:
        raise Http404
    context = {
        "trail": _trail(_("Cost models"))[:1] + [(_("Cost models"), "")],
        "models": list(models),
        "figures": queries.cost_year(today().year),
        "may_write": policies.may_write_tco_model(request.user),
    }
    return page(request, "bidding/tco_model_list.html", context)


@reads
def tco_model_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A model: how it calculates, its lines, who approved it."""
    return _show(request, _model_or_404(request, uid))


def _show(request: HttpRequest, model: TcoModel, *, status: int = 200, error: str = "", form=None) -> HttpResponse:
    user = request.user
    context = {
        "trail": _trail(str(model)),
        "model": model,
        "document": queries.tco_model_document(model),
        "lines": model.lines.all(),
        "facts": _facts(model),
        "steps": _steps(model),
        "deeds": _deeds(user, model),
        "may_return": model.state in (M.TECH_APPROVED, M.FIN_APPROVED)
        and bool(policies.may_return_tco_model(user, model)),
        "may_retire": model.state != M.RETIRED and bool(policies.may_retire_tco_model(user, model)),
        "return_form": form or ReasonForm(auto_id="return_%s"),
        "retire_form": ReasonForm(auto_id="retire_%s", label=_("Why it is retired")),
        "entries": timeline_of(model),
        "error": error,
    }
    return page(request, "bidding/tco_model_detail.html", context, status=status)


def _facts(model: TcoModel) -> list[dict[str, Any]]:
    life = _("%(default)s years without proof") % {"default": model.default_years}
    return [
        {"label": _("Discount rate"), "value": f"{percent(model.rate)}%", "note": model.get_basis_display()},
        {"label": _("Compared by"), "value": model.get_comparison_display(), "note": ""},
        {"label": _("Period compared"), "value": model.horizon_years or "—", "note": model.get_horizon_display()},
        {"label": _("Longest life"), "value": _("%(n)s years") % {"n": model.most_years}, "note": life},
        {
            "label": _("Guarantees"),
            "value": f"±{percent(model.tolerance)}%",
            "note": _("damages at most %(cap)s%% of the price") % {"cap": percent(model.damages_cap)},
        },
    ]


def _steps(model: TcoModel) -> list[dict[str, Any]]:
    order = [state for state, _who in STEPS]
    place = order.index(M(model.state)) if model.state in order else len(order)
    return [
        {
            "label": state.label,
            "state": "done" if at < place else "now" if at == place else "later",
            "url": "",
            "note": str(getattr(model, who) or ""),
        }
        for at, (state, who) in enumerate(STEPS)
    ]


def _deeds(user, model: TcoModel) -> list[dict[str, Any]]:
    """The next step, for whom it is; with the reason for who may not."""
    steps: dict[str, tuple[str, object, str, Verdict]] = {
        M.DRAFT: (
            "tco-model-tech",
            _("Approve technically"),
            "circle-check",
            policies.may_approve_tco_tech(user, model),
        ),
        M.TECH_APPROVED: (
            "tco-model-fin",
            _("Approve rate and prices"),
            "circle-check",
            policies.may_approve_tco_fin(user, model),
        ),
        M.FIN_APPROVED: (
            "tco-model-activate",
            _("Put in use"),
            "circle-check",
            policies.may_activate_tco_model(user, model),
        ),
    }
    found = []
    if model.state in steps:
        name, verb, icon, allowed = steps[M(model.state)]
        if allowed:
            found.append({"url": model_url(model, name), "verb": verb, "icon": icon, "post": True, "primary": True})
    if model.state == M.DRAFT and policies.may_edit_tco_model(user, model):
        found.append({"url": model_url(model, "tco-model-edit"), "verb": _("Edit"), "icon": "pencil"})
    if model.state in (M.ACTIVE, M.RETIRED) and policies.may_write_tco_model(user):
        url = model_url(model, "tco-model-next")
        found.append({"url": url, "verb": _("Begin the next version"), "icon": "plus", "post": True})
    return found


@writes(shows_form=True)
def tco_model_create(request: HttpRequest) -> HttpResponse:
    """Begin a model with the usual lines."""
    require(policies.may_write_tco_model(request.user))
    return _edit(request, None)


@writes(shows_form=True)
def tco_model_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change a draft."""
    model = _model_or_404(request, uid)
    require(policies.may_edit_tco_model(request.user, model))
    if model.state != M.DRAFT:
        raise WrongState(_("This model is no longer a draft: take it back, or begin its next version."))
    return _edit(request, model)


def _edit(request: HttpRequest, model: TcoModel | None) -> HttpResponse:
    form = TcoModelForm(_data(request), initial=_initial(model))
    if model is not None:
        form.fields["code"].disabled = True
    status = 200
    if request.method != "POST":
        formset = TcoLineFormSet(prefix=PREFIX, initial=_rows(model))
    elif "add_line" in request.POST or "remove_line" in request.POST:
        formset = _pressed(request)
        form = TcoModelForm(initial={name: request.POST.get(name, "") for name in FACTS})
        if model is not None:
            form.fields["code"].disabled = True
            form.initial["code"] = model.code
        return _form_page(request, model, form, formset, 200)
    else:
        formset = TcoLineFormSet(request.POST, prefix=PREFIX)
        if form.is_valid() and formset.is_valid():
            lines = [each.line() for each in formset.forms]
            try:
                saved = _save(request, model, form.answers(), lines)
            except WrongState:
                raise
            except RuleBroken as refusal:
                _tell(form, formset, refusal)
            else:
                messages.success(request, _("The draft %(model)s is saved.") % {"model": saved})
                return see(request, model_url(saved))
        status = 422
    return _form_page(request, model, form, formset, status)


def _save(request: HttpRequest, model: TcoModel | None, facts: dict[str, Any], lines: list[TcoLineIn]) -> TcoModel:
    if model is None:
        return services.draft_tco_model(by=request.user, lines=lines, **facts)
    return services.edit_tco_model(model, by=request.user, lines=lines, **facts)


def _tell(form: TcoModelForm, formset, refusal: RuleBroken) -> None:
    parts = (refusal.field or "").split(".")
    if len(parts) == 3 and parts[0] == PREFIX and parts[1].isdigit() and int(parts[1]) < len(formset.forms):
        line = formset.forms[int(parts[1])]
        line.add_error(parts[2] if parts[2] in line.fields else None, str(refusal))
        return
    if len(parts) == 2 and parts[0] == PREFIX and parts[1] == "":
        form.add_error(None, str(refusal))
        return
    beside(form, refusal)


def _initial(model: TcoModel | None) -> dict[str, Any]:
    if model is None:
        fresh = TcoModel()
        return {name: getattr(fresh, name) for name in FACTS} | {"base_date": today().replace(month=1, day=1)}
    return {name: getattr(model, name) for name in FACTS}


def _rows(model: TcoModel | None) -> list[dict[str, Any]]:
    """The lines of the model, or the usual ones (domain 3.2, default lines)."""
    if model is not None:
        return [
            {name: getattr(line, name) for name in TcoLineIn.__dataclass_fields__}
            for line in model.lines.order_by("no")
        ]
    return [
        {name: getattr(line, name) for name in TcoLineIn.__dataclass_fields__} for line in services.usual_tco_lines()
    ]


def _pressed(request: HttpRequest):
    """A row comes or goes; nothing is saved and nothing typed is lost."""
    post = request.POST
    total = post.get(f"{PREFIX}-TOTAL_FORMS", "")
    count = min(int(total), MOST_TCO_LINES) if total.isdecimal() and len(total) < 4 else 0
    names = list(TcoLineForm.base_fields)
    rows: list[dict[str, Any]] = [
        {name: post.get(f"{PREFIX}-{place}-{name}", "") for name in names} for place in range(count)
    ]
    if "add_line" in post and count < MOST_TCO_LINES:
        rows.append(
            {"kind": "annual", "source": "amount", "escalation_basis": "nominal", "required": "on", "factor": "1"}
        )
    elif (place := post.get("remove_line", "")).isdecimal() and len(place) < 4 and int(place) < count:
        rows.pop(int(place))
    return TcoLineFormSet(prefix=PREFIX, initial=rows)


def _form_page(request: HttpRequest, model: TcoModel | None, form, formset, status: int) -> HttpResponse:
    words = _("Edit %(model)s") % {"model": model} if model else _("New cost model")
    context = {
        "trail": _trail(words),
        "heading": words,
        "model": model,
        "form": form,
        "formset": formset,
        "action": request.path,
        "full": len(formset.forms) >= MOST_TCO_LINES,
        "back_url": model_url(model) if model else reverse("bidding:tco-models"),
    }
    return page(request, "bidding/tco_model_form.html", context, part="bidding/_tco_line_forms.html", status=status)


def _step(request: HttpRequest, uid: UUID, do, done: object) -> HttpResponse:
    model = _model_or_404(request, uid)
    try:
        after = do(model)
    except WrongState:
        raise
    except RuleBroken as refusal:
        return _show(request, model, status=422, error=str(refusal))
    messages.success(request, done)
    return see(request, model_url(after))


@writes
def tco_model_tech(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The using department approves."""
    done = _("Approved technically. Finance looks at it next.")
    return _step(request, uid, lambda model: services.approve_tco_tech(model, by=request.user), done)


@writes
def tco_model_fin(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Finance approves."""
    done = _("Approved by finance. An approver puts it in use.")
    return _step(request, uid, lambda model: services.approve_tco_fin(model, by=request.user), done)


@writes
def tco_model_activate(request: HttpRequest, uid: UUID) -> HttpResponse:
    """An approver puts it in use."""
    done = _("The model is in use. Tenders can choose it.")
    return _step(request, uid, lambda model: services.activate_tco_model(model, by=request.user), done)


@writes
def tco_model_next(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A draft of the next version."""
    done = pgettext("cost model", "The next version begins as a copy.")
    return _step(request, uid, lambda model: services.next_tco_version(model, by=request.user), done)


@writes
def tco_model_return(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Back to the draft."""
    reason = request.POST.get("reason", "")[:2000]
    done = _("The model is a draft again.")
    return _step(request, uid, lambda model: services.return_tco_model(model, reason=reason, by=request.user), done)


@writes
def tco_model_retire(request: HttpRequest, uid: UUID) -> HttpResponse:
    """No further tender uses it."""
    reason = request.POST.get("reason", "")[:2000]
    done = _("The model is retired. Published tenders keep their copy.")
    return _step(request, uid, lambda model: services.retire_tco_model(model, reason=reason, by=request.user), done)
