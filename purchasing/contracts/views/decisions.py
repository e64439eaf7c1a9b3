"""One page for decisions that carry words: it says what follows before it is done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from portal.errors import RuleBroken, WrongState
from portal.http import page, see
from portal.policy import Verdict, require
from purchasing.contracts.models import Contract
from purchasing.contracts.views.shown import address, beside, trail


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided, in words, and what pressing the button does."""

    title: object
    text: object
    verb: object
    done: object
    allowed: Verdict
    do: Callable[[dict[str, Any]], object]
    danger: bool = False
    back: str = ""
    after: str = ""  # where it goes on, if not back
    links: Sequence[tuple[object, str]] = ()  # to what could be done instead


def posted(request: HttpRequest):
    """What was sent, or None for the empty form."""
    return request.POST if request.method == "POST" else None


def decide(request: HttpRequest, contract: Contract, decision: Decision, form: forms.Form) -> HttpResponse:
    """Show the decision, or do it."""
    require(decision.allowed)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                decision.do(form.cleaned_data)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, decision.done)
                return see(request, decision.after or decision.back or address(contract))
        status = 422
    context = {
        "contract": contract,
        "trail": trail(contract, decision.title),
        "decision": decision,
        "form": form,
        "back_url": decision.back or address(contract),
    }
    return page(request, "contracts/decision.html", context, status=status)
