"""What the dated facts about companies are called. Apps that record their own enter them here, in ``cards.py``.

``facts.add("esg.grade", Fact(_("ESG grade"), {"A": _("Excellent")}))``
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from portal.people.states import Level, SizeClass, TaxStatus
from portal.registry import Registry


@dataclass(frozen=True)
class Fact:
    """The name of a fact, and of its values where they are not plain text; ``write`` where they follow a pattern.

    ``burdens`` are values that a company's successor takes over. Source: domain 17 (CompanySuccession).
    """

    label: object
    values: Mapping[str, object] = field(default_factory=dict)
    write: Callable[[str], object] | None = None
    burdens: frozenset[str] = frozenset()


facts: Registry[Fact] = Registry("facts")
facts.add("level", Fact(_("Level"), dict(Level.choices)))
facts.add("suspended", Fact(_("Suspended"), {"yes": _("yes"), "no": _("no")}, burdens=frozenset({"yes"})))
facts.add("size_class", Fact(_("Size"), dict(SizeClass.choices)))
facts.add("tax_status", Fact(_("Tax status"), dict(TaxStatus.choices)))


def fact_label(fact: str) -> object:
    """The name of a fact; certificates are named by their kind, others by themselves.

    >>> from django.utils.translation import override
    >>> with override("en"): str(fact_label("level")), str(fact_label("certificate.ISO9001"))
    ('Level', 'Certificate ISO9001')
    """
    if known := facts.get(fact):
        return known.label
    if fact.startswith("registered:"):
        return _("Registered supplier of group %(group)s") % {"group": fact.removeprefix("registered:")}
    group, _dot, rest = fact.partition(".")
    return _("Certificate %(kind)s") % {"kind": rest} if group == "certificate" else fact


def value_label(fact: str, value: str) -> object:
    """What a value of a fact is called."""
    known = facts.get(fact)
    if known is None:
        return value
    if known.write and value not in known.values:
        return known.write(value)
    return known.values.get(value, value)


# Sources that the portal itself states: kept in English, read in the reader's language.
APPROVED_BY_PURCHASING = gettext_noop("Registration approved by purchasing")
SUSPENSION_OVER = gettext_noop("The suspension's last day has passed")
TRADES = gettext_noop("A contract with the buyer was in force within the last 24 months")
TRADES_NO_MORE = gettext_noop("No contract with the buyer was in force within the last 24 months")
BUSINESS_ENDED = gettext_noop("The tax office says that the business has ended")
HONOUR_OVER = gettext_noop("The year as an honoured supplier has passed")
ACCOUNT_IN_USE = gettext_noop("Bank account in use")
OWN_SOURCES = frozenset(
    [APPROVED_BY_PURCHASING, SUSPENSION_OVER, TRADES, TRADES_NO_MORE, BUSINESS_ENDED, ACCOUNT_IN_USE, HONOUR_OVER]
)


def source_label(source: str) -> str:
    """Where a fact comes from, in the reader's language if the portal wrote it; people's own words stay as they are.

    >>> from django.utils.translation import override
    >>> with override("en"): source_label("Registration approved by purchasing"), source_label("ISO9001 Q-1")
    ('Registration approved by purchasing', 'ISO9001 Q-1')
    """
    return gettext(source) if source in OWN_SOURCES else source
