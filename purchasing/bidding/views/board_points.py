"""The agreed points of the bids as a chart."""

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal import charts
from purchasing.bidding import queries

SEGMENTS = ("f1", "f2", "f3", "f4", "f5")


def points_chart(matrix: queries.Matrix) -> SafeString:
    """The agreed points of each bid, made of its criteria."""
    scored = [row for row in matrix.rows if row.criterion.weight is not None]
    whole = sum(row.criterion.weight for row in scored)
    chosen = [each for each in matrix.proposals if each.bid_id in matrix.totals]
    chosen.sort(key=lambda each: -matrix.totals[each.bid_id])
    stacks = []
    for proposal in chosen:
        values = [
            cell.agreed.points * row.criterion.weight / whole
            for row in scored
            for cell in row.cells
            if cell.proposal.bid_id == proposal.bid_id and cell.agreed is not None
        ]
        best = matrix.totals[proposal.bid_id] == matrix.best
        stacks.append(charts.Stack(proposal.name, values, chosen=best))
    classes = [SEGMENTS[place % len(SEGMENTS)] for place in range(len(scored))]
    keys = [charts.Key(cls, row.criterion.title) for cls, row in zip(classes, scored, strict=True)]
    first = chosen[0]
    return charts.figure(
        title=_("Points of the bids"),
        basis=_("Points of 100, weighted as the notice says · agreed by the board"),
        finding=_("%(name)s has the most points: %(points)s of 100.")
        % {"name": first.name, "points": f"{matrix.totals[first.bid_id]:.2f}"},
        draw=charts.stacked(stacks, classes, write=lambda value: f"{value:.1f}", best="highest"),
        keys=keys,
        table=charts.Table(
            head=[_("Bid"), *(row.criterion.title for row in scored), _("Points")],
            rows=[
                [stack.name, *(f"{value:.2f}" for value in stack.values), f"{sum(stack.values):.2f}"]
                for stack in stacks
            ],
            opens_with=_("As a table"),
        ),
        widths=charts.FULL_WIDTHS,
    )
