"""The portal's own template tags, built in everywhere: no ``{% load %}`` needed.

Everything is escaped with ``format_html``; only our own icon files are trusted markup. To change one query parameter
and keep the others use Django's ``{% querystring page=3 %}``.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from re import DOTALL, search, sub

from django import template
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.core.paginator import Page
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from portal import charts, display, fresh, words

register = template.Library()

# The one table of statuses (design: icon + word + tint, never tint alone): kind -> (icon, tone)
BADGES = {
    "draft": ("pencil", "mute"),
    "wait": ("hourglass", "info"),
    "info": ("info-circle", "info"),
    "seal": ("lock", "seal"),
    "ok": ("circle-check", "ok"),
    "win": ("trophy", "ok"),
    "warn": ("alert-triangle", "warn"),
    "late": ("clock-exclamation", "bad"),
    "bad": ("circle-x", "bad"),
    "mute": ("circle-dashed", "mute"),
}
# What a state's name means when its model says nothing of its own (``badges = {state: kind}``).
STATE_KINDS = {
    "draft": "draft",
    "submitted": "wait",
    "review": "wait",
    "pending": "wait",
    "returned": "warn",
    "published": "ok",
    "approved": "ok",
    "valid": "ok",
    "active": "ok",
    "awarded": "win",
    "rejected": "bad",
    "failed": "bad",
    "expired": "late",
    "cancelled": "mute",
    "withdrawn": "mute",
    "retired": "mute",
}
COUNTDOWN_UNITS = (("d", 86_400, 10**6), ("h", 3_600, 24), ("m", 60, 60))


@register.simple_tag(takes_context=True)
def here(context) -> str:
    """The address of this page without a language in it: where a change of language comes back to."""
    request = context["request"]
    try:
        query = request.GET.copy()
    except SuspiciousOperation:  # the page that says so is this one
        return str(request.path)
    query.pop("lang", None)
    return f"{request.path}?{query.urlencode()}" if query else str(request.path)


@register.simple_tag(takes_context=True)
def proof_before(context, address: str = "") -> str:
    """Where to prove who one is before a form is sent to ``address`` (this page); "" where that asks for none."""
    request = context.get("request")
    return fresh.proof_before(request, address or request.path) if request is not None else ""


@cache
def _icon_paths(name: str) -> str:
    """The inside of an icon file. The files come from set-up, so their markup is ours to trust."""
    path = settings.BASE_DIR / "static" / "vendor" / "icons" / f"{name}.svg"
    if not path.exists():
        raise ImproperlyConfigured(f"No icon {name!r}: enter it in static/icons-used.txt and run `make setup`.")
    drawing = search(r"<svg[^>]*>(.*)</svg>", path.read_text(), DOTALL)
    if not drawing:
        raise ImproperlyConfigured(f"{path} is not an SVG file.")
    return sub(r"\s*\n\s*", "", sub(r"<!--.*?-->", "", drawing[1], flags=DOTALL))


@register.simple_tag
def icon(name: str, cls: str = "", label: str = "") -> SafeString:
    """An inline icon: ``{% icon "clock" %}``; with ``label`` it is an image that is read out, else decoration."""
    paths = mark_safe(_icon_paths(name))  # noqa: S308 our own files
    classes = f"icon {cls}".strip()
    if label:
        return format_html(
            '<svg class="{}" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>', classes, label, paths
        )
    return format_html('<svg class="{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', classes, paths)


@register.simple_tag
def badge(kind: str, text) -> SafeString:
    """A status: ``{% badge "ok" label %}``. The kinds are the keys of ``BADGES``."""
    name, tone = BADGES[kind]
    return format_html('<span class="badge is-{}">{}{}</span>', tone, icon(name), text)


@register.simple_tag
def state_badge(thing) -> SafeString:
    """The status of a thing with a ``state``. Its model may say ``badges = {state: kind}``."""
    kinds: Mapping[str, str] = getattr(thing, "badges", {})
    kind = kinds.get(thing.state) or STATE_KINDS.get(thing.state, "info")
    return badge(kind, thing.get_state_display())


@register.simple_tag
def status_icon(kind: str, cls: str = "") -> SafeString:
    """The icon of a status kind alone, for notes: ``{% status_icon "warn" %}``."""
    return icon(BADGES[kind][0], cls)


@register.filter
def tone(kind: str) -> str:
    """The tone class of a status kind: ``class="note {{ kind|tone }}"``."""
    return f"is-{BADGES[kind][1]}"


@register.simple_tag
def money(amount: Decimal | int | None, style: str = "full", currency: str = "KRW") -> SafeString:
    """An amount of won: ``full`` for tables and bids, ``short`` for summaries, ``words`` beside a bid."""
    if amount is None or amount == "":
        return format_html("{}", display.NOTHING)
    if style == "words":
        return format_html('<data class="money" value="{}">{}</data>', amount, display.money_words(amount))
    shown = display.money_short(amount) if style == "short" else display.money_full(amount, currency)
    unit = format_html('<span class="unit">{}</span>', shown.unit.strip()) if shown.unit else ""
    return format_html('<data class="money" value="{}">{}{}</data>', amount, shown.number, unit)


@register.simple_tag
def n(value: Decimal | int | None) -> SafeString:
    """A number with grouped digits: ``{% n count %}``."""
    if value is None or value == "":
        return format_html("{}", display.NOTHING)
    return format_html('<data value="{}">{}</data>', value, f"{value:,}")


@register.filter
def upto(value: Decimal | int | None, places: int) -> str:
    """A measured number with at most so many places: ``{{ volume|upto:3 }}``."""
    return "" if value is None or value == "" else display.up_to(value, places)


@register.filter
def behind(unit) -> str:
    """A unit as it follows its number, with or without a space: ``{{ value }}{{ each.unit|behind }}``."""
    return display.unit_behind(unit or "")


@register.filter
def unit(written) -> str:
    """A unit that somebody wrote, such as 식, for readers of English too: ``{{ line.uom|unit }}``."""
    return display.unit_read(written or "")


@register.simple_tag
def dt(value: date | datetime | None, style: str = "full") -> SafeString:
    """A day or moment in Korea: ``full``, ``short``, ``day`` or ``time`` (see ``display.day_text``)."""
    if not value:
        return format_html("{}", display.NOTHING)
    return format_html(
        '<time datetime="{}">{}</time>', display.in_seoul(value).isoformat(), display.day_text(value, style)
    )


def _now(context) -> datetime:
    """The page's own clock: read once from the database by the context processor."""
    now = context.get("now")
    return now() if callable(now) else now or timezone.now()


