"""Doors of alerts without an account: ask, confirm, end. Nobody learns from them whether an address is known."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt

from catalog import services
from catalog.forms.watching import AlertForm
from catalog.queries.address import company_of, filters_of
from catalog.registry import alert_sources
from catalog.rules.grams import LONGEST_QUERY
from catalog.services.alerts import alert_to_confirm, alert_to_end, end_token, is_way_out, subject_of
from catalog.views.facets import left_out_of_alerts
from portal.http import page, public, writes
from portal.throttles import knock, throttled


@public
@writes(shows_form=True)
@throttled("alert", methods=("POST",))
def alert_add(request: HttpRequest) -> HttpResponse:
    """Ask to be told. The answer is the same for every address; the e-mail there says more."""
    filters = filters_of(request.GET, company_of(request.GET))
    shown = {"sources": list(alert_sources), "left_out": left_out_of_alerts(filters)}
    if request.method != "POST":
        initial: dict[str, Any] = {
            "class_code": filters.class_chosen(),
            "keyword": request.GET.get("q", "").strip()[:LONGEST_QUERY],
            "region": request.GET.get("region", "")[:5],
        }
        if request.GET.get("topic") == "tenders":
            initial |= {"tenders": True, "products": False, "requests": False}
        return page(request, "catalog/alert_add.html", {"form": AlertForm(initial=initial), **shown})
    form = AlertForm(request.POST)
    if not form.is_valid():
        return page(request, "catalog/alert_add.html", {"form": form, **shown}, status=422)
    wanted = {name: value for name, value in form.cleaned_data.items() if name != "consent"}
    if not knock("alert-address", wanted["email"].lower()):  # a stranger's letter box is not ours to fill
        services.ask_alert(**wanted, language=(get_language() or "ko")[:2])
    return page(request, "catalog/alert_asked.html", {"email": wanted["email"]})


@public
@writes(shows_form=True)
def alert_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the e-mail. Looking changes nothing: mail scanners look at every link."""
    alert = alert_to_confirm(token)
    if alert is None:
        return page(request, "catalog/alert_over.html", {"ended": False}, status=410)
    if request.method == "POST":
        alert = services.confirm_alert(alert)
    context = {"what": _named(alert), "alert": alert, "end_token": end_token(alert)}
    return page(request, "catalog/alert_confirm.html", context)


@public
@csrf_exempt  # mail programs press the button (RFC 8058); the signed address says which
@writes(shows_form=True)
def alert_end(request: HttpRequest, token: str) -> HttpResponse:
    """The way out, without signing in; the address is deleted."""
    if not is_way_out(token):
        raise Http404
    alert = alert_to_end(token)
    if alert is None or request.method == "POST":
        if alert is not None:
            services.end_alert(alert)
        return page(request, "catalog/alert_over.html", {"ended": True})
    return page(request, "catalog/alert_end.html", {"what": _named(alert), "token": token})


def _named(alert) -> str:
    named = subject_of(alert)
    return named["en"] if (get_language() or "").startswith("en") else named["ko"]
