"""On the page of a sourcing request whose alternative was adopted: the task it became, or the way to begin one."""

from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.models import SourcingRequest
from catalog.registry import FollowUp, follow_ups
from portal.people.models import User
from sharedgrowth.benefit.policies.tasks import may_begin_from
from sharedgrowth.benefit.queries.sourcing import task_begun_from


def _task_of(user: User, request: SourcingRequest) -> FollowUp | None:
    if (task := task_begun_from(user, request)) is not None:
        label = _("Benefit Sharing task %(number)s") % {"number": task.number}
        return FollowUp(label, "", reverse("benefit:task-detail", args=[task.number]), "bulb")
    if not may_begin_from(user, request):
        return None
    hint = _("Where the supplier's idea saves: what is verified is shared. Title, item and supplier are filled in.")
    url = f"{reverse('benefit:idea-new')}?sourcing={request.number}"
    return FollowUp(_("Begin a Benefit Sharing task"), hint, url, "bulb")


follow_ups.add("benefit", _task_of)
