"""What CCMS keeps of people: where they belong, what they wrote, answered and own. Source: domain 9.4, PII-10."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from portal.display import day_text
from portal.people.models import User
from portal.privacy.registry import Section, holding
from sharedgrowth.ccms.models import Action, Module, Unit
from sharedgrowth.ccms.queries.privacy import actions_of, answers_by, modules_of, overviews_by, units_of


def sections_of(user: User) -> Iterable[Section]:
    """Units, modules, versions, answers, actions that name the person."""
    units = [{_("Unit or company"): each.name} for each in units_of(user)]
    if units:
        yield Section(pgettext("ccms", "Units"), units)
    modules = [{_("Module"): str(each)} for each in modules_of(user)]
    if modules:
        yield Section(_("Modules"), modules)
    versions = [{_("Overview"): str(each), _("State"): each.get_state_display()} for each in overviews_by(user)]
    if versions:
        yield Section(_("Overviews that you wrote, reviewed, approved or published"), versions)
    answers = [
        {
            pgettext("ccms", "Self-assessment"): each.assessment.number,
            pgettext("ccms", "Statement"): each.item.code,
            _("Why this level"): each.reason,
        }
        for each in answers_by(user)
    ]
    if answers:
        yield Section(_("Answers that you gave"), answers)
    due = pgettext("ccms action", "Due")
    actions = [{pgettext("ccms", "Action"): str(each), due: day_text(each.due_on, "day")} for each in actions_of(user)]
    if actions:
        yield Section(pgettext("ccms", "Actions"), actions)


def erase(user: User, *, reason: str) -> Mapping[str, int]:
    """The person leaves units, modules and open actions; what was decided stays, and names nobody any more."""
    units = Unit.members.through.objects.filter(user=user).delete()[0]
    modules = Module.objects.filter(owner=user).update(owner=None)
    actions = Action.objects.filter(owner=user).update(owner=None)
    return {"ccms.unit_member": units, "ccms.module_owner": modules, "ccms.action_owner": actions}


holding(
    key="ccms.work",
    label=gettext_lazy("Work on CCMS: units, modules, overviews, answers, actions"),
    basis=gettext_lazy("Duty to show who decided what (four eyes)"),
    kept_for=gettext_lazy(
        "Memberships while they last; who wrote and approved for ten years, nameless after an erasure"
    ),
    sections_of=sections_of,
    erase=erase,
    nameless=True,
)