@register.simple_tag(takes_context=True)
def due(context, when: date | datetime | None, soon: int = 2, style: str = "short") -> SafeString:
    """Days left over the date. ``soon``: from how many days on it is shown as pressing (14 when something is lost)."""
    if not when:
        return format_html("{}", display.NOTHING)
    now = _now(context)
    days = display.days_left(when, now)
    over = days < 0 or (isinstance(when, datetime) and when <= now)
    cls = " over" if over or days == 0 else " soon" if days <= soon else ""
    mark = icon("clock-exclamation") if over or days == 0 else ""
    return format_html(
        '<span class="due{}"><b>{}{}</b><small>{}</small></span>',
        cls,
        mark,
        display.left_text(when, now),
        dt(when, style),
    )


@register.inclusion_tag("components/_countdown.html", takes_context=True)
def countdown(context, when: datetime, reload: bool = True) -> dict:
    """Days, hours and minutes until ``when`` on the server's clock; at zero the page is loaded again."""
    left = max(0, int((when - _now(context)).total_seconds()))
    units = [(unit, left // seconds % turns) for unit, seconds, turns in COUNTDOWN_UNITS]
    return {"when": when, "units": units, "reload": reload}


@register.simple_tag
def bar(
    value: Decimal | int, most: Decimal | int = 100, tone: str = "", mark: Decimal | int | None = None
) -> SafeString:
    """A bar of ``value`` out of ``most``; say the figure in words beside it, the bar itself is decoration."""
    return charts.bar(value, most, tone, mark)


@register.simple_tag
def spark(values: Iterable[Decimal | int], cls: str = "s1") -> SafeString:
    """A sparkline; decoration beside a figure."""
    return charts.spark(list(values), cls)


@register.filter
def filesize(size: int) -> str:
    """The size of a file for people: ``{{ file.size|filesize }}``."""
    return display.size_text(size)


@register.inclusion_tag("components/_error_summary.html")
def error_summary(form, *formsets, order: Sequence[str] = ()) -> dict:
    """First thing in a form that came back: how many things are wrong, each a link to its field.

    ``order``: the ids of the fields from the top of the page to its end, where the forms have them otherwise.
    """
    place = {target: number for number, target in enumerate(order)}
    problems = [problem for part in (form, *formsets) for problem in _problems(part)]
    return {"problems": sorted(problems, key=lambda problem: place.get(problem["target"], -1))}


def _problems(form) -> list[dict]:
    """Label, message and target of every error of a form or formset."""
    if hasattr(form, "forms"):  # a formset
        own = [{"label": "", "message": message, "target": ""} for message in form.non_form_errors()]
        rows = [(_row_label(form, number), part) for number, part in enumerate(form.forms, start=1)]
        return own + [_of_row(row, problem) for row, part in rows for problem in _problems(part)]
    found = [{"label": "", "message": message, "target": ""} for message in form.non_field_errors()]
    for field in form:
        label = field.full_label.rstrip(" .:")  # a sentence to consent to is a label too
        found += [{"label": label, "message": message, "target": field.focus_id} for message in field.errors]
    return found


def _row_label(formset, number: int) -> str:
    """How a formset calls its row (``row_label = "Line %(number)s"``); empty where it has no word for it."""
    return str(getattr(formset, "row_label", "")) % {"number": number}


def _of_row(row: str, problem: dict) -> dict:
    return problem | {"label": ": ".join(filter(None, [row, problem["label"]]))}


@register.simple_tag
def trail_tone(what: str) -> str:
    """How an audit entry is dotted in the timeline: red for refusals, green for the rest."""
    verb = what.rsplit(".", 1)[-1]
    return "bad" if verb in {"reject", "return", "exclude", "fail", "cancel", "revoke", "suspend"} else "done"


@register.simple_tag
def trail_words(what: str) -> str:
    """What an audit entry says happened, in the reader's language (``portal.words``)."""
    return str(words.words_for(what))


@register.simple_tag
def trail_states(entry) -> str:
    """From which state to which an audit entry moved its thing, in the reader's language."""
    return f"{words.state_words(entry.what, entry.before)} → {words.state_words(entry.what, entry.after)}"


@register.filter
def page_numbers(page: Page) -> Iterable[int | str]:
    """The numbers of a pager: the ends, the neighbours, and an ellipsis between."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.simple_tag(takes_context=True)
def asked_beyond(context: template.Context, page: Page, name: str = "page") -> bool:
    """Whether the address asks for a page that a list does not have: then its last page is shown, and has to say so."""
    try:
        asked = int(context["request"].GET[name])
    except (KeyError, ValueError):  # no number: the first page
        return False
    return bool(page.object_list) and not 1 <= asked <= page.paginator.num_pages
