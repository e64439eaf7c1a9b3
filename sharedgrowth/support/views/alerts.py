"""Doors of alerts of calls without an account. Nobody learns from them whether an address is known."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from portal.http import page, public, writes
from portal.throttles import knock, throttled
from sharedgrowth.support.forms.public import CallAlertForm
from sharedgrowth.support.models import CallAlert
from sharedgrowth.support.services import alerts as services


def _trail() -> list[tuple[object, str]]:
    return [(_("Support programmes"), reverse("support:programme-list")), (_("E-mail alert"), "")]


@public
@writes(shows_form=True)
@throttled("alert", methods=("POST",))
def alert_add(request: HttpRequest) -> HttpResponse:
    """Ask to be told. The answer is the same for every address; the e-mail there says more."""
    if request.method != "POST":
        form = CallAlertForm(initial={"programme": request.GET.get("programme", "")[:30]})
        return page(request, "support/alert_add.html", {"form": form, "trail": _trail()})
    form = CallAlertForm(request.POST)
    if not form.is_valid():
        return page(request, "support/alert_add.html", {"form": form, "trail": _trail()}, status=422)
    email = form.cleaned_data["email"]
    if not knock("alert-address", email.lower()):  # a stranger's letter box is not ours to fill
        language = (get_language() or "ko")[:2]
        services.ask_alert(email=email, programme=form.cleaned_data["programme"], language=language)
    return page(request, "support/alert_asked.html", {"email": email, "trail": _trail()})


@public
@writes(shows_form=True)
def alert_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the e-mail. Looking changes nothing: mail scanners look at every link."""
    alert = services.alert_to_confirm(token)
    if alert is None:
        return page(request, "support/alert_over.html", {"ended": False}, status=410)
    if request.method == "POST":
        alert = services.confirm_alert(alert)
    context = {"what": _named(alert), "alert": alert, "end_token": services.end_token(alert)}
    return page(request, "support/alert_confirm.html", context)


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
        return page(request, "support/alert_over.html", {"ended": True})
    return page(request, "support/alert_end.html", {"what": _named(alert), "token": token})


def _named(alert: CallAlert) -> str:
    named = services.subject_of(alert)
    return named["en"] if (get_language() or "").startswith("en") else named["ko"]
