"""A session ends while somebody writes: what they typed is kept, and the form comes back filled in after sign-in.

Kept in the browser's new session, encrypted, for half an hour, and handed only to the person whose session it was.
Never kept: files, passwords, and forms whose door says ``secret_form`` (sealed prices). Source: design 8.8.
"""

import json
import re
import time
from collections.abc import Iterable
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
MOST_DIGITS = 4  # of the number of rows that a formset says it has
KNOWN_SECONDS = 90 * 24 * 3600  # how long a browser is known as one in which somebody was signed in
PART = re.compile(r"_[0-9]$")  # of a field that is sent in parts, as a date and its time
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
        """Put it into the unbound forms and formsets of the page that it was typed into, and say so.

        ``portal.http.page`` calls it. The form that fits best comes first; each name is given back once, so that of
        forms that ask the same only one is filled.
        """
        things = [thing for thing in _flat(context.values()) if not thing.is_bound]
        left, filled = set(self.fields), []
        while things:
            best = max(things, key=lambda thing: len(_names_in(thing, left)))
            if not _names_in(best, left):
                break
            things.remove(best)
            if filled and not _is_shown_in(best, left):
                continue  # another form of the page, which only carries a hidden field of the same name
            left -= _names_in(best, left)
            (self._fill_formset if isinstance(best, BaseFormSet) else self._fill_form)(best)
            filled.append(best)
        if not filled:
            return
        self.is_filled = True
        forget(request)
        text = _("The session had ended while you were writing. What you typed is back: check it and send it again.")
        if self.was_visitor:
            text = _("What you typed before signing in is back: check it and send it.")
        if self.why == PROOF:
            text = _("You have confirmed who you are. What you typed is back: check it and send it once more.")
        if self.why == BUSY:
            text = _("The portal was busy and saved nothing. What you typed is back: check it and send it once more.")
        if any(isinstance(field, FileField) for form in _forms_of(filled) for field in form.fields.values()):
            text += " " + _("Files have to be chosen again.")
        messages.info(request, text)

    def _fill_form(self, form: BaseForm) -> None:
        for name, field in form.fields.items():
            if field.disabled or isinstance(field, FileField):
                continue
            typed = field.widget.value_from_datadict(self.fields, {}, form.add_prefix(name))
            if typed is not None:
                form.initial[name] = typed

    def _fill_formset(self, formset: BaseFormSet) -> None:
        """As many rows as were sent, also where fewer are stored."""
        total = self.fields.get(f"{formset.prefix}-TOTAL_FORMS", "")
        if not (total.isascii() and total.isdecimal() and len(total) <= MOST_DIGITS):
            return
        rows = min(int(total), formset.absolute_max)
        formset.initial = list(formset.initial or [])[:rows]
        formset.min_num = 0
        formset.extra = rows - len(formset.initial)
        for made_before in ("forms", "management_form"):
            formset.__dict__.pop(made_before, None)
        for form in formset.forms:
            self._fill_form(form)

    def visible_fields(self) -> list[tuple[str, str]]:
        """Name and value of everything that was typed, to be read and copied when the form itself is gone."""
        return [(name, value) for name, values in self.fields.lists() for value in values if value.strip()]


def _flat(values: Iterable[Any]) -> list[BaseForm | BaseFormSet]:
    """The forms and formsets among them; the rows of a formset are its own, wherever else they are listed."""
    found: list[BaseForm | BaseFormSet] = []
    for value in values:
        if isinstance(value, BaseForm | BaseFormSet):
            found.append(value)
        elif isinstance(value, dict):
            found += _flat(value.values())
        elif isinstance(value, list | tuple):
            found += _flat(value)
    rows = {id(form) for thing in found if isinstance(thing, BaseFormSet) for form in thing.forms}
    return [thing for thing in {id(each): each for each in found}.values() if id(thing) not in rows]


def _forms_of(things: list[BaseForm | BaseFormSet]) -> list[BaseForm]:
    return [form for thing in things for form in (thing.forms if isinstance(thing, BaseFormSet) else [thing])]


def _names_in(thing: BaseForm | BaseFormSet, names: set[str]) -> set[str]:
    """Which of ``names`` are fields of this form (a field may be sent in parts: ``at_0``, ``at_1``) or formset."""
    if isinstance(thing, BaseFormSet):
        own = f"{thing.prefix}-"
        return {name for name in names if name.startswith(own)} if f"{own}TOTAL_FORMS" in names else set()
    fields = {thing.add_prefix(field) for field in thing.fields}
    return {name for name in names if name in fields or PART.sub("", name) in fields}


def _is_shown_in(thing: BaseForm | BaseFormSet, names: set[str]) -> bool:
    """Whether one of ``names`` is a field that a person fills in here."""
    if isinstance(thing, BaseFormSet):
        return True
    shown = {thing.add_prefix(field.name) for field in thing.visible_fields()}
    return any(name in shown or PART.sub("", name) in shown for name in names)


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
