"""A session ends while somebody writes: what they typed is kept, and the form comes back filled in after sign-in.

Kept in the browser's new session, encrypted, for half an hour, and handed only to the person whose session it was.
Never kept: files, passwords, and forms whose door says ``secret_form`` (sealed prices). Source: design 8.8.
"""

import json
import time
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.core import signing
from django.forms import BaseForm, BaseFormSet, FileField
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from portal.keys import InvalidToken, box

KEPT, ARMED = "kept_form", "kept_form_armed"
PROOF, BUSY = "proof", "busy"
MOST_BYTES = 64_000
SECONDS = 30 * 60
WHO_COOKIE, WHO_SECONDS = "who", 24 * 3600
KNOWN_SECONDS = 90 * 24 * 3600  # how long a browser is known as one in which somebody was signed in
NEVER = ("password", "passphrase", "secret", "token", "credential")


class KeptForm:
    """What a person had typed, and where it belongs."""

    def __init__(self, fields: QueryDict, back: str, *, was_visitor: bool = False, why: str = ""):
        self.fields = fields
        self.was_visitor = was_visitor
        self.why = why
        self.back = back
        self.is_filled = False

    def fill(self, request: HttpRequest, context: dict[str, Any]) -> None:
        """Put it into the unbound form of the page that fits it best, and say so. ``portal.http.page`` calls it."""
        forms = [thing for thing in _flat(context.values()) if not thing.is_bound]
        best = max(forms, key=self._fit, default=None)
        if best is None or not self._fit(best):
            return
        if isinstance(best, BaseFormSet):
            self._fill_formset(best)
        else:
            self._fill_form(best)
        self.is_filled = True
        forget(request)
        text = _("The session had ended while you were writing. What you typed is back: check it and send it again.")
        if self.was_visitor:
            text = _("What you typed before signing in is back: check it and send it.")
        if self.why == PROOF:
            text = _("You have confirmed who you are. What you typed is back: check it and send it once more.")
        if self.why == BUSY:
            text = _("The portal was busy and saved nothing. What you typed is back: check it and send it once more.")
        if any(isinstance(field, FileField) for field in getattr(best, "fields", {}).values()):
            text += " " + _("Files have to be chosen again.")
        messages.info(request, text)

    def _fit(self, thing: BaseForm | BaseFormSet) -> int:
        if isinstance(thing, BaseFormSet):
            return 1 if f"{thing.prefix}-TOTAL_FORMS" in self.fields else 0
        return sum(any(name in self.fields for name in _names(thing, field)) for field in thing.fields)

    def _fill_form(self, form: BaseForm) -> None:
        for name, field in form.fields.items():
            if field.disabled or isinstance(field, FileField):
                continue
            typed = field.widget.value_from_datadict(self.fields, {}, form.add_prefix(name))
            if typed is not None:
                form.initial[name] = typed

    def _fill_formset(self, formset: BaseFormSet) -> None:
        try:
            total = min(int(self.fields[f"{formset.prefix}-TOTAL_FORMS"]), formset.absolute_max)
        except ValueError:
            return
        formset.extra = max(0, total - formset.initial_form_count())
        formset.__dict__.pop("forms", None)
        for form in formset.forms:
            self._fill_form(form)

    def visible_fields(self) -> list[tuple[str, str]]:
        """Name and value of everything that was typed, to be read and copied when the form itself is gone."""
        return [(name, value) for name, values in self.fields.lists() for value in values if value.strip()]


def _flat(values) -> list:
    found = []
    for value in values:
        if isinstance(value, BaseForm | BaseFormSet):
            found.append(value)
        elif isinstance(value, dict):
            found += _flat(value.values())
    return found


def _names(form: BaseForm, field: str) -> list[str]:
    prefixed = form.add_prefix(field)
    return [prefixed, f"{prefixed}_0"]


def keep(request: HttpRequest, *, view, owner: int | None, why: str = "") -> bool:
    """Keep the request's form for its owner (None: unknown, then for whoever signs in next in this browser).

    ``why`` it is kept though the session goes on: it asks once more who it is, or the portal was busy.
    """
    if request.method != "POST" or not is_keepable(view):
        return False
    fields = [
        (name, values)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken" and not any(word in name.lower() for word in NEVER)
    ]
    if not fields:
        return False
    content = {"fields": fields, "back": _where_it_was(request, view), "owner": owner, "at": int(time.time())}
    content["why"] = why
    data = json.dumps(content, ensure_ascii=False).encode()
    if len(data) > MOST_BYTES:
        return False
    request.session[KEPT] = box("portal.people.kept_form").encrypt(data).decode()
    request.session.pop(ARMED, None)
    return True


def is_keepable(view) -> bool:
    """Only our own writing doors, and none that holds secrets."""
    return getattr(view, "door", "") == "writes" and not getattr(view, "secret_form", False)


def _where_it_was(request: HttpRequest, view) -> str:
    """The page with the form: the page htmx was on, the page it came from, the form's own door, or the dashboard."""
    if getattr(view, "shows_form", False):
        return request.get_full_path()
    for address in (request.headers.get("HX-Current-URL", ""), request.headers.get("Referer", "")):
        if address and url_has_allowed_host_and_scheme(
            address, {request.get_host()}, require_https=request.is_secure()
        ):
            parts = urlsplit(address)
            return parts.path + (f"?{parts.query}" if parts.query else "")
    return reverse("home:dashboard")


def kept_for(request: HttpRequest) -> KeptForm | None:
    """What is kept for the signed-in person; another person's is thrown away unread."""
    token = request.session.get(KEPT)
    if not token:
        return None
    try:
        content = json.loads(box("portal.people.kept_form").decrypt(token.encode(), ttl=SECONDS))
    except (InvalidToken, ValueError):
        forget(request)
        return None
    if content["owner"] not in (None, request.user.pk):
        forget(request)
        return None
    fields = QueryDict(mutable=True)
    for name, values in content["fields"]:
        fields.setlist(name, values)
    return KeptForm(fields, content["back"], was_visitor=content["owner"] is None, why=content.get("why", ""))


def keep_typed(request: HttpRequest, view, *, why: str = PROOF) -> bool:
    """What this person typed comes back on the form's own page: after the proof that it asks for, or at once."""
    kept = keep(request, view=view, owner=request.user.pk, why=why)
    if kept:
        arm(request)
    return kept


def arm(request: HttpRequest) -> None:
    """From now on the page with the form, when opened, is filled in."""
    request.session[ARMED] = True


def armed_for(request: HttpRequest) -> KeptForm | None:
    """What to fill into this very page, if anything."""
    if request.method != "GET" or not request.session.get(ARMED):
        return None
    kept = kept_for(request)
    return kept if kept is not None and kept.back == request.get_full_path() else None


def forget(request: HttpRequest) -> None:
    """Nothing is kept any more."""
    for key in (KEPT, ARMED):
        request.session.pop(key, None)


def remember_who(request: HttpRequest, response: HttpResponse) -> None:
    """A signed cookie says who was last signed in in this browser, so that a form is given back to nobody else."""
    response.set_cookie(
        WHO_COOKIE,
        signing.TimestampSigner(salt="portal.people.who").sign(str(request.user.pk)),
        max_age=KNOWN_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )


def who_was_here(request: HttpRequest, *, seconds: int = WHO_SECONDS) -> int | None:
    """Who was last signed in in this browser, if it is known and no longer ago."""
    try:
        return int(
            signing.TimestampSigner(salt="portal.people.who").unsign(
                request.COOKIES.get(WHO_COOKIE, ""), max_age=seconds
            )
        )
    except (signing.BadSignature, ValueError):
        return None
