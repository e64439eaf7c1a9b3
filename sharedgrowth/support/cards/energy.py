"""Energy audits, levels and systems on the dashboard, and the words of their timelines."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from portal.clock import SEOUL
from portal.home.registry import Card, Row, cards
from portal.http import page_now
from portal.words import deeds
from sharedgrowth.support.queries import energy as queries
from sharedgrowth.support.queries import levels as level_queries
from sharedgrowth.support.states.levels import LevelState

MOST = 20


def to_decide(request: HttpRequest) -> Iterable[Row]:
    """Measures on which the own company has to decide; savings that finance verifies."""
    user = request.user
    for audit in queries.audits_waiting_for(user)[:MOST]:
        inside = user.is_internal
        yield Row(
            title=_("Verify the saving of %(company)s") % {"company": audit.project.company.name}
            if inside
            else _("Decide on the measures of the energy audit"),
            consequence=audit.project.title,
            url=reverse("support:audit-detail", args=[audit.project.number]),
            verb=_("See it"),
            kind="wait",
            icon="bolt",
        )


def second_person(request: HttpRequest) -> Iterable[Row]:
    """Factors and levels that wait for another officer."""
    user = request.user
    waiting = queries.factors().filter(state="proposed").exclude(entered_by=user)
    if count := waiting.count():
        words = ngettext(
            "%(count)s energy factor waits for a second person",
            "%(count)s energy factors wait for a second person",
            count,
        )
        yield Row(
            title=words % {"count": count},
            consequence=_("It counts once it is approved."),
            url=reverse("support:factor-list"),
            verb=_("See it"),
            kind="wait",
            icon="bolt",
        )
    if not user.has_role("SG"):
        return
    levels = level_queries.levels_visible_to(user).filter(state=LevelState.PROPOSED).exclude(assessed_by=user)
    for level in levels.order_by("pk")[:MOST]:
        yield Row(
            title=_("Confirm level %(level)s of %(company)s") % {"level": level.level, "company": level.company.name},
            consequence=_("It counts once it is confirmed."),
            url=reverse("support:level-detail", args=[level.uid]),
            verb=_("See it"),
            kind="wait",
            icon="device-laptop",
        )


def asleep(request: HttpRequest) -> Iterable[Row]:
    """Own systems that nobody used in the last month."""
    user = request.user
    day = page_now(request).astimezone(SEOUL).date()
    own = list(level_queries.systems_visible_to(user).filter(retired_on=None))
    sleeping = level_queries.dormant_among(own, day)
    for system in own:
        if month := sleeping.get(system.pk):
            yield Row(
                title=_("Nobody used %(system)s in %(month)s") % {"system": system.name, "month": f"{month:%Y-%m}"},
                consequence=_("Tell its log-ins, or say why it is out of use."),
                url=reverse("support:system-detail", args=[system.uid]),
                verb=_("See it"),
                kind="warn",
                icon="device-laptop",
            )


cards.add("support-energy", Card(rows=to_decide, roles=frozenset({"SA", "SU", "FI"}), order=44))
cards.add("support-second", Card(rows=second_person, roles=frozenset({"SG", "FI"}), order=46))
cards.add("support-asleep", Card(rows=asleep, roles=frozenset({"SA", "SU"}), order=47))

WORDS = {
    "emissionfactor.entered": pgettext_lazy("energy factor", "Entered"),
    "emissionfactor.approve": pgettext_lazy("energy factor", "Approved"),
    "emissionfactor.refuse": pgettext_lazy("energy factor", "Refused"),
    "energyaudit.started": gettext_lazy("Baseline entered"),
    "energyaudit.baseline_changed": gettext_lazy("Baseline changed"),
    "energyaudit.measure_added": gettext_lazy("Measure added"),
    "energyaudit.measure_changed": gettext_lazy("Measure changed"),
    "energyaudit.measure_moved": gettext_lazy("Order of the measures changed"),
    "energyaudit.measure_removed": gettext_lazy("Measure removed"),
    "energyaudit.report": gettext_lazy("Report handed over"),
    "energyaudit.revise": gettext_lazy("Report of the audit taken back"),
    "energyaudit.measure": gettext_lazy("Saving measured"),
    "energyaudit.send_back": gettext_lazy("Saving sent back"),
    "energyaudit.verify": gettext_lazy("Saving verified"),
    "energymeasure.accept": pgettext_lazy("energy measure", "Accepted"),
    "energymeasure.decline": pgettext_lazy("energy measure", "Declined"),
    "energymeasure.carry_out": pgettext_lazy("energy measure", "Carried out"),
    "smartlevel.assessed": pgettext_lazy("smart level", "Assessed"),
    "smartlevel.confirm": pgettext_lazy("smart level", "Confirmed"),
    "smartlevel.refuse": pgettext_lazy("smart level", "Not confirmed"),
    "smartsystem.entered": pgettext_lazy("smart system", "Entered"),
    "smartsystem.use_told": gettext_lazy("Log-ins of a month told"),
    "smartsystem.retired": gettext_lazy("Taken out of use"),
    "recommender.entered": pgettext_lazy("recommender", "Entered"),
    "recommender.changed": pgettext_lazy("recommender", "Changed"),
    "recommender.key_made": gettext_lazy("New key made"),
    "recommender.key_ended": gettext_lazy("Door closed"),
    "recommender.recommended": gettext_lazy("Company recommended"),
}
for _name, _words in WORDS.items():
    deeds.add(f"support.{_name}", _words)
