"""Doors of drafts: a contract by hand, a subcontract, and their lines, milestones and links."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.clock import SEOUL
from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, see, writes
from portal.policy import require
from purchasing.contracts import policies, queries, services
from purchasing.contracts.forms import (
    ContractForm,
    LineRows,
    LinkRows,
    MilestoneRows,
    lines_in,
    links_in,
    milestones_in,
)
from purchasing.contracts.models import Contract
from purchasing.contracts.states import ContractState
from purchasing.contracts.views.shown import address, contract_or_404, trail

MORE = {"lines": 3, "milestones": 3, "links": 2}
EMPTY: dict[str, list[dict[str, Any]]] = {"lines": [{}, {}, {}]}  # below what is there; the others come with a press
KINDS = {"lines": LineRows, "milestones": MilestoneRows, "links": LinkRows}
WORDS = {"line": "lines", "milestone": "milestones", "link": "links"}  # how services name a row


@dataclass
class Draft:
    """The form with its rows; ``more`` names the part that just grew."""

    form: ContractForm
    rows: dict[str, Any]
    more: str = ""

    def is_valid(self) -> bool:
        """All parts, so that every fault is told at once."""
        return all([self.form.is_valid(), *(part.is_valid() for part in self.rows.values())])

    def parts(self) -> dict[str, Any]:
        """Lines, milestones and links for the services; None for a part that is not asked."""
        made: dict[str, Any] = {
            "milestones": milestones_in(self.rows["milestones"]),
            "links": links_in(self.rows["links"]),
        }
        if "lines" in self.rows:
            made["lines"] = lines_in(self.rows["lines"])
        return made

    def tell(self, refusal: RuleBroken) -> None:
        """A service's no beside its field, or its row: ``line-2-qty`` is the third filled row."""
        part, _dash, rest = (refusal.field or "").partition("-")
        place, _dash, field = rest.partition("-")
        if part in WORDS and WORDS[part] in self.rows and place.isdecimal():
            rows = self.rows[WORDS[part]]
            form = rows.forms[rows.places()[int(place)]]
            form.add_error(field if field in form.fields else None, str(refusal))
            return
        self.form.add_error(refusal.field if refusal.field in self.form.fields else None, str(refusal))


def _grown(request: HttpRequest) -> str:
    return next((name for name in KINDS if f"more_{name}" in request.POST), "")


def draft_of(request: HttpRequest, initial: dict[str, Any], rows: dict[str, list[dict[str, Any]]], **about) -> Draft:
    """From what was sent, or from what is stored."""
    kinds = {name: KINDS[name] for name in rows}
    if request.method != "POST":
        made = {name: _unbound(name, [*found, *EMPTY.get(name, [])]) for name, found in rows.items()}
        return Draft(ContractForm(initial=initial, **about), made)
    if grown := _grown(request):
        typed = {name: _typed(request, name) for name in kinds}
        typed[grown] += [{} for _more in range(MORE[grown])]
        made = {name: _unbound(name, found) for name, found in typed.items()}
        raw = {name: request.POST.get(name, "") for name in ContractForm.base_fields}
        return Draft(ContractForm(initial=raw, **about), made, more=grown)
    bound = {name: kind(request.POST, prefix=name) for name, kind in kinds.items()}
    return Draft(ContractForm(request.POST, **about), bound)


def _unbound(name: str, rows: list[dict[str, Any]]):
    return KINDS[name](initial=rows, prefix=name)


def _typed(request: HttpRequest, name: str) -> list[dict[str, Any]]:
    """The rows as they were typed, valid or not."""
    total = request.POST.get(f"{name}-TOTAL_FORMS", "")
    count = min(int(total), KINDS[name].max_num) if total.isdecimal() and len(total) < 5 else 0
    fields = KINDS[name].form.base_fields
    return [{field: request.POST.get(f"{name}-{n}-{field}", "") for field in fields} for n in range(count)]


@writes(shows_form=True)
def contract_create(request: HttpRequest) -> HttpResponse:
    """A contract of the buyer without a tender."""
    require(policies.may_draw_up(request.user))
    day = page_now(request).astimezone(SEOUL).date()
    initial = {"starts_on": day, "agreed_days": 30, "method": "winwin", "price_basis": "unit", "currency": "KRW"}
    about = {"payer": request.user.company, "tier": 1}
    return _edit(
        request,
        draft_of(request, initial, {"lines": [], "milestones": [], "links": []}, **about),
        lambda facts, parts: services.draw_up_contract(**facts, **parts, by=request.user),
        title=_("Draw up a contract"),
        trail_=trail(words=_("Draw up a contract")),
        back=reverse("contracts:contract-list"),
    )


