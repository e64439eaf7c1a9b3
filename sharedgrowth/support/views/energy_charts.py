"""The saving of an audit as a picture: what today's output would have used, and what was used."""

from collections.abc import Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal import charts
from portal.display import day_text, money_full
from sharedgrowth.support.models import EnergyAudit, EnergyUse


def savings_chart(audit: EnergyAudit, uses: Sequence[EnergyUse]) -> SafeString:
    """Won saved by carrier, and all together."""
    counted = [use for use in uses if use.won is not None]
    steps = [
        charts.Step(str(use.get_carrier_display()), abs(use.won or 0), "gain" if (use.won or 0) >= 0 else "loss")
        for use in counted
    ]
    whole = sum((use.won or 0 for use in counted), 0)
    days = ""
    if audit.after_from and audit.after_to:
        days = f"{day_text(audit.after_from, 'day')} – {day_text(audit.after_to, 'day')}"
    return charts.figure(
        title=_("Saved against the output"),
        basis=_("Won · %(days)s · by the meters and the contract's prices") % {"days": days},
        finding=_("Saved in this time: %(won)s.") % {"won": money_full(whole)},
        draw=charts.waterfall([*steps, charts.Step(_("Saved"), whole, "total")], write=lambda value: f"{value:,.0f}"),
        widths=charts.FULL_WIDTHS,
        keys=[charts.Key("f2", _("Saved")), charts.Key("f3", _("Used more")), charts.Key("f5", _("All carriers"))],
        table=charts.Table(
            [_("Energy carrier"), _("Saved"), "toe", "tCO₂", _("Won")],
            [
                (
                    use.get_carrier_display(),
                    f"{use.saving:,.0f} {use.unit}",
                    f"{use.toe:,.3f}",
                    f"{use.tco2:,.3f}",
                    f"{use.won:,.0f}",
                )
                for use in counted
            ],
            _("Show as a table"),
        ),
    )
