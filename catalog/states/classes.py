"""Words that classes, attributes and units are made of. Source: domain 1.4, 1.6."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(TextChoices):
    """Depth in the classification. Source: CAT-10."""

    SEGMENT = "segment", _("Segment")
    FAMILY = "family", _("Family")
    CLASS = "class", _("Class")
    COMMODITY = "commodity", _("Commodity")
    CHAPTER = "chapter", _("Chapter (HS)")
    HEADING = "heading", _("Heading (HS)")
    SUBHEADING = "subheading", _("Subheading (HS)")
    DIVISION = "division", _("Division (CPV)")
    GROUP = "group", _("Group (CPV)")
    CATEGORY = "category", _("Category (CPV)")
    DETAIL = "detail", _("Detail (CPV)")


class MapQuality(TextChoices):
    """How the class of another scheme stands to ours. Source: CAT-14."""

    EXACT = "EXACT", _("The same goods")
    BROADER = "BROADER", _("Broader: it holds other goods as well")
    NARROWER = "NARROWER", _("Narrower: it holds a part of the goods")


class Datatype(TextChoices):
    NUM = "NUM", pgettext_lazy("type of value", "Number")
    RANGE = "RANGE", _("Range")
    ENUM = "ENUM", _("One of a list")
    BOOL = "BOOL", _("Yes or no")
    TEXT = "TEXT", _("Text")
    DATE = "DATE", _("Date")


class Match(TextChoices):
    """How an offered value is compared with a required one. Source: CAT-16."""

    GE = "GE", _("At least the required value")
    LE = "LE", _("At most the required value")
    EQ_TOL = "EQ_TOL", _("Equal within the tolerance")
    IN_RANGE = "IN_RANGE", _("Inside the required range")
    COVERS = "COVERS", _("Covers the required range")
    ENUM_EQ = "ENUM_EQ", _("The same option")
    ENUM_AT_LEAST = "ENUM_AT_LEAST", _("The same option or a higher one")


class Criticality(TextChoices):
    MUST = "MUST", _("Must match")
    SHOULD = "SHOULD", _("Should match")
    INFO = "INFO", _("For information")


class Tolerance(TextChoices):
    NONE = "", _("None")
    ABS = "ABS", _("In the unit")
    REL = "REL", _("In percent")


class Quantity(TextChoices):
    """What is measured; a unit of another quantity is refused. Source: CAT-15."""

    COUNT = "count", _("number")
    RATIO = "ratio", _("share")
    LENGTH = "length", _("length")
    AREA = "area", _("area")
    VOLUME = "volume", _("volume")
    MASS = "mass", _("mass")
    LINE_MASS = "line_mass", _("mass per length")
    AREA_MASS = "area_mass", _("mass per area")
    DENSITY = "density", _("density or content")
    FORCE = "force", _("force")
    PRESSURE = "pressure", _("pressure or strength")
    TORQUE = "torque", _("torque")
    POWER = "power", _("power")
    APPARENT = "apparent", _("apparent power")
    ENERGY = "energy", _("energy")
    TEMPERATURE = "temperature", _("temperature")
    TIME = "time", _("duration")
    FREQUENCY = "frequency", _("frequency")
    ROTATION = "rotation", _("speed of rotation")
    SPEED = "speed", _("speed")
    FLOW = "flow", _("volume flow")
    MASS_FLOW = "mass_flow", _("mass flow")
    VISCOSITY = "viscosity", _("kinematic viscosity")
    DYNAMIC = "dynamic", _("dynamic viscosity")
    CONDUCTION = "conduction", _("thermal conductivity")
    VOLTAGE = "voltage", _("voltage")
    CURRENT = "current", _("current")
    RESISTANCE = "resistance", _("electrical resistance")
    RESISTIVITY = "resistivity", _("electrical resistivity")
    CHARGE = "charge", _("electric charge")
    LIGHT = "light", _("luminous flux")
    ANGLE = "angle", _("angle")
    SOUND = "sound", _("sound level")
