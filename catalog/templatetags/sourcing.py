"""Small words for the templates of sourcing."""

from decimal import Decimal

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from catalog.policies.sourcing import may_write_request
from catalog.rules.matching import Fit, Line
from portal.templatetags.portal import badge

register = template.Library()


@register.simple_tag
def fit_badge(line: Line) -> SafeString:
    """How an offered value stands, in a badge; red only where it must be met."""
    words = {
        Fit.MET: _("Met"),
        Fit.NEAR: _("Within tolerance"),
        Fit.MISSED: _("Not met"),
        Fit.MISSING: _("Not stated"),
    }
    kinds = {Fit.MET: "ok", Fit.NEAR: "info", Fit.MISSED: "warn", Fit.MISSING: "mute"}
    return badge("bad" if line.fails else kinds[line.verdict], words[line.verdict])


@register.filter
def points_text(line: Line) -> str:
    """Points earned of points possible: ``16 / 20``."""
    return f"{line.points.quantize(Decimal('0.1')).normalize():f} / {line.requirement.weight:f}"


@register.filter
def score_text(score: Decimal) -> str:
    """A score with two decimals at most. Source: CNV-03."""
    return f"{score.quantize(Decimal('0.01')):f}"


@register.filter
def is_in(value, collection) -> bool:
    """Whether a collection holds the value."""
    return value in collection


@register.simple_tag(takes_context=True)
def may_look_for(context) -> bool:
    """Whether the reader may write a sourcing request."""
    return bool(may_write_request(context["request"].user))
