"""The money of Benefit Sharing on the dashboard and the front page, and the words of its timelines."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from portal.display import day_text
from portal.home.registry import Card, Programme, Row, cards, programmes
from portal.words import deeds
from sharedgrowth.benefit.policies import measurement as policies
from sharedgrowth.benefit.queries import cuts
from sharedgrowth.benefit.queries import sharing as queries
from sharedgrowth.benefit.queries.terms import benefit_terms_waiting
from sharedgrowth.benefit.states import CutState, ShareState

MOST = 20  # rows of one kind; the list has the rest
BOTH = frozenset({"SA", "SU", "SG", "PO", "RQ"})


def _row(year, title: str, consequence: object, *, verb: object, kind: str = "wait", **more) -> Row:
    return Row(
        title=title % {"number": year.task.number, "no": year.no},
        consequence=consequence,
        url=reverse("benefit:settlement-detail", args=[year.uid]),
        verb=verb,
        kind=kind,
        icon="report-money",
        **more,
    )


def to_measure(request: HttpRequest) -> Iterable[Row]:
    """Years without a measurement, for the suppliers of the task and its officers."""
    if request.user.is_internal and not request.user.has_role("SG"):
        return
    for year in queries.years_to_measure(request.user)[:MOST]:
        words = _("Without a measurement nothing of the year is shared.")
        yield _row(year, _("Measure year %(no)s of task %(number)s"), words, verb=_("Measure"))


def to_confirm(request: HttpRequest) -> Iterable[Row]:
    """Measurements of the other side; for the supplier, and for the buyer's officers and departments."""
    for found in queries.measurements_to_confirm(request.user).select_related("year__task")[:MOST]:
        words = _("The committee meets once both sides agree.")
        yield _row(found.year, _("Confirm the measurement of task %(number)s, year %(no)s"), words, verb=_("Look"))


def to_sign(request: HttpRequest) -> Iterable[Row]:
    """Changes of a baseline."""
    for baseline in queries.baselines_to_sign(request.user)[:MOST]:
        if policies.may_sign_baseline(request.user, baseline):
            yield Row(
                title=_("Sign the change of the baseline of task %(number)s") % {"number": baseline.task.number},
                consequence=_("Until both have signed the old one is in force."),
                url=reverse("benefit:task-baseline", args=[baseline.task.number]),
                verb=_("Look"),
                kind="wait",
                icon="pencil",
            )


def to_begin(request: HttpRequest) -> Iterable[Row]:
    """Completed tasks, and measurements that both have confirmed."""
    for task in queries.tasks_to_measure()[:MOST]:
        yield Row(
            title=_("Begin measuring task %(number)s") % {"number": task.number},
            consequence=_("The years of sharing run from the first day of the new solution."),
            url=reverse("benefit:task-baseline", args=[task.number]),
            verb=_("Begin"),
            kind="wait",
            icon="ruler-2",
        )
    for found in queries.measurements_to_verify(request.user).select_related("year__task")[:MOST]:
        words = _("Both sides have confirmed the measurement.")
        yield _row(found.year, _("Convene the committee for task %(number)s, year %(no)s"), words, verb=_("Look"))


def to_vote(request: HttpRequest) -> Iterable[Row]:
    """Committees in which the person has not voted."""
    for seat in queries.votes_due(request.user)[:MOST]:
        year = seat.verification.measurement.year
        words = _("More than half of all members decide.")
        yield _row(year, _("Vote on the benefit of task %(number)s, year %(no)s"), words, verb=_("Vote"))


def for_finance(request: HttpRequest) -> Iterable[Row]:
    """Large benefits."""
    for found in queries.verifications_for_finance()[:MOST]:
        if policies.may_verify_as_finance(request.user, found):
            words = _("The compensation is owed once finance agrees.")
            year = found.measurement.year
            yield _row(
                year, _("Verify the benefit of task %(number)s, year %(no)s"), words, verb=pgettext("benefit", "Verify")
            )


def cuts_found(request: HttpRequest) -> Iterable[Row]:
    """Contracts below an agreed price."""
    for cut in cuts.cuts_visible_to(request.user).filter(state=CutState.FOUND)[:MOST]:
        yield Row(
            title=_("A contract below the agreed price of task %(number)s") % {"number": cut.task.number},
            consequence=_("No year of the task is verified before this is decided."),
            url=reverse("benefit:cut-list"),
            verb=_("Look"),
            kind="bad",
            icon="alert-triangle",
        )


