"""Whether an attribute is well defined: type, quantity, unit, comparison and tolerance belong together."""

from collections.abc import Collection
from decimal import Decimal

from django.utils.translation import gettext as _

from catalog.rules.units import UNITS
from catalog.states import Datatype, Match, Tolerance

MEASURED = (Datatype.NUM, Datatype.RANGE)
COMPARED = {  # by which comparisons a type can be compared. Source: CAT-16
    Datatype.NUM: (Match.GE, Match.LE, Match.EQ_TOL, Match.IN_RANGE),
    Datatype.RANGE: (Match.COVERS, Match.IN_RANGE),
    Datatype.ENUM: (Match.ENUM_EQ, Match.ENUM_AT_LEAST),
    Datatype.BOOL: (Match.ENUM_EQ,),
    Datatype.TEXT: (Match.ENUM_EQ,),
    Datatype.DATE: (Match.GE, Match.LE),
}
USUALLY = {  # how a type is compared unless somebody says otherwise
    Datatype.NUM: Match.EQ_TOL,
    Datatype.RANGE: Match.COVERS,
    Datatype.ENUM: Match.ENUM_EQ,
    Datatype.BOOL: Match.ENUM_EQ,
    Datatype.TEXT: Match.ENUM_EQ,
    Datatype.DATE: Match.GE,
}
MOST_PERCENT = 100


def definition_faults(
    *,
    datatype: str,
    quantity: str,
    unit: str,
    match: str,
    tolerance: str = "",
    tolerance_value: Decimal | None = None,
    options: Collection[str] | None = None,
) -> dict[str, str]:
    """What does not belong together, by field; ``options`` is None when they are not known here.

    Source: domain 1.4 (AttributeDef), CAT-15, CAT-16.

    >>> definition_faults(datatype="NUM", quantity="length", unit="mm", match="GE")
    {}
    >>> sorted(definition_faults(datatype="ENUM", quantity="length", unit="kg", match="GE", options=[]))
    ['datatype', 'match', 'unit']
    """
    faults: dict[str, str] = {}
    if unit not in UNITS:
        faults["unit"] = _("“%(unit)s” is not a unit of the list.") % {"unit": unit[:20]}
    elif UNITS[unit].quantity != quantity:
        faults["unit"] = _("This unit measures another quantity.")
    elif datatype not in MEASURED and unit != "1":
        faults["unit"] = _("Only numbers and ranges have a unit.")
    if match not in COMPARED.get(Datatype(datatype), ()):
        fitting = ", ".join(str(Match(one).label) for one in COMPARED[Datatype(datatype)])
        faults["match"] = _("This type is not compared that way. Possible are: %(fitting)s.") % {"fitting": fitting}
    if options is not None and datatype == Datatype.ENUM and len(options) < 2:
        faults["datatype"] = _("A list needs at least two options.")
    elif options and datatype != Datatype.ENUM:
        faults["datatype"] = _("Only a list has options.")
    return faults | _tolerance_faults(datatype, match, tolerance, tolerance_value)


def _tolerance_faults(datatype: str, match: str, tolerance: str, value: Decimal | None) -> dict[str, str]:
    if not tolerance:
        return {"tolerance_value": _("Say whether it is in the unit or in percent.")} if value else {}
    if datatype != Datatype.NUM or match == Match.IN_RANGE:
        return {"tolerance": _("Only a number that is compared with one value has a tolerance.")}
    if value is None or value <= 0:
        return {"tolerance_value": _("A tolerance is more than zero.")}
    if tolerance == Tolerance.REL and value > MOST_PERCENT:
        return {"tolerance_value": _("At most 100 percent.")}
    return {}
