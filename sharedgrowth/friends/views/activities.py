"""Doors of activities: the public list and page, the plan, its steps, the report."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import timeline_of
from portal.deciding import Decision, Deed, decide, posted
from portal.errors import RuleBroken, WrongState
from portal.http import page, public, reads, see, writes
from portal.icalendar import Moment, calendar_text
from portal.paging import Paginator
from sharedgrowth.friends.forms import activities as forms
from sharedgrowth.friends.forms.fields import ReasonForm
from sharedgrowth.friends.models import Activity
from sharedgrowth.friends.policies import activities as policies
from sharedgrowth.friends.queries import activities as queries
from sharedgrowth.friends.queries.members import overlooks
from sharedgrowth.friends.services import activities as services
from sharedgrowth.friends.states import ActivityState
from sharedgrowth.friends.states.activities import AHEAD, AT_WORK
from sharedgrowth.friends.views.shown import PER_PAGE, activities_home, activity_or_404, at, deciding, facts, home

A = ActivityState


@public
@reads
def activity_list(request: HttpRequest) -> HttpResponse:
    """What was done and what comes; for everybody."""
    form = forms.ActivityFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    context = {
        "trail": [home(), (_("Activities of the Friends"), "")],
        "filter": form,
        "filtered": bool(given),
        "results": Paginator(queries.activities_found(request.user, **given), PER_PAGE).get_page(
            request.GET.get("page")
        ),
        "may_propose": bool(request.user.is_authenticated and policies.may_propose(request.user)),
    }
    return page(request, "friends/activity_list.html", context, part="friends/_activity_results.html")


@public
@reads
def activity_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One activity: plan, places, report, pictures on which everybody agrees."""
    activity, user = activity_or_404(request, number), request.user
    signed_in = user.is_authenticated
    runs = bool(signed_in and policies.may_run(user, activity))
    inside = signed_in and (runs or overlooks(user) or bool(policies.may_edit(user, activity)))
    own = queries.own_place(user, activity)
    context = {
        "trail": [home(), activities_home(), (activity.number, "")],
        "activity": activity,
        "facts": facts(activity, queries.places_taken(activity)),
        "deeds": _deeds(request, activity) if signed_in else [],
        "own": own,
        "may_sign_up": activity.state == A.OPEN and own is None and signed_in and bool(policies.may_take_part(user)),
        "guests": queries.own_guests(user, activity) if signed_in else [],
        "may_bring": activity.state == A.OPEN and activity.guests and signed_in and bool(policies.may_take_part(user)),
        "photos": queries.photos_shown(activity),
        "impacts": activity.impacts.all(),
        "risks": activity.risk_forms.select_related("by").first() if inside or own else None,
        "inside": inside,
        "entries": list(timeline_of(activity)[:20]) if inside else None,
    }
    return page(request, "friends/activity_detail.html", context)


def _deeds(request: HttpRequest, activity: Activity) -> list[Deed]:
    user, state, found = request.user, activity.state, []
    step = lambda name: at(activity, "activity-step", name)  # noqa: E731
    seen = f"?seen={queries.edition_of(activity)}" if state in (A.PROPOSED, A.REPORTED) else ""
    if state == A.PROPOSED:
        if policies.may_edit(user, activity):
            found.append(Deed(_("Change the plan"), at(activity, "activity-edit"), "pencil"))
        if policies.may_approve(user, activity):
            text = _("Read the risk form first. Nobody approves their own proposal.")
            found.append(Deed(_("Approve"), step("approve") + seen, "circle-check", text, post=True, primary=True))
    if state in AHEAD and policies.may_write_risks(user, activity):
        found.append(Deed(_("Risk form"), at(activity, "activity-risk"), "shield-check"))
    if state in AHEAD and (policies.may_run(user, activity) or policies.may_edit(user, activity)):
        found.append(Deed(_("Cancel the activity"), at(activity, "activity-cancel"), "x", danger=True))
    if policies.may_run(user, activity):
        if state == A.APPROVED:
            text = _("Everybody then reads it on the public page.")
            found.append(Deed(_("Open the sign-up"), step("open"), "send", text, post=True, primary=True))
        if state == A.OPEN:
            found.append(Deed(_("Close the sign-up"), step("close"), "lock", post=True))
        if state in AT_WORK or state == A.OPEN:
            found.append(Deed(_("List of people"), at(activity, "roster"), "users"))
        if state in AT_WORK:
            found.append(Deed(_("Code for the site"), at(activity, "site-code"), "qrcode"))
        if state == A.CLOSED:
            text = _("Once it is over: then hours are confirmed.")
            found.append(Deed(_("It took place"), step("hold"), "checklist", text, post=True, primary=True))
        if state == A.HELD:
            text = _("First confirm the hours of everybody on the list.")
            found.append(Deed(_("Write the report"), at(activity, "activity-report"), "pencil", text, primary=True))
        if state not in AHEAD:
            found.append(Deed(_("Add a picture"), at(activity, "photo-add"), "photo"))
    if policies.may_run(user, activity) or overlooks(user):
        found.append(Deed(_("Plan (PDF)"), at(activity, "plan-pdf"), "file-text"))
    if state == A.REPORTED and policies.may_verify(user, activity):
        text = _("Report, list and pictures agree? From then on the hours count.")
        found.append(
            Deed(pgettext("friends", "Verify"), step("verify") + seen, "circle-check", text, post=True, primary=True)
        )
        found.append(Deed(_("Send it back"), at(activity, "activity-return"), "arrow-back-up"))
    return found


