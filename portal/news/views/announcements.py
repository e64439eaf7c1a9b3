"""Doors of announcements, for everybody: the list, one of them, feeds, alerts without an account."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from portal.audit.queries import staff_timeline_of
from portal.clock import SEOUL
from portal.feeds import Item, feed_answer
from portal.http import page, page_now, public, reads, writes
from portal.news.forms.announcements import NewsAlertForm, NewsFilter
from portal.news.models import NewsAlert
from portal.news.policies import announcements as policies
from portal.news.queries import announcements as queries
from portal.news.services import alerts as services
from portal.news.states import AnnouncementKind, AnnouncementState
from portal.paging import Paginator
from portal.throttles import knock, throttled

PER_PAGE = 20


def trail_to(words: object = "") -> list[tuple[object, str]]:
    """The way here."""
    home = (pgettext("news", "News"), reverse("news:announcement-list") if words else "")
    return [home, (words, "")] if words else [home]


@public
@reads
@throttled("search")
def announcement_list(request: HttpRequest) -> HttpResponse:
    """What is new, pinned ones on top; for who writes also what is in hand."""
    form = NewsFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    day = page_now(request).astimezone(SEOUL).date()
    found = queries.public_announcements(day, kind=given.get("kind", ""), words=given.get("q", ""))
    may_write = bool(policies.may_write_announcements(request.user))
    is_reader = may_write or policies.has(request.user, "AP", "CP", "AU")
    context = {
        "trail": trail_to(),
        "filter": form,
        "results": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "given": given,
        "today": day,
        "may_write": may_write,
        "in_hand": list(queries.work_in_hand(request.user)[:20]) if is_reader else [],
    }
    return page(request, "news/announcement_list.html", context, part="news/_announcement_results.html")


@public
@reads
def announcement_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One announcement, with its files and with what may be done with it."""
    found = get_object_or_404(queries.announcements_visible_to(request.user), number=number)
    user = request.user
    context = {
        "trail": trail_to(found.title),
        "announcement": found,
        "attachments": list(found.attachments.select_related("file")),
        "may_edit": bool(policies.may_edit_announcement(user, found)),
        "may_decide": policies.may_decide_announcement(user, found)
        if found.state == AnnouncementState.PROPOSED
        else None,
        "may_withdraw": bool(policies.may_withdraw_announcement(user, found)),
        "entries": staff_timeline_of(user, found),
    }
    return page(request, "news/announcement_detail.html", context)


@public
@reads
@throttled("search")
def announcement_feed(request: HttpRequest, kind: str) -> HttpResponse:
    """The newest ones, for feed readers."""
    of = request.GET.get("kind", "")
    of = of if of in AnnouncementKind.values else ""
    items = [
        Item(
            f"urn:uuid:{each.uid}",
            each.title,
            Truncator(each.text).chars(300),
            reverse("news:announcement-detail", args=[each.number]),
            each.published_at,
            str(each.get_kind_display()),
        )
        for each in queries.newest_announcements(of)
        if each.published_at is not None
    ]
    page_url = reverse("news:announcement-list")
    return feed_answer(
        request, kind, pgettext("news", "News"), page_url, items, description=_("Announcements of the portal.")
    )


def _alert_trail() -> list[tuple[object, str]]:
    return trail_to(_("E-mail alert"))


@public
@writes(shows_form=True)
@throttled("alert", methods=("POST",))
def alert_add(request: HttpRequest) -> HttpResponse:
    """Ask to be told. The answer is the same for every address; the e-mail there says more."""
    if request.method != "POST":
        start = {"kind": request.GET.get("kind", "")[:10]}
        if request.user.is_authenticated:
            start["email"] = request.user.email
        return page(request, "news/alert_add.html", {"form": NewsAlertForm(initial=start), "trail": _alert_trail()})
    form = NewsAlertForm(request.POST)
    if not form.is_valid():
        return page(request, "news/alert_add.html", {"form": form, "trail": _alert_trail()}, status=422)
    email = form.cleaned_data["email"]
    if not knock("alert-address", email.lower()):  # a stranger's letter box is not ours to fill
        language = (get_language() or "ko")[:2]
        services.ask_alert(email=email, kind=form.cleaned_data["kind"], language=language)
    return page(request, "news/alert_asked.html", {"email": email, "trail": _alert_trail()})


@public
@writes(shows_form=True)
def alert_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the e-mail. Looking changes nothing: mail scanners look at every link."""
    alert = services.alert_to_confirm(token)
    if alert is None:
        return page(request, "news/alert_over.html", {"ended": False}, status=410)
    if request.method == "POST":
        alert = services.confirm_alert(alert)
    context = {"what": _named(alert), "alert": alert, "end_token": services.end_token(alert)}
    return page(request, "news/alert_confirm.html", context)


@public
@csrf_exempt  # mail programs press the button (RFC 8058); the signed address says which
@writes(shows_form=True)
def alert_end(request: HttpRequest, token: str) -> HttpResponse:
    """The way out, without signing in; the address is deleted."""
    if not services.is_way_out(token):
        raise Http404
    alert = services.alert_to_end(token)
    if alert is None or request.method == "POST":
        if alert is not None:
            services.end_alert(alert)
        return page(request, "news/alert_over.html", {"ended": True})
    return page(request, "news/alert_end.html", {"what": _named(alert), "token": token})


def _named(alert: NewsAlert) -> str:
    named = services.subject_of(alert)
    return named["en"] if (get_language() or "").startswith("en") else named["ko"]
