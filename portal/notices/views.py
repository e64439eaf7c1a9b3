"""DOOR: one's own notices, and the way out of e-mails."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt

from portal.http import page, public, reads, see, writes
from portal.notices import queries, services
from portal.notices.forms import PreferenceForm
from portal.notices.states import Delivery
from portal.paging import Paginator

PER_PAGE = 20


@reads
def notice_list(request: HttpRequest) -> HttpResponse:
    """Newest first; ``?unread=1`` only what has not been read."""
    notices = queries.notices_visible_to(request.user)
    unread_only = request.GET.get("unread") == "1"
    if unread_only:
        notices = notices.filter(read_at=None)
    shown = Paginator(notices, PER_PAGE).get_page(request.GET.get("page"))
    # The masthead shows the same number: counted once for both.
    unread, essential = queries.unread_and_essential(request.user)
    context = {"page": shown, "unread_only": unread_only, "unread_notices": unread, "essential": essential}
    return page(request, "notices/notice_list.html", context)


@writes
def notice_open(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Read one, and go where it leads."""
    notice = get_object_or_404(queries.notices_visible_to(request.user), uid=uid)
    services.mark_read(notice, by=request.user)
    return see(request, notice.url or reverse("notices:notice-list"))


@writes
def notice_read_all(request: HttpRequest) -> HttpResponse:
    """Read all that are not essential."""
    count = services.mark_all_read(by=request.user)
    said = ngettext("%(count)s notice marked as read.", "%(count)s notices marked as read.", count) % {"count": count}
    left = queries.unread_and_essential(request.user)[1]
    if left:
        more = ngettext(
            "%(count)s essential notice stays: open it to confirm it.",
            "%(count)s essential notices stay: open each to confirm it.",
            left,
        )
        said = f"{said} {more % {'count': left}}"
    messages.success(request, said)
    return see(request, reverse("notices:notice-list"))


@writes(shows_form=True)
def preference_edit(request: HttpRequest) -> HttpResponse:
    """How to hear of what is not essential."""
    form = PreferenceForm(request.POST or None, initial={"delivery": queries.delivery_of(request.user)})
    if request.method == "POST" and form.is_valid():
        services.choose_delivery(request.user, form.cleaned_data["delivery"], by=request.user)
        messages.success(request, _("Saved."))
        return see(request, reverse("notices:preference-edit"))
    status = 422 if request.method == "POST" else 200
    return page(request, "notices/preference_edit.html", {"form": form}, status=status)


@public
@csrf_exempt  # mail programs press the button (RFC 8058); the signed address says who
@writes(shows_form=True)
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Out of e-mails that are not essential, and back in. Looking changes nothing: mail scanners look at every link."""
    user = services.owner_of_token(token)
    if user is None:
        raise Http404
    if request.method == "POST":
        back = request.POST.get("delivery") == Delivery.IMMEDIATELY
        services.choose_delivery(user, Delivery.IMMEDIATELY if back else Delivery.NEVER, by=user)
    context = {"subscribed": queries.delivery_of(user) != Delivery.NEVER, "asked": request.method == "POST"}
    return page(request, "notices/unsubscribe.html", context)
