"""Doors of people: sign up, bring guests, the guest's own page, coming and leaving on a phone, the list, hours."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from portal.deciding import Decision, beside, decide, posted
from portal.errors import RuleBroken, WrongState
from portal.http import page, public, reads, see, writes
from portal.policy import require
from portal.privacy.forms.consents import ConsentForm
from portal.throttles import knock, throttled
from sharedgrowth.friends.forms import activities as forms
from sharedgrowth.friends.forms.fields import NothingForm
from sharedgrowth.friends.models import Activity, Participation
from sharedgrowth.friends.policies import activities as policies
from sharedgrowth.friends.queries import activities as queries
from sharedgrowth.friends.services import activities as activity_services
from sharedgrowth.friends.services import hours as services
from sharedgrowth.friends.services import places
from sharedgrowth.friends.states import ActivityState, ParticipationState
from sharedgrowth.friends.states.activities import AT_WORK
from sharedgrowth.friends.views.shown import activities_home, activity_or_404, at, deciding, facts, home, qr_svg

P = ParticipationState


def _place_or_404(request: HttpRequest, uid) -> Participation:
    """A place of an activity that this reader may see; what may be done with it the policy says."""
    rows = Participation.objects.select_related("activity", "person", "guest", "company")
    place = get_object_or_404(rows, uid=uid)
    own = request.user.pk in (place.person_id, place.guest.host_id if place.guest else None)
    if not own and not policies.may_keep_roster(request.user, place.activity):
        raise Http404
    return place


@writes(shows_form=True)
def sign_up(request: HttpRequest, number: str) -> HttpResponse:
    """A place; a yes to pictures is a question of its own, and never ticked before."""
    activity = activity_or_404(request, number)
    require(policies.may_take_part(request.user))
    form = forms.SignUpForm(posted(request))
    consents = ConsentForm(posted(request), keys=[places.PHOTOS])
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and consents.is_valid():
            photos = places.PHOTOS in consents.given()
            try:
                place = places.sign_up(activity, **form.cleaned_data, photos=photos, by=request.user)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                waits = place.state == P.WAITING
                told = _("All places are taken: you are on the list.") if waits else _("You take part. Thank you.")
                messages.success(request, told)
                return see(request, at(activity))
    context = {
        "trail": [home(), activities_home(), (activity.number, at(activity)), (_("Sign up"), "")],
        "activity": activity,
        "facts": facts(activity, queries.places_taken(activity)),
        "form": form,
        "consents": consents,
    }
    return page(request, "friends/sign_up.html", context, status=status)


@writes(shows_form=True)
def place_leave(request: HttpRequest, uid) -> HttpResponse:
    """Give the place back."""
    place = _place_or_404(request, uid)
    told = deciding(
        place.activity,
        title=_("Give the place back"),
        text=_("Without a reason. Whoever is next on the list moves up."),
        verb=pgettext("place", "Give it back"),
        done=_("The place is free again."),
        allowed=policies.may_withdraw(request.user, place),
        do=lambda given: places.give_back(place, by=request.user),
    )
    return decide(request, told, NothingForm(posted(request)))


@writes
def place_photos(request: HttpRequest, uid, answer: str) -> HttpResponse:
    """A yes or a no to pictures; a no hides them at once."""
    place = _place_or_404(request, uid)
    require(policies.may_withdraw(request.user, place))
    places.choose_photos(place, yes=answer == "yes", by=request.user)
    if answer == "yes":
        messages.success(request, _("Kept. You can take it back at any time."))
    else:
        messages.success(request, _("Taken back. Pictures with you are hidden from now on."))
    return see(request, request.POST.get("back") == "mine" and reverse("friends:mine") or at(place.activity))


@writes(shows_form=True)
@throttled("alert", methods=("POST",))
def guest_invite(request: HttpRequest, number: str) -> HttpResponse:
    """Somebody who comes along."""
    activity = activity_or_404(request, number)

    def invite(given):
        if knock("alert-address", given["email"].lower()):  # a stranger's letter box is not ours to fill
            raise RuleBroken(_("This address has just had several letters: try again in an hour."), field="email")
        return places.invite_guest(activity, **given, by=request.user)

    told = deciding(
        activity,
        title=_("Bring a guest"),
        text=_("The guest decides alone, by a link that is sent now. Until then the place is held."),
        verb=_("Send the link"),
        done=_("The link is on its way."),
        allowed=policies.may_take_part(request.user),
        do=invite,
    )
    initial = {"language": (get_language() or "ko")[:2]}
    return decide(request, told, forms.GuestForm(posted(request), initial=initial))


# The guest's own page -----------------------------------------------------------------------------------------------
@public
@writes(shows_form=True)
@throttled("counter", methods=("POST",))
def guest(request: HttpRequest, token: str) -> HttpResponse:
    """Without an account: consent, pictures, coming and leaving, taking it all back."""
    place = places.place_of_guest(token)
    if place is None or place.guest is None:
        return page(request, "friends/guest_over.html", {}, status=410)
    consents = ConsentForm(posted(request), keys=[places.GUEST, places.PHOTOS])
    status = 200
    if request.method == "POST":
        status = 422
        act = request.POST.get("act", "")
        if act == "accept" and not consents.is_valid():
            return _guest_page(request, place, token, consents, status)
        try:
            done = _guest_act(act, place, consents, request)
        except WrongState:
            raise
        except RuleBroken as refusal:
            return _guest_page(request, place, token, ConsentForm(keys=[]), status, str(refusal))
        messages.success(request, done)
        return see(request, request.path)
    return _guest_page(request, place, token, consents, status)


def _guest_act(act: str, place: Participation, consents: ConsentForm, request: HttpRequest) -> str:
    if act == "accept":
        places.accept_as_guest(place, photos=places.PHOTOS in consents.given())
        return _("Thank you: your place is kept.")
    if act in ("in", "out"):
        if not places.is_site_word(place.activity, request.POST.get("code", "")):
            raise RuleBroken(_("This is not the code on the site. It hangs where people arrive."))
        form = forms.HereForm({"what": act, "at": request.POST.get("at", "")})
        told = form.cleaned_data["at"] if form.is_valid() else None
        if act == "in":
            services.check_in(place, told=told, by=None)
            return _("Good to have you here.")
        services.check_out(place, told=told, by=None)
        return _("Thank you. Get home safely.")
    if act in ("photos-yes", "photos-no"):
        places.choose_photos(place, yes=act == "photos-yes", by=None)
        return _("Kept. You can take it back at any time.")
    if act == "leave":
        places.give_back_as_guest(place)
        return _("Your name and address are deleted.")
    raise RuleBroken(_("Choose what to do."))


def _guest_page(request, place: Participation, token: str, consents, status: int, refusal: str = "") -> HttpResponse:
    if place.guest and place.guest.erased_at:
        return page(request, "friends/guest_over.html", {}, status=410)
    context = {
        "place": place,
        "activity": place.activity,
        "facts": facts(place.activity),
        "consents": consents,
        "refusal": refusal,
        "word": forms.SiteWordForm(initial={"code": request.POST.get("code", "")}),
        "day": place.days.order_by("-day").first(),
        "at_work": place.activity.state in AT_WORK,
        "may_leave": place.activity.state in (ActivityState.OPEN, ActivityState.CLOSED) and not place.days.exists(),
    }
    return page(request, "friends/guest.html", context, status=status)


# Coming and leaving -------------------------------------------------------------------------------------------------
@writes(shows_form=True)
def here(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the code on the site: I am here, I leave. Kept on the phone until the line is back."""
    activity = places.activity_here(token)
    if activity is None:
        raise Http404
    place = queries.own_place(request.user, activity)
    refusal, status = "", 200
    if request.method == "POST" and place is not None:
        form = forms.HereForm(request.POST)
        if form.is_valid():
            act = services.check_in if form.cleaned_data["what"] == "in" else services.check_out
            try:
                act(place, told=form.cleaned_data["at"], by=request.user)
            except WrongState:
                raise
            except RuleBroken as fault:
                refusal, status = str(fault), 422
            else:
                return see(request, request.path + "?done=1")
        else:
            status = 422
    context = {
        "activity": activity,
        "facts": facts(activity),
        "place": place,
        "day": place.days.order_by("-day").first() if place else None,
        "refusal": refusal,
        "at_work": activity.state in AT_WORK,
        "trail": [home(), (activity.number, at(activity)), (_("I am here"), "")],
    }
    return page(request, "friends/here.html", context, status=status)


