"""What the doors of a thread and of a quote request share: do it, or show the page again with what is wrong."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from portal.errors import RuleBroken, WrongState
from portal.http import page, see


def acted(
    request: HttpRequest,
    thing: Any,
    form: BaseForm,
    name: str,
    act: Callable[[], None],
    *,
    done: str,
    url_name: str,
    template: str,
    detail: Callable[..., dict],
) -> HttpResponse:
    """Do it and go to the thing's page (``url_name``), else its ``detail`` with ``form`` as ``name``: 422, or 409."""
    status = 422
    if form.is_valid():
        try:
            act()
        except WrongState as refusal:
            thing.refresh_from_db()
            form.add_error(None, str(refusal))
            status = 409
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, done)
            return see(request, reverse(url_name, args=[thing.uid]))
    context = detail(request, thing, **{name: form})
    if not context[f"{name}_form"]:  # the state no longer offers the form: what was typed is shown to be copied
        context["lost_form"] = form
    return page(request, template, context, status=status)
