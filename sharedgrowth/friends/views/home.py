"""The public page of the Friends: what they are, what comes next, what was achieved; members by name, no ranking."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.deciding import Decision, decide, posted
from portal.http import page, public, reads, writes
from portal.paging import Paginator
from portal.policy import YES, require
from sharedgrowth.friends.forms.fields import NothingForm
from sharedgrowth.friends.forms.members import ChoiceForm, RecipientForm, ThemeForm
from sharedgrowth.friends.models import Recipient
from sharedgrowth.friends.policies import activities as activity_policies
from sharedgrowth.friends.policies import members as policies
from sharedgrowth.friends.queries import activities, campaigns, figures
from sharedgrowth.friends.queries import members as queries
from sharedgrowth.friends.services import members as services
from sharedgrowth.friends.states import CampaignState
from sharedgrowth.friends.views.reports import lines_of
from sharedgrowth.friends.views.shown import PER_PAGE, home, today_of

ON_HOME = frozenset({"members", "activities", "hours", "prepaid_won"})


@public
@reads
def friends_home(request: HttpRequest) -> HttpResponse:
    """What the Friends are, and how to take part; for everybody."""
    user, on = request.user, today_of(request)
    member = queries.member_of(user)
    told = figures.figures_of(date(on.year, 1, 1), on)
    this_year = list(queries.themes().filter(year=on.year))
    context = {
        "year": on.year,
        "lines": [line for line in lines_of(told) if line["key"] in ON_HOME],
        "results_url": reverse("impact:published-list"),
        "coming": activities.activities_open()[:6],
        "running": campaigns.campaigns_visible_to(user).filter(state=CampaignState.OPEN)[:3],
        "themes": this_year or list(queries.themes()[:2]),
        "members": queries.members_named()[:40],
        "member": member,
        "may_join": bool(user.is_authenticated and policies.may_join(user)),
        "may_change": bool(member and policies.may_change_membership(user, member)),
        "may_propose": bool(user.is_authenticated and activity_policies.may_propose(user)),
        "office": bool(user.is_authenticated and policies.may_run_office(user)),
        "inside": queries.overlooks(user),
        "reports": campaigns.year_reports(user)[:3],
    }
    return page(request, "friends/home.html", context)


@writes(shows_form=True)
def member_join(request: HttpRequest) -> HttpResponse:
    """The company becomes a member."""
    what = Decision(
        title=_("Join the Friends"),
        text=_(
            "Your people can then sign up for activities, and your company can give. Nothing has to be done, nobody is "
            "ranked, and you can leave at any time without a reason."
        ),
        verb=_("Join"),
        done=_("Welcome to the Friends."),
        allowed=policies.may_join(request.user),
        do=lambda given: services.join(**given, by=request.user),
        back=reverse("friends:home"),
        trail=[home()],
    )
    return decide(request, what, ChoiceForm(posted(request)))


@writes(shows_form=True)
def member_choose(request: HttpRequest) -> HttpResponse:
    """The bonus, and the name on the public page."""
    member = get_object_or_404(
        queries.members_visible_to(request.user), company=request.user.company_id, state="active"
    )
    what = Decision(
        title=_("What our company chooses"),
        text=_("Both are free. What you take back ends at once."),
        verb=_("Keep"),
        done=_("Kept."),
        allowed=policies.may_change_membership(request.user, member),
        do=lambda given: services.choose(member, **given, by=request.user),
        back=reverse("friends:home"),
        trail=[home()],
    )
    initial = {"takes_bonus": member.takes_bonus, "listed": member.listed}
    return decide(request, what, ChoiceForm(posted(request), initial=initial))


@writes(shows_form=True)
def member_leave(request: HttpRequest) -> HttpResponse:
    """Without a reason."""
    member = get_object_or_404(
        queries.members_visible_to(request.user), company=request.user.company_id, state="active"
    )
    what = Decision(
        title=_("Leave the Friends"),
        text=_("What was done stays counted. A bonus ends today; nothing else changes for your company."),
        verb=_("Leave"),
        done=_("Your company has left the Friends."),
        allowed=policies.may_change_membership(request.user, member),
        do=lambda given: services.leave(member, by=request.user),
        back=reverse("friends:home"),
        trail=[home()],
        danger=True,
    )
    return decide(request, what, NothingForm(posted(request)))


@reads
def member_list(request: HttpRequest) -> HttpResponse:
    """All members, for the office and those who oversee it."""
    require(policies.may_run_office(request.user) if not queries.overlooks(request.user) else YES)
    results = Paginator(queries.members_visible_to(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {"trail": [home(), (pgettext("friends", "Members"), "")], "results": results}
    return page(request, "friends/member_list.html", context, part="friends/_member_results.html")


# What the office enters ----------------------------------------------------------------------------------------------
@public
@reads
def theme_list(request: HttpRequest) -> HttpResponse:
    """Themes by year."""
    context = {
        "trail": [home(), (_("Themes"), "")],
        "themes": queries.themes(),
        "may_enter": bool(request.user.is_authenticated and policies.may_run_office(request.user)),
    }
    return page(request, "friends/theme_list.html", context)


@writes(shows_form=True)
def theme_create(request: HttpRequest) -> HttpResponse:
    """A theme of a year."""
    what = Decision(
        title=_("Enter a theme"),
        text=_("Activities name the theme that they serve."),
        verb=_("Enter"),
        done=_("Entered."),
        allowed=policies.may_run_office(request.user),
        do=lambda given: services.enter_theme(**given, by=request.user),
        back=reverse("friends:theme-list"),
        trail=[home(), (_("Themes"), reverse("friends:theme-list"))],
    )
    return decide(request, what, ThemeForm(posted(request), initial={"year": today_of(request).year}))


@reads
def recipient_list(request: HttpRequest) -> HttpResponse:
    """Organisations that receive."""
    require(policies.may_run_office(request.user) if not queries.overlooks(request.user) else YES)
    context = {
        "trail": [home(), (_("Recipient organisations"), "")],
        "results": Paginator(queries.recipients(), PER_PAGE).get_page(request.GET.get("page")),
        "may_enter": bool(policies.may_ask_for_gifts(request.user)),
    }
    return page(request, "friends/recipient_list.html", context, part="friends/_recipient_results.html")


@writes(shows_form=True)
def recipient_create(request: HttpRequest) -> HttpResponse:
    """A new organisation."""
    return _recipient(request, None)


@writes(shows_form=True)
def recipient_edit(request: HttpRequest, uid) -> HttpResponse:
    """Mend what is wrong."""
    require(policies.may_ask_for_gifts(request.user))
    return _recipient(request, get_object_or_404(Recipient, uid=uid))


def _recipient(request: HttpRequest, recipient: Recipient | None) -> HttpResponse:
    names = ("name_ko", "name_en", "kind", "registration", "region")
    initial: dict[str, Any] = {name: getattr(recipient, name) for name in names} if recipient else {}
    what = Decision(
        title=_("Recipient organisation"),
        text=_("Organisations alone: nobody in need is named on this portal."),
        verb=_("Keep"),
        done=_("Kept."),
        allowed=policies.may_ask_for_gifts(request.user),
        do=lambda given: services.enter_recipient(recipient, **given, by=request.user),
        back=reverse("friends:recipient-list"),
        trail=[home(), (_("Recipient organisations"), reverse("friends:recipient-list"))],
    )
    return decide(request, what, RecipientForm(posted(request), initial=initial))