@reads
def site_code(request: HttpRequest, number: str) -> HttpResponse:
    """The code to put up on the site, to print or to show on a tablet."""
    activity = activity_or_404(request, number)
    require(policies.may_keep_roster(request.user, activity))
    url = settings.BASE_URL + reverse("friends:here", args=[places.here_token(activity)])
    context = {
        "trail": [home(), activities_home(), (activity.number, at(activity)), (_("Code for the site"), "")],
        "activity": activity,
        "facts": facts(activity),
        "url": url,
        "word": places.site_word(activity),
        "drawing": mark_safe(qr_svg(url)),  # noqa: S308 (drawn here from a code)
    }
    return page(request, "friends/site_code.html", context)


@writes
def site_code_renew(request: HttpRequest, number: str) -> HttpResponse:
    """An old picture of the code opens nothing any more."""
    activity = activity_or_404(request, number)
    activity_services.new_code(activity, by=request.user)
    messages.success(request, _("The code is a new one."))
    return see(request, at(activity, "site-code"))


# The list -----------------------------------------------------------------------------------------------------------
def _with_roster(request: HttpRequest, number: str) -> Activity:
    activity = activity_or_404(request, number)
    require(policies.may_keep_roster(request.user, activity))
    return activity


@reads
def roster(request: HttpRequest, number: str) -> HttpResponse:
    """Who is signed up, who is there, whose hours are confirmed: for who leads it, and the office."""
    activity = _with_roster(request, number)
    people = list(queries.roster_of(activity))
    context = {
        "trail": [home(), activities_home(), (activity.number, at(activity)), (_("List of people"), "")],
        "activity": activity,
        "facts": facts(activity, sum(place.state in (P.SIGNED_UP, P.CONFIRMED, P.INVITED) for place in people)),
        "people": people,
        "at_work": activity.state in AT_WORK,
        "held": activity.state == ActivityState.HELD,
        "left": sum(place.state == P.SIGNED_UP for place in people),
    }
    return page(request, "friends/roster.html", context)


