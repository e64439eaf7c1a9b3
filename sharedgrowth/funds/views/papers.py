"""Papers of the funds, in the reader's language: commitment letter, year report, minutes and grant of a GEM project."""

from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.display import day_text, money_full
from portal.http import reads
from portal.papers import Part, paper_answer
from portal.throttles import throttled
from sharedgrowth.funds.models import BudgetYear, Commitment
from sharedgrowth.funds.queries import figures
from sharedgrowth.funds.registry import programme_name
from sharedgrowth.funds.states import CommitmentState
from sharedgrowth.funds.views.drawdowns import commitment_or_404
from sharedgrowth.funds.views.funds import fund_or_404, named
from sharedgrowth.funds.views.gem import proposal_or_404, title_of

BRAND = "Together · Funds"
C = CommitmentState
BINDING = (C.APPROVED, C.CONTRACTED, C.PARTLY_DRAWN, C.FULLY_DRAWN)


@reads
@throttled("export")
def commitment_letter(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What is promised to the firm, in which tranches, and what each of them rests on (FND-06)."""
    commitment = commitment_or_404(request, uid)
    fund = commitment.line.year.fund
    parts = [_promise(commitment)]
    if commitment.released:
        text = _("%(amount)s of it was released again.") % {"amount": money_full(commitment.released, fund.currency)}
        parts.append(Part(_("Released"), text))
    draft = commitment.state not in BINDING
    return paper_answer(
        commitment.number,
        "letter",
        brand=BRAND,
        title=_("Commitment, not binding") if draft else _("Letter of commitment"),
        facts=[
            (_("Company"), f"{commitment.company.name} ({commitment.company.number})"),
            (_("Fund"), f"{named(fund)} · {commitment.line.year.year}"),
            (_("Programme"), programme_name(commitment.line.programme)),
            (_("Purpose"), commitment.purpose),
            (_("Amount"), money_full(commitment.amount, fund.currency)),
            (_("State"), commitment.get_state_display()),
        ],
        parts=parts,
        signatures=[
            (pgettext("fund", "Asked for"), _person(commitment.requested_by, commitment.requested_at)),
            (pgettext("fund", "Approved"), _person(commitment.approved_by, None) if not draft else _("not yet")),
        ],
    )


def _person(person, at) -> str:
    return ", ".join(filter(None, [person.name if person else "", day_text(at, "day") if at else ""])) or _("not yet")


def _promise(commitment: Commitment) -> Part:
    rests = [_("signed agreement"), _("evidence of work and invoices"), _("verified result")]
    currency, rows, paid = commitment.line.year.fund.currency, [], Decimal(0)
    for no, percent in enumerate(commitment.percents, start=1):
        last = no == len(commitment.percents)
        share = commitment.amount * Decimal(percent) / 100
        amount = commitment.amount - paid if last else share.quantize(Decimal(1))
        paid += amount
        rows.append([no, f"{percent}%", money_full(amount, currency), rests[no - 1] if no <= len(rests) else ""])
    text = _("The money is paid from the fund on evidence, in tranches. What is not earned is released.")
    head = [pgettext("fund", "Tranche"), _("Share"), _("Amount"), _("It rests on")]
    return Part(_("Tranches"), text, head=head, rows=rows, numbers=[1, 2])


@reads
@throttled("export")
def year_report(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """A year of a fund: its lines, what was promised and paid, what is carried over or given back."""
    fund = fund_or_404(request, code)
    found = get_object_or_404(BudgetYear, fund=fund, year=year)
    lines = [each for each in figures.lines_of(fund) if each.year_id == found.pk]

    def won(amount: Decimal) -> object:
        return money_full(amount, fund.currency)

    rows = [
        [
            programme_name(each.programme),
            *(won(each.allocated), won(each.carry_in), won(each.transfers_in - each.transfers_out)),
            *(won(each.committed), won(each.released), won(each.drawn), won(each.carry_out), each.firms),
        ]
        for each in lines
    ]
    totals = [sum((getattr(each, name) for each in lines), Decimal(0)) for name in ("allocated", "committed", "drawn")]
    head = [
        *(
            pgettext("fund", "Line"),
            _("Allocated"),
            _("Carried in"),
            pgettext("fund", "Transferred"),
            pgettext("fund", "Promised"),
            _("Released"),
        ),
        *(pgettext("fund", "Paid"), _("Carried out"), _("Firms")),
    ]
    moved = [
        [
            each.number,
            programme_name(each.source.programme),
            programme_name(each.target.programme),
            won(each.amount),
            each.get_state_display(),
        ]
        for each in figures.transfers_of(fund)
        if each.source.year_id == found.pk
    ]
    return paper_answer(
        f"{fund.code}-{year}",
        brand=BRAND,
        title=_("Report of the budget year %(year)s") % {"year": year},
        facts=[
            (_("Fund"), named(fund)),
            (_("Budget of the year"), won(found.amount)),
            (_("State"), _("closed on %(day)s") % {"day": day_text(found.closed_at, "day")})
            if found.closed_at
            else (_("State"), pgettext("year", "running")),
            (_("Allocated"), won(totals[0])),
            (pgettext("fund", "Promised"), won(totals[1])),
            (pgettext("fund", "Paid"), won(totals[2])),
        ],
        parts=[
            Part(pgettext("fund", "Lines"), head=head, rows=rows, numbers=range(1, len(head))),
            Part(
                _("Transfers"),
                head=[_("Number"), pgettext("transfer", "from"), pgettext("transfer", "to"), _("Amount"), _("State")],
                rows=moved,
            ),
        ],
    )


@reads
@throttled("export")
def gem_paper(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Minutes of the joint committee, and the grant with its tranches once both companies agreed (GEM-02, GEM-05)."""
    proposal = proposal_or_404(request, uid)
    fund, grant = proposal.year.fund, getattr(proposal, "grant", None)
    votes = [
        [
            each.get_side_display(),
            _("agrees") if each.agrees else _("does not agree"),
            money_full(each.amount, "USD") if each.agrees else "",
            each.voted_by.name,
            day_text(each.voted_at, "day"),
            each.reason,
        ]
        for each in proposal.votes.select_related("voted_by").order_by("pk")
    ]
    tranches = [
        [each.no, money_full(each.amount, "USD"), day_text(each.paid_on, "day") if each.paid_on else "", each.reference]
        for each in (grant.tranches.order_by("no") if grant else ())
    ]
    terms = _(
        "Tranches are paid on accepted reports with evidence of what was spent; overhead is at most ten percent; what "
        "is spent otherwise is given back. The grant is not linked to purchase volume or price."
    )
    head = [
        *(_("Company"), _("Vote"), _("Amount"), pgettext("committee", "Member"), _("Day"), _("Reason")),
    ]
    paid = [pgettext("fund", "Tranche"), _("Amount"), _("Paid on"), _("Reference of the bank")]
    return paper_answer(
        proposal.number,
        "grant" if grant else "minutes",
        brand=BRAND,
        title=_("Minutes of the joint committee and grant") if grant else _("Minutes of the joint committee"),
        facts=[
            (_("Fund"), f"{fund.gem_name} ({fund.number})"),
            (pgettext("gem", "Organisation"), f"{proposal.operator} ({proposal.registration})"),
            (pgettext("gem", "Project"), title_of(proposal)),
            (_("Theme"), proposal.get_theme_display()),
            (_("Budget"), money_full(proposal.budget_usd, "USD")),
            (pgettext("gem", "Granted"), money_full(grant.amount, "USD") if grant else _("not yet")),
        ],
        parts=[
            Part(_("Goals"), proposal.goals),
            Part(_("What was looked at"), proposal.checks),
            Part(_("Votes"), head=head, rows=votes, numbers=[2]),
            Part(_("Grant"), terms, head=paid, rows=tranches, numbers=[1]) if grant else Part(_("Grant")),
        ],
    )