@writes(shows_form=True)
def subcontract_create(request: HttpRequest, number: str) -> HttpResponse:
    """What a supplier gives on below a contract that pays it."""
    parent = contract_or_404(request, number)
    require(policies.may_register_subcontract(request.user, parent))
    if parent.state != ContractState.IN_FORCE:
        raise WrongState(_("Subcontracts are registered while the contract above is in force."))
    day = page_now(request).astimezone(SEOUL).date()
    initial = {
        "starts_on": max(day, parent.starts_on),
        "ends_on": parent.ends_on,
        "agreed_days": min(parent.agreed_days, 30),
        "method": parent.method,
        "kind": parent.kind,
        "price_basis": "unit",
        "currency": parent.currency,
    }
    about = {"payer": request.user.company, "tier": parent.tier + 1}
    return _edit(
        request,
        draft_of(request, initial, {"lines": [], "milestones": [], "links": []}, **about),
        lambda facts, parts: services.register_subcontract(parent, **facts, **parts, by=request.user),
        title=_("Register a subcontract"),
        trail_=trail(parent, _("Register a subcontract")),
        back=address(parent),
        parent=parent,
    )


@writes(shows_form=True)
def contract_edit(request: HttpRequest, number: str) -> HttpResponse:
    """Change a draft; what an award fixes stays."""
    contract = contract_or_404(request, number)
    require(policies.may_edit_contract(request.user, contract))
    if contract.state != ContractState.DRAFT:
        raise WrongState(_("Only a draft is changed here; what is signed is amended."))
    awarded = contract.tender_id is not None
    about = {"payer": contract.payer, "tier": contract.tier, "awarded": awarded, "begun": True}
    stored = _stored(contract)
    if awarded:
        del stored["lines"]
    return _edit(
        request,
        draft_of(request, _initial(contract), stored, **about),
        lambda facts, parts: services.edit_contract(contract, **facts, **parts, by=request.user),
        title=_("Complete the draft") if awarded else _("Edit the draft"),
        trail_=trail(contract, _("Edit")),
        back=address(contract),
        contract=contract,
        parent=contract.parent,
    )


def _initial(contract: Contract) -> dict[str, Any]:
    return {name: getattr(contract, name) for name in ContractForm.base_fields if hasattr(contract, name)}


def _stored(contract: Contract) -> dict[str, list[dict[str, Any]]]:
    names = {
        "lines": ("description_ko", "description_en", "qty", "uom", "unit_price", "delivery_on"),
        "milestones": ("title_ko", "title_en", "amount", "due_on"),
        "links": ("index", "material", "share", "trigger", "base_month"),
    }
    found = {
        "lines": queries.lines_of(contract),
        "milestones": queries.milestones_of(contract),
        "links": queries.links_of(contract),
    }
    stored = {
        part: [{name: getattr(row, name) for name in names[part]} for row in rows]  # type: ignore[attr-defined]
        for part, rows in found.items()
    }
    for line, row in zip(found["lines"], stored["lines"], strict=True):
        row["product"] = line.product.number if line.product else ""
    return stored


def _edit(
    request: HttpRequest,
    draft: Draft,
    save: Callable[[dict[str, Any], dict[str, Any]], Contract],
    *,
    title: object,
    trail_: list[tuple[object, str]],
    back: str,
    contract: Contract | None = None,
    parent: Contract | None = None,
) -> HttpResponse:
    status = 200
    if request.method == "POST" and not draft.more:
        if draft.is_valid():
            try:
                saved = save(draft.form.facts(), draft.parts())
            except WrongState:
                raise
            except RuleBroken as refusal:
                draft.tell(refusal)
            else:
                messages.success(request, _("Draft %(number)s is saved.") % {"number": saved.number})
                return see(request, address(saved))
        status = 422
    context = {
        "title": title,
        "trail": trail_,
        "form": draft.form,
        "rows": draft.rows,
        "draft": draft,
        "contract": contract,
        "parent": parent,
        "lines_kept": queries.lines_of(contract) if contract is not None and "lines" not in draft.rows else [],
        "action": request.path,
        "back_url": back,
    }
    return page(request, "contracts/contract_form.html", context, part="contracts/_contract_rows.html", status=status)