@writes(shows_form=True)
def activity_create(request: HttpRequest) -> HttpResponse:
    """A plan."""
    return _plan(request, None)


@writes(shows_form=True)
def activity_edit(request: HttpRequest, number: str) -> HttpResponse:
    """The plan changed, before it is approved."""
    return _plan(request, activity_or_404(request, number))


def _plan(request: HttpRequest, activity: Activity | None) -> HttpResponse:
    what = Decision(
        title=_("Change the plan") if activity else _("Propose an activity"),
        text=_("The risk form comes next. A second person of the office approves both."),
        verb=_("Keep the plan"),
        done=_("The plan is in. Now the risk form."),
        allowed=policies.may_edit(request.user, activity) if activity else policies.may_propose(request.user),
        do=lambda given: services.propose(activity, **given, by=request.user),
        back=at(activity) if activity else reverse("friends:activity-list"),
        trail=[home(), activities_home()],
        docno=activity.number if activity else "",
        after=lambda made: at(made) if made.risk_forms.exists() else at(made, "activity-risk"),
    )
    return decide(request, what, forms.ActivityForm(posted(request), user=request.user, activity=activity))


@writes(shows_form=True)
def activity_risk(request: HttpRequest, number: str) -> HttpResponse:
    """What may harm, what protects."""
    activity, user = activity_or_404(request, number), request.user
    before = activity.risk_forms.first()
    names = ("hazards", "measures", "emergency", "first_aid", "insured")
    told = deciding(
        activity,
        title=_("Risk form"),
        text=_("Without it nothing is approved. Written anew, the earlier one stays on record."),
        verb=_("Keep the risk form"),
        done=_("The risk form is in."),
        allowed=policies.may_write_risks(user, activity),
        do=lambda given: services.fill_risk_form(activity, **given, by=user),
    )
    initial = {name: getattr(before, name) for name in names} if before else {}
    return decide(request, told, forms.RiskFormForm(posted(request), initial=initial))


@writes
def activity_step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Approve, open, close, hold, verify: one press each."""
    activity = activity_or_404(request, number)
    acts = {
        "approve": (services.approve, _("Approved. Sign-up can be opened.")),
        "open": (services.open_signup, _("Sign-up is open.")),
        "close": (services.close_signup, _("Sign-up is closed.")),
        "hold": (services.hold, _("It took place. Confirm the hours next.")),
        "verify": (services.verify, _("Verified. The hours count.")),
    }
    act, done = acts[step]
    seen = {"seen": request.GET.get("seen", "")} if step in ("approve", "verify") else {}
    try:
        act(activity, **seen, by=request.user)
    except WrongState:
        raise
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return see(request, at(activity))


@writes(shows_form=True)
def activity_cancel(request: HttpRequest, number: str) -> HttpResponse:
    """It does not take place."""
    activity, user = activity_or_404(request, number), request.user
    told = deciding(
        activity,
        title=_("Cancel the activity"),
        text=_("Everybody who signed up is told the reason, guests by e-mail."),
        verb=_("Cancel the activity"),
        done=_("Cancelled. Everybody is told."),
        allowed=policies.may_run(user, activity) or policies.may_edit(user, activity),
        do=lambda given: services.cancel(activity, **given, by=user),
        back=at(activity),
        after=lambda made: reverse("friends:activity-list"),
        danger=True,
    )
    return decide(request, told, ReasonForm(posted(request)))


@writes(shows_form=True)
def activity_report(request: HttpRequest, number: str) -> HttpResponse:
    """What was done, what came of it."""
    activity = activity_or_404(request, number)
    told = deciding(
        activity,
        title=_("Report of the activity"),
        text=_("Everybody reads it once a second person has verified it."),
        verb=_("Hand in the report"),
        done=_("The report is in. A second person verifies it."),
        allowed=policies.may_report(request.user, activity),
        do=lambda given: services.hand_in_report(activity, **given, by=request.user),
    )
    initial = {"report_ko": activity.report_ko, "report_en": activity.report_en}
    return decide(request, told, forms.ReportForm(posted(request), initial=initial))


@writes(shows_form=True)
def activity_return(request: HttpRequest, number: str) -> HttpResponse:
    """The report says too little."""
    activity = activity_or_404(request, number)
    told = deciding(
        activity,
        title=_("Send the report back"),
        text=_("Who leads the activity reads the reason and writes the report anew."),
        verb=_("Send it back"),
        done=_("Sent back."),
        allowed=policies.may_verify(request.user, activity),
        do=lambda given: services.send_back(activity, **given, by=request.user),
        quote=activity.report,
        quote_title=pgettext("friends", "Report"),
    )
    return decide(request, told, ReasonForm(posted(request)))


@public
@reads
def activity_calendar(request: HttpRequest, number: str) -> HttpResponse:
    """For a calendar program."""
    activity = activity_or_404(request, number)
    moment = Moment(
        uid=f"{activity.uid}@friends",
        at=activity.ends_at,
        begins_at=activity.begins_at,
        title=activity.title,
        text=activity.summary,
        url=settings.BASE_URL + at(activity),
        changed_at=activity.proposed_at,
        cancelled=activity.state == A.CANCELLED,
        place=activity.place,
    )
    text = calendar_text(activity.title, "-//Together//Friends//KO", [moment])
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{activity.number}.ics"'
    return response
