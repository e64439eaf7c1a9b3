"""The sandbox's page: its clock, a company for trying, what was laid out for it."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.audit.queries import timeline_of
from portal.errors import RuleBroken
from portal.http import page, public, reads, see, writes
from portal.sandbox import policies, services
from portal.sandbox.forms import ClockForm, CompanyForm
from portal.sandbox.models import SandboxClock, SandboxCompany
from portal.sandbox.queries import read_clock, sandbox_company_of
from portal.throttles import client_ip, throttled


def things_of(made: SandboxCompany | None) -> list[dict[str, str]]:
    """What was laid out, in the reader's language."""
    label = "label_ko" if get_language() == "ko" else "label_en"
    return [thing | {"label": thing[label]} for thing in made.things] if made is not None else []


def _show(
    request: HttpRequest,
    *,
    company_form: CompanyForm | None = None,
    clock_form: ClockForm | None = None,
    status: int = 200,
) -> HttpResponse:
    own = sandbox_company_of(getattr(request.user, "company", None))
    clock = SandboxClock.objects.first()
    context = {
        "reading": read_clock() if clock is not None else None,
        "may_move": policies.may_move_clock(request.user),
        "own": own,
        "things": things_of(own),
        "entries": timeline_of(clock)[:10] if clock is not None else [],
        "company_form": company_form or CompanyForm(),
        "clock_form": clock_form or ClockForm(),
        "address": settings.BASE_URL,
    }
    return page(request, "sandbox/start.html", context, status=status)


@public
@reads
def start(request: HttpRequest) -> HttpResponse:
    """What a sandbox is; in one: its clock and how to begin."""
    return _show(request)


@public
@writes
@throttled("sandbox-company")
def company_make(request: HttpRequest) -> HttpResponse:
    """Make a company; its passwords are on this answer and nowhere else."""
    form = CompanyForm(request.POST)
    if form.is_valid():
        try:
            made = services.make_company(**form.cleaned_data, address=client_ip(request))
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            context = {
                "made": made,
                "company": made.sandbox_company.company,
                "things": things_of(made.sandbox_company),
                "token_url": request.build_absolute_uri(reverse("oauth-token")),
                "trail": [(_("Sandbox"), reverse("sandbox:start")), (str(made.sandbox_company.company), "")],
            }
            return page(request, "sandbox/company_made.html", context)
    return _show(request, company_form=form, status=422)


@writes
def clock_advance(request: HttpRequest) -> HttpResponse:
    """Move the clock on."""
    form = ClockForm(request.POST)
    if form.is_valid():
        try:
            services.advance_clock(form.cleaned_data["advance"], by=request.user)
        except RuleBroken as refusal:
            form.add_error("advance", str(refusal))
        else:
            messages.success(request, _("The clock is on its way. Reload the page to see how far it is."))
            return see(request, reverse("sandbox:start"))
    return _show(request, clock_form=form, status=422)
