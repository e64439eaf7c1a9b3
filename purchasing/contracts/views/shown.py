"""How a contract is shown, for all its doors: address, trail, facts; what this person can do with it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.display import day_text, money_full
from portal.errors import Refused
from portal.http import named_or_404
from purchasing.contracts import policies, queries, rules
from purchasing.contracts.models import Contract
from purchasing.contracts.states import OPEN_AMENDMENTS, ContractState

C = ContractState


def address(contract: Contract, name: str = "contract-detail", *args) -> str:
    """The address of a page of the contract, by its number."""
    return reverse(f"contracts:{name}", args=[contract.number, *args])


def contract_or_404(request: HttpRequest, number: str) -> Contract:
    """The contract, if the person may see it; what may not be seen is not there."""
    return named_or_404(queries.contracts_visible_to(request.user), number)


def trail(contract: Contract | None = None, words: object = "") -> list[tuple[object, str]]:
    """Where the page stands."""
    steps: list[tuple[object, str]] = [(_("Contracts"), reverse("contracts:contract-list"))]
    if contract is not None:
        steps.append((contract.number, address(contract) if words else ""))
    if words:
        steps.append((words, ""))
    return steps


def beside(form: forms.Form, refusal: Refused) -> None:
    """Put a service's no beside the field that caused it."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def percent(share: Decimal | None) -> str:
    """A fraction in percent, without noughts that say nothing."""
    if share is None:
        return "—"
    return f"{(share * 100).normalize():f}%"


def facts(contract: Contract, *, shows_price: bool) -> list[dict[str, Any]]:
    """The fact strip: value, how and when it is paid, term, parties."""
    value = money_full(contract.value, contract.currency) if shows_price else _("not shown")
    vat = _("without VAT") if shows_price else _("both sides have to consent")
    days = _("within %(days)s days of receipt") % {"days": contract.agreed_days}
    signed = (
        _("signed on %(day)s") % {"day": day_text(contract.signed_on, "day")} if contract.signed_on else _("not signed")
    )
    return [
        {"label": pgettext("contract", "Value"), "value": value, "note": vat},
        {"label": _("Paid by"), "value": contract.get_method_display(), "note": days},
        {
            "label": _("Term"),
            "value": _("until %(day)s") % {"day": day_text(contract.ends_on, "day")},
            "note": f"{_('from %(day)s') % {'day': day_text(contract.starts_on, 'day')}} · {signed}",
        },
        {"label": _("Payer"), "value": contract.payer.name, "note": contract.payer.id_display},
        {"label": _("Payee"), "value": contract.payee.name, "note": contract.payee.id_display},
    ]


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing to do: a button that does it (``post``), or a link to where it is done."""

    name: str
    verb: object
    url: str
    icon: str
    text: object = ""
    post: bool = False
    primary: bool = False
    danger: bool = False


def deeds(user, contract: Contract) -> list[Deed]:
    """What this person can do with the contract now."""
    made = {
        C.DRAFT: _drafting,
        C.REVIEW: _reviewing,
        C.SENT: _signing,
        C.IN_FORCE: _running,
    }
    return made[C(contract.state)](user, contract) if contract.state in made else []


def _drafting(user, contract: Contract) -> list[Deed]:
    found: list[Deed] = []
    if policies.may_edit_contract(user, contract):
        verb = _("Complete the draft") if contract.tender_id else _("Edit the draft")
        found.append(Deed("edit", verb, address(contract, "contract-edit"), "pencil"))
        if contract.tier == 1:
            text = _("An approver looks at it next; then the supplier may read and sign it.")
            url = address(contract, "contract-request")
            found.append(Deed("request", _("Ask for approval"), url, "send", text, post=True, primary=True))
        cancel = address(contract, "contract-cancel")
        found.append(Deed("cancel", _("Cancel"), cancel, "circle-x", danger=True))
    if contract.tier > 1 and policies.may_send_contract(user, contract):
        text = _("The company that is paid reads it and consents by signing; then it counts.")
        url = address(contract, "contract-send")
        found.insert(0, Deed("send", _("Send it for signature"), url, "send", text, post=True, primary=True))
    return found


def _reviewing(user, contract: Contract) -> list[Deed]:
    found: list[Deed] = []
    if policies.may_approve_contract(user, contract):
        text = _("With your approval the supplier may read and sign it.")
        url = address(contract, "contract-approve")
        found.append(Deed("approve", _("Approve"), url, "circle-check", text, post=True, primary=True))
    if policies.may_return_contract(user, contract):
        verb = _("Take back") if contract.officer_id == user.pk else _("Return to the officer")
        found.append(Deed("return", verb, address(contract, "contract-return"), "arrow-back-up"))
    return found


def _signing(user, contract: Contract) -> list[Deed]:
    found: list[Deed] = []
    if policies.may_sign_contract(user, contract):
        text = _("It is in force from your signature on. You are asked once more who you are.")
        url = address(contract, "contract-sign")
        found.append(Deed("sign", _("Sign"), url, "file-check", text, primary=True))
        found.append(
            Deed("refuse", _("Do not sign it as it is"), address(contract, "contract-refuse"), "arrow-back-up")
        )
    if policies.may_cancel_contract(user, contract):
        found.append(Deed("cancel", _("Cancel"), address(contract, "contract-cancel"), "circle-x", danger=True))
    return found


def _running(user, contract: Contract) -> list[Deed]:
    found: list[Deed] = []
    if contract.tier < rules.MOST_TIERS and policies.may_register_subcontract(user, contract):
        text = _("What you give on to your own suppliers: they are then paid in time, and seen, like you.")
        url = address(contract, "subcontract-create")
        found.append(Deed("subcontract", _("Register a subcontract"), url, "plus", text))
    if policies.may_propose_amendment(user, contract):
        if not contract.amendments.filter(state__in=OPEN_AMENDMENTS).exists():
            found.append(Deed("amend", _("Amend"), address(contract, "amendment-create"), "pencil"))
        complete = address(contract, "contract-complete")
        found.append(Deed("complete", _("Complete"), complete, "circle-check", post=True))
    if policies.may_terminate_contract(user, contract):
        terminate = address(contract, "contract-terminate")
        found.append(Deed("terminate", _("Terminate"), terminate, "ban", danger=True))
    return found
