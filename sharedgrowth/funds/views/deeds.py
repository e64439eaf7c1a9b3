"""One page for what is decided: it says what follows before it is done. And what can be done now with a thing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from portal.errors import RuleBroken, WrongState
from portal.fresh import proof_url
from portal.http import page, see
from portal.policy import Verdict, require
from sharedgrowth.funds.forms.budget import NothingForm


@dataclass(frozen=True, kw_only=True)
class Deed:
    """One thing that can be done with a thing of a kind, at the address ``…/do/<key>/``."""

    key: str
    title: object
    text: object
    done: object
    may: Callable[[Any, Any], Verdict]  # (person, thing)
    do: Callable[[Any, dict[str, Any], Any], object]  # (thing, what the form says, person)
    when: Callable[[Any], bool] = lambda _thing: True
    form: Callable[..., forms.Form] = NothingForm
    starts: Callable[[Any], dict[str, Any]] = lambda _thing: {}  # what the form shows at first
    takes: Callable[[Any], dict[str, Any]] = lambda _thing: {}  # what the form has to know
    icon: str = "checklist"
    primary: bool = False
    danger: bool = False
    fresh: bool = False  # asks once more who it is


def possible(deeds: Sequence[Deed], thing: Any, user: Any, *, base: str) -> list[dict[str, Any]]:
    """What this person can do now, ready to show."""
    return [
        {"deed": deed, "url": f"{base}do/{deed.key}/"} for deed in deeds if deed.when(thing) and deed.may(user, thing)
    ]


def perform(
    request: HttpRequest,
    deeds: Sequence[Deed],
    key: str,
    thing: Any,
    *,
    back: str,
    trail: Sequence[tuple[object, str]],
    name: str = "",
) -> HttpResponse:
    """Show the deed, or do it; a no of the service stands beside its field and nothing that was typed is lost."""
    deed = next((each for each in deeds if each.key == key), None)
    if deed is None:
        raise Http404
    require(deed.may(request.user, thing))
    if not deed.when(thing):
        raise WrongState(_("This has been decided meanwhile. Go back to see where it stands."))
    takes, status = deed.takes(thing), 200
    if request.method == "POST":
        form = deed.form(request.POST, request.FILES, **takes)
        if deed.fresh and (url := proof_url(request, back=request.path)):
            return see(request, url)
        if form.is_valid():
            try:
                deed.do(thing, form.cleaned_data, request.user)
            except WrongState:
                raise
            except RuleBroken as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            else:
                messages.success(request, str(deed.done))
                return see(request, back)
        status = 422
    else:
        form = deed.form(initial=deed.starts(thing), **takes)
    context = {"trail": [*trail, (deed.title, "")], "deed": deed, "form": form, "back": back, "name": name}
    return page(request, "funds/deed.html", context, status=status)
