"""A page on which something is decided: what it asks, says and does; where the pages of the support group stand."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.deciding import Decision, decide, posted
from portal.policy import Verdict


@dataclass(frozen=True, slots=True)
class Step:
    """A page on which something is decided: what it asks, says and does."""

    form: type[forms.Form]
    title: object
    text: object
    verb: object
    allowed: Callable[..., Verdict]
    do: Callable[..., object]
    done: object = gettext_lazy("Done.")
    icon: str = "circle-check"
    danger: bool = False
    primary: bool = False


def home() -> tuple[object, str]:
    """The first step of the trail."""
    return (_("Support group"), reverse("support:group"))


def run_step(
    request: HttpRequest,
    thing: Any,
    steps: dict[str, Step],
    name: str,
    *,
    back: Callable[[Any], str],
    docno: str,
    facts: list[dict[str, Any]] | None = None,
) -> HttpResponse:
    """Show the page of a step, or do it."""
    if name not in steps:
        raise Http404
    step = steps[name]
    here = back(thing)
    what = Decision(
        title=step.title,
        text=step.text,
        verb=step.verb,
        done=step.done,
        allowed=step.allowed(request.user, thing),
        do=lambda given: step.do(thing, **given, by=request.user),
        back=here,
        trail=[home(), (docno, here)],
        docno=docno,
        danger=step.danger,
        facts=facts or (),
    )
    return decide(request, what, step.form(posted(request)))
