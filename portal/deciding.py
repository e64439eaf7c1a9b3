"""One page for decisions that carry words: it says what follows before it is done. And what can be done now."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from portal.errors import Refused, RuleBroken, WrongState
from portal.http import page, see
from portal.policy import Verdict, require


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided, in words, and what pressing the button does."""

    title: object
    text: object
    verb: object
    done: object
    allowed: Verdict
    do: Callable[[dict[str, Any]], object]
    back: str
    trail: Sequence[tuple[object, str]]
    docno: str = ""
    heading: object = ""
    facts: Sequence[dict[str, Any]] = ()
    quote: str = ""  # the words of the other side that are answered
    quote_title: object = ""
    danger: bool = False
    after: Callable[[Any], str] | None = None  # where it goes on, from what was done


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing to do: a button that does it (``post``), or a link to where it is done."""

    verb: object
    url: str
    icon: str
    text: object = ""
    post: bool = False
    primary: bool = False
    danger: bool = False


def posted(request: HttpRequest):
    """What was sent, or None for the empty form."""
    return request.POST if request.method == "POST" else None


def beside(form: forms.Form, refusal: Refused) -> None:
    """Put a service's no beside the field that caused it."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def decide(request: HttpRequest, decision: Decision, form: forms.Form) -> HttpResponse:
    """Show the decision, or do it."""
    require(decision.allowed)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                made = decision.do(form.cleaned_data)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, decision.done)
                return see(request, decision.after(made) if decision.after else decision.back)
        status = 422
    context = {"trail": [*decision.trail, (decision.title, "")], "decision": decision, "form": form}
    return page(request, "components/decision.html", context, status=status)
