"""The waterfall of a benefit: what was saved by what, what is left, who gets it."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal import charts
from portal.display import money_full
from sharedgrowth.benefit.rules.formula import Benefit

MILLION = Decimal(1_000_000)
WIDTHS = (330, 460, 560, 600, 700, 800, 1000, 1200)  # it fills two thirds of a page as well as the whole


def benefit_chart(
    found: Benefit,
    parts: Sequence[tuple[str, Decimal]],
    *,
    title: object,
    basis: object,
    net_won: Decimal | None = None,
) -> SafeString:
    """``parts``: the suppliers and what each gets; the rest stays with the buyer. ``net_won`` where it was adjusted."""
    net = found.net_won if net_won is None else net_won
    small = max(abs(found.volume_won), abs(found.price_won), net) < MILLION
    unit = _("won a year") if small else _("million won a year")

    def write(value) -> str:
        return f"{value:,.0f}" if small else f"{Decimal(value) / MILLION:,.1f}".removesuffix(".0")

    steps = [_signed(_("By using less"), _("By using more"), found.volume_won)]
    if found.price_won:
        steps.append(_signed(_("By a lower price"), _("By a higher price"), found.price_won))
    if found.extra_won:
        steps.append(charts.Step(_("Extra cost"), found.extra_won, "loss"))
    if adjusted := net - max(found.net_won, Decimal(0)):
        steps.append(_signed(_("Adjustment"), _("Adjustment"), adjusted))
    steps.append(charts.Step(_("Net benefit"), net, "total"))
    rest = net - sum((won for _name, won in parts), Decimal(0))
    shared = [charts.Step(name, won, "part") for name, won in parts]
    if parts:
        shared.append(charts.Step(_("Stays with the buyer"), rest, "part"))
    told = {"net": money_full(net), "parts": ", ".join(f"{name} {money_full(won)}" for name, won in parts)}
    return charts.figure(
        title=title,
        basis=_("%(unit)s · %(basis)s") % {"unit": unit, "basis": basis},
        finding=_("Net benefit %(net)s. Shared: %(parts)s.") % told if parts else _("Net benefit %(net)s.") % told,
        draw=charts.waterfall([*steps, *shared], write=write),
        widths=WIDTHS,
        keys=[
            charts.Key("f2", _("Saved")),
            charts.Key("f3", _("Costs more")),
            charts.Key("f5", _("Net benefit")),
            *([charts.Key("f1", _("Shared"))] if parts else []),
        ],
        table=charts.Table(
            [_("Step"), _("Won")],
            [(step.name, f"{'−' if step.kind == 'loss' else ''}{step.value:,.0f}") for step in [*steps, *shared]],
            _("Show as a table"),
        ),
    )


def _signed(better: str, worse: str, won: Decimal) -> charts.Step:
    return charts.Step(better, won, "gain") if won >= 0 else charts.Step(worse, -won, "loss")
