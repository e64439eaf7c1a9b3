"""Doors of one's own: my activities and hours, certificates; papers and pictures of activities."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from portal.clock import SEOUL
from portal.deciding import Decision, decide, posted
from portal.display import day_text, money_full
from portal.http import page, reads, see, writes
from portal.policy import require
from sharedgrowth.friends.forms.activities import PhotoForm
from sharedgrowth.friends.forms.members import CertificateForm
from sharedgrowth.friends.models import Photo
from sharedgrowth.friends.policies import activities as policies
from sharedgrowth.friends.queries import activities as queries
from sharedgrowth.friends.queries.members import overlooks
from sharedgrowth.friends.services import hours as services
from sharedgrowth.friends.services import photos
from sharedgrowth.friends.states import ParticipationState
from sharedgrowth.friends.views.shown import activity_or_404, at, deciding, facts, home, paper, today_of, when

P = ParticipationState


@reads
def mine(request: HttpRequest) -> HttpResponse:
    """My places, my hours, my certificates."""
    places = list(queries.own_places(request.user))
    confirmed = [place for place in places if place.state == P.CONFIRMED]
    context = {
        "trail": [home(), (_("My activities"), "")],
        "places": places,
        "hours": sum((place.hours or 0 for place in confirmed), 0),
        "count": len(confirmed),
        "certificates": queries.certificates_of(request.user),
        "may_certify": bool(policies.may_take_part(request.user)) and bool(confirmed),
    }
    return page(request, "friends/mine.html", context)


@writes(shows_form=True)
def certificate_issue(request: HttpRequest) -> HttpResponse:
    """A certificate of my verified hours."""
    on = today_of(request)
    what = Decision(
        title=_("Certificate of hours"),
        text=_("It names the verified activities between two days, with their hours."),
        verb=_("Issue"),
        done=_("Issued. The paper stands below."),
        allowed=policies.may_take_part(request.user),
        do=lambda given: services.issue_certificate(**given, by=request.user),
        back=reverse("friends:mine"),
        trail=[home(), (_("My activities"), reverse("friends:mine"))],
    )
    initial = {"begins_on": on.replace(month=1, day=1), "ends_on": on}
    return decide(request, what, CertificateForm(posted(request), initial=initial))


@reads
def certificate_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The paper, the same each time."""
    found = get_object_or_404(queries.certificates_of(request.user), number=number)
    code = "en" if get_language() == "en" else "ko"
    return paper(
        "hours",
        f"{found.number}.pdf",
        title=_("Certificate of volunteer hours"),
        number=found.number,
        footer=_("The hours were confirmed by who led each activity and verified by the office."),
        statement=_("%(name)s has taken part in the activities below of the Corporate Citizenship Friends.")
        % {"name": found.person.name},
        facts=[
            {"label": _("Name"), "value": found.person.name},
            {"label": pgettext("friends", "From"), "value": day_text(found.begins_on)},
            {"label": _("Until"), "value": day_text(found.ends_on)},
            {"label": _("Hours in all"), "value": f"{found.hours:.1f}"},
            {"label": pgettext("friends", "Activities"), "value": str(len(found.lines))},
            {"label": _("Issued on"), "value": day_text(found.issued_at.astimezone(SEOUL))},
        ],
        head=[_("Number"), _("Day"), pgettext("friends", "Activity"), _("Hours")],
        rows=[[line["number"], line["on"], line[f"title_{code}"], line["hours"]] for line in found.lines],
        print_title=_("Fingerprint (SHA-256)"),
        print=found.sha256,
    )


@reads
def plan_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The plan with its risk form and the list of people, for the site."""
    activity, user = activity_or_404(request, number), request.user
    runs = policies.may_run(user, activity)
    if not runs and not overlooks(user):
        require(runs)
    risks = activity.risk_forms.select_related("by").first()
    people = queries.roster_of(activity).exclude(state=P.WAITING) if runs else []
    return paper(
        "plan",
        f"{activity.number}.pdf",
        title=activity.title,
        number=activity.number,
        footer=_("The list holds personal data: destroy the paper after the activity."),
        facts=[
            {"label": _("When"), "value": when(activity)},
            {"label": pgettext("friends", "Where"), "value": activity.place},
            {"label": _("Led by"), "value": activity.lead.name},
            {"label": pgettext("friends", "Places"), "value": str(activity.capacity)},
            {"label": _("Budget"), "value": str(money_full(activity.budget_won))},
            {"label": _("Recipient organisation"), "value": activity.recipient.name if activity.recipient else "—"},
        ],
        plan_title=_("Plan"),
        plan=activity.summary,
        risk_title=_("Risk form"),
        risks=[
            [_("Hazards"), risks.hazards],
            [_("What protects people"), risks.measures],
            [_("Nearest help in an emergency"), risks.emergency],
            [_("First aid"), risks.first_aid],
            [_("Volunteers are insured"), _("yes") if risks.insured else _("no")],
        ]
        if risks
        else [],
        list_title=_("List of people"),
        list_head=[_("Name"), _("Company"), pgettext("friends", "Came"), pgettext("friends", "Left")],
        people=[[place.name, place.company.name, "", ""] for place in people],
    )


# Pictures -----------------------------------------------------------------------------------------------------------
@writes(shows_form=True)
def photo_add(request: HttpRequest, number: str) -> HttpResponse:
    """A picture, with everybody who can be recognised."""
    activity = activity_or_404(request, number)
    require(policies.may_keep_roster(request.user, activity))
    people = queries.roster_of(activity)
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    told = deciding(
        activity,
        title=_("Add a picture"),
        text=_("The office looks at it first. It is shown only while everybody on it agrees."),
        verb=_("Add the picture"),
        done=_("Added. The office looks at it."),
        allowed=policies.may_keep_roster(request.user, activity),
        do=lambda given: photos.add_photo(activity, **given, by=request.user),
        after=lambda made: at(activity, "photo-list"),
        facts=facts(activity),
    )
    return decide(request, told, PhotoForm(data, files, roster=people))


@reads
def photo_list(request: HttpRequest, number: str) -> HttpResponse:
    """All pictures, with those that are hidden and why."""
    activity = activity_or_404(request, number)
    require(policies.may_keep_roster(request.user, activity))
    context = {
        "trail": [home(), (activity.number, at(activity)), (_("Pictures"), "")],
        "activity": activity,
        "photos": queries.photos_all(activity),
        "may_show": bool(policies.may_show_photos(request.user)),
    }
    return page(request, "friends/photo_list.html", context)


@writes
def photo_step(request: HttpRequest, uid, step: str) -> HttpResponse:
    """Show it, or take it down."""
    require(policies.may_show_photos(request.user))
    photo = get_object_or_404(Photo.objects.select_related("activity"), uid=uid)
    act = photos.show_photo if step == "show" else photos.take_down_photo
    act(photo, by=request.user)
    return see(request, at(photo.activity, "photo-list"))
