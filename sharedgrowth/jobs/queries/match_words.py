"""FIND: words for what a rule found: why a vacancy may not open, what became of a wish."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sharedgrowth.jobs.rules.stable import Step, Why
from sharedgrowth.jobs.rules.vacancies import Bar

BARS = {
    Bar.NOT_REGISTERED: gettext_lazy("The company is not a registered, active supplier (level L1 or higher)."),
    Bar.NOT_TRADING: gettext_lazy("By its tax status the company has suspended or closed its business."),
    Bar.LIMITED: gettext_lazy("An ESG supply limitation of the company is in force (level 2 or higher)."),
    Bar.IN_ARREARS: gettext_lazy("The company is on the public list of employers in arrears with wages."),
    Bar.RED_FLAG: gettext_lazy("The company has a confirmed critical ESG red flag."),
    Bar.BLOCKED: gettext_lazy("The company took a job offer back and has no vacancies here for a time."),
    Bar.BELOW_MINIMUM: gettext_lazy("The pay is below the statutory minimum wage."),
    Bar.OVER: gettext_lazy("The last day of the vacancy has passed."),
}
PASSED = {
    Bar.NOT_REGISTERED: gettext_lazy("Registered, active supplier"),
    Bar.NOT_TRADING: gettext_lazy("Business not suspended or closed"),
    Bar.LIMITED: gettext_lazy("No ESG supply limitation from level 2 on"),
    Bar.IN_ARREARS: gettext_lazy("Not on the list of wage arrears"),
    Bar.RED_FLAG: gettext_lazy("No critical ESG red flag"),
    Bar.BLOCKED: gettext_lazy("No offer taken back lately"),
    Bar.BELOW_MINIMUM: gettext_lazy("Pay at or above the minimum wage"),
    Bar.OVER: gettext_lazy("Its last day is still to come"),
}


def bar_words(bar: Bar) -> str:
    """Why a vacancy may not open."""
    return str(BARS[bar])


def checks_shown(found: list[Bar]) -> list[dict]:
    """Every check with its words: what holds, and why not."""
    return [{"ok": bar not in found, "text": BARS[bar] if bar in found else PASSED[bar]} for bar in Bar]


def step_words(step: Step, place: int) -> str:
    """What became of the wish at ``place`` of the list, told to the trainee; nobody else is named."""
    if step.why == Why.MATCHED:
        if step.rank is None:
            return _("Matched: your wish number %(place)s. The firm also took trainees it had not ranked.") % {
                "place": place
            }
        return _("Matched: your wish number %(place)s. The firm ranked you %(rank)s.") % {
            "place": place,
            "rank": step.rank,
        }
    if step.why == Why.NOT_WANTED:
        return _("The firm did not put you on its list.")
    if step.why == Why.NOT_NEEDED:
        return _("A wish higher on your list came true.")
    if step.why == Why.GONE:
        return _("The vacancy was no longer open, or the firm made no list.")
    seats = ngettext("The one place went to somebody", "All %(seats)s places went to others", step.seats) % {
        "seats": step.seats
    }
    decided = {
        Why.FULL_BY_RANK: _("whom the firm ranked higher."),
        Why.FULL_BY_SCORE: _("whom the firm ranked alike; the higher score of the training decided."),
        Why.FULL_BY_LOT: _("whom the firm ranked alike, with the same score; the lot decided."),
    }
    return _("%(seats)s %(decided)s") % {"seats": seats, "decided": decided[step.why]}