def paid_soon(request: HttpRequest) -> Iterable[Row]:
    """What the own company is paid. The day is the payer's to keep: it is no date of who only looks."""
    found = queries.years_visible_to(request.user).filter(state=ShareState.VERIFIED, cash_won__gt=0)
    for year in found.order_by("due_on")[:MOST]:
        if year.due_on is None:
            raise AssertionError(f"{year}: verified without a day to pay")  # the database refuses it
        words = _("It is due on %(day)s. The settlement note says how it was counted.")
        title = _("Task %(number)s, year %(no)s is verified and will be paid")
        yield _row(year, title, words % {"day": day_text(year.due_on, "day")}, verb=_("Look"), kind="ok")


def terms_to_approve(request: HttpRequest) -> Iterable[Row]:
    """Terms that a colleague entered."""
    for terms in benefit_terms_waiting(request.user)[:MOST]:
        yield Row(
            title=_("Approve the terms of Benefit Sharing from %(day)s on") % {"day": terms.valid_from.isoformat()},
            consequence=_("Without it the present ones stay in force."),
            due=terms.valid_from,
            url=reverse("benefit:terms-list"),
            verb=_("Look"),
            kind="wait",
            icon="clipboard-check",
        )


cards.add("benefit-terms", Card(rows=terms_to_approve, roles=frozenset({"AP"}), order=30))
cards.add("benefit-measure", Card(rows=to_measure, roles=frozenset({"SA", "SU", "SG"}), order=36))
cards.add("benefit-confirm", Card(rows=to_confirm, roles=BOTH, order=36))
cards.add("benefit-sign", Card(rows=to_sign, roles=frozenset({"SA", "SG"}), order=36))
cards.add("benefit-begin", Card(rows=to_begin, roles=frozenset({"SG"}), order=37))
cards.add("benefit-vote", Card(rows=to_vote, roles=frozenset({"SG", "PO", "RQ"}), order=37))
cards.add("benefit-finance", Card(rows=for_finance, roles=frozenset({"FI"}), order=37))
cards.add("benefit-cuts", Card(rows=cuts_found, roles=frozenset({"SG", "CP"}), order=38))
cards.add("benefit-paid", Card(rows=paid_soon, roles=frozenset({"SA", "SF"}), order=39))

programmes.add(
    "benefit-sharing",
    Programme(
        direction="value",
        name=gettext_lazy("Benefit Sharing"),
        summary=gettext_lazy("Supplier and buyer improve something together and share what it saves, for three years."),
        url_name="benefit:figures",
        order=10,
    ),
)

WORDS = {
    "benefitterms.entered": gettext_lazy("Terms entered"),
    "benefitterms.approved": gettext_lazy("Terms approved by a second person"),
    "baseline.drawn": gettext_lazy("Baseline drawn up"),
    "baseline.agree": gettext_lazy("Baseline agreed by both"),
    "baseline.drop": gettext_lazy("Baseline dropped"),
    "baseline.replace": gettext_lazy("Baseline replaced"),
    "measurement.entered": gettext_lazy("Measurement entered"),
    "measurement.confirm": gettext_lazy("Measurement confirmed"),
    "measurement.send_back": gettext_lazy("Measurement sent back"),
    "measurement.take_back": gettext_lazy("Measurement taken back"),
    "measurement.verify": gettext_lazy("Measurement verified"),
    "verification.convened": gettext_lazy("Committee convened"),
    "verification.voted": pgettext_lazy("deed", "Voted"),
    "verification.pass_on": gettext_lazy("Passed on to finance"),
    "verification.verify": gettext_lazy("Benefit verified"),
    "verification.refuse": gettext_lazy("Measurement sent back by the committee"),
    "shareyear.open": gettext_lazy("Year opened for measurement"),
    "shareyear.verify": gettext_lazy("Year verified"),
    "shareyear.valued": gettext_lazy("Another form valued"),
    "shareyear.settle": gettext_lazy("Year settled"),
    "shareyear.cancel": gettext_lazy("Year cancelled"),
    "sharepart.paid": gettext_lazy("Part paid"),
    "pricecut.found": gettext_lazy("Lower price found"),
    "pricecut.restore": gettext_lazy("Price restored"),
    "pricecut.dismiss": gettext_lazy("Lower price not because of the task"),
}
for _name, _words in WORDS.items():
    deeds.add(f"benefit.{_name}", _words)