@writes
def roster_tick(request: HttpRequest, uid, act: str) -> HttpResponse:
    """In, out, hours confirmed, did not come."""
    place = _place_or_404(request, uid)
    require(policies.may_keep_roster(request.user, place.activity))
    acts = {
        "in": services.check_in,
        "out": services.check_out,
        "confirm": services.confirm_hours,
        "absent": services.note_absent,
    }
    try:
        acts[act](place, by=request.user)
    except WrongState:
        raise
    except RuleBroken as refusal:
        messages.error(request, f"{place.name}: {refusal}")
    else:
        messages.success(request, _("Kept: %(name)s.") % {"name": place.name})
    return see(request, at(place.activity, "roster"))


@writes(shows_form=True)
def roster_times(request: HttpRequest, uid) -> HttpResponse:
    """Times entered by hand, with the reason."""
    place = _place_or_404(request, uid)
    told: Decision = deciding(
        place.activity,
        title=_("Enter times: %(name)s") % {"name": place.name},
        text=_("The trail keeps what stood before, and your reason."),
        verb=_("Keep the times"),
        done=_("Kept."),
        allowed=policies.may_confirm_hours(request.user, place),
        do=lambda given: services.enter_times(place, **given, by=request.user),
        back=at(place.activity, "roster"),
    )
    return decide(request, told, forms.TimesForm(posted(request), place=place))
