"""What the doors of the Friends share: trails, what a reader may see, decisions and facts."""

from datetime import date
from typing import Any

import qrcode
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from portal.clock import SEOUL
from portal.deciding import Decision
from portal.display import day_text
from portal.http import page_now
from portal.pdf import pdf_response, typeset
from portal.regions import region_name
from sharedgrowth.friends.models import Activity
from sharedgrowth.friends.queries import activities as queries

PER_PAGE = 20


def today_of(request: HttpRequest) -> date:
    """The day of the page in Korea."""
    return page_now(request).astimezone(SEOUL).date()


def home() -> tuple[object, str]:
    """The first step of every trail."""
    return (_("Friends"), reverse("friends:home"))


def activities_home() -> tuple[object, str]:
    """The list of activities."""
    return (_("Activities of the Friends"), reverse("friends:activity-list"))


def at(activity: Activity, name: str = "activity-detail", *args) -> str:
    """The address of a page of an activity."""
    return reverse(f"friends:{name}", args=[activity.number, *args])


def activity_or_404(request: HttpRequest, number: str) -> Activity:
    """What this reader may see."""
    return get_object_or_404(queries.activities_visible_to(request.user), number=number)


def when(activity: Activity) -> str:
    """The day and the hours, in Korea."""
    begins, ends = activity.begins_at.astimezone(SEOUL), activity.ends_at.astimezone(SEOUL)
    if begins.date() == ends.date():
        return f"{day_text(begins, 'day')} {begins:%H:%M}–{ends:%H:%M}"
    return f"{day_text(begins, 'full')} – {day_text(ends, 'full')}"


def facts(activity: Activity, taken: int | None = None) -> list[dict[str, Any]]:
    """What it is and where it stands."""
    place = region_name(activity.region, get_language() or "ko")
    told = [
        {"label": _("When"), "value": when(activity)},
        {"label": pgettext("friends", "Where"), "value": activity.place, "note": place},
        {
            "label": pgettext("friends", "Type"),
            "value": activity.get_type_display(),
            "note": activity.theme.name if activity.theme else "",
        },
    ]
    if taken is not None:
        until = _("sign-up until %(day)s") % {"day": day_text(activity.closes_at, "full")}
        told.append({"label": pgettext("friends", "Places"), "value": f"{taken} / {activity.capacity}", "note": until})
    return told


def deciding(activity: Activity, **words: Any) -> Decision:
    """A decision about an activity."""
    words.setdefault("back", at(activity))
    words.setdefault("facts", facts(activity))
    trail = [home(), activities_home(), (activity.number, at(activity))]
    return Decision(trail=trail, docno=activity.number, heading=activity.title, **words)


def qr_svg(text: str) -> str:
    """A QR code as a drawing of one path, dark on light whatever the theme."""
    code = qrcode.QRCode(border=4, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(text)
    rows = code.get_matrix()
    size = len(rows)
    dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    ground = f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">{ground}<path d="{dark}"/></svg>'


def paper(template: str, name: str, **data: Any) -> HttpResponse:
    """A PDF from ``templates/friends/<template>.typ``."""
    return pdf_response(typeset(f"friends/{template}.typ", {"brand": "Together · Friends", **data}), name)
