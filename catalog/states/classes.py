"""Words that classes, attributes and units are made of. Source: domain 1.4, 1.6."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Level(TextChoices):
    """Depth in the classification. Source: CAT-10."""

    SEGMENT = "segment", _("Segment")
    FAMILY = "family", _("Family")
    CLASS = "class", _("Class")
    COMMODITY = "commodity", _("Commodity")


class Datatype(TextChoices):
    NUM = "NUM", _("Number")
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
    DENSITY = "density", _("density or content")
    FORCE = "force", _("force")
    PRESSURE = "pressure", _("pressure or strength")
    TORQUE = "torque", _("torque")
    POWER = "power", _("power")
    ENERGY = "energy", _("energy")
    TEMPERATURE = "temperature", _("temperature")
    TIME = "time", _("duration")
    FREQUENCY = "frequency", _("frequency")
    ROTATION = "rotation", _("speed of rotation")
    SPEED = "speed", _("speed")
    FLOW = "flow", _("volume flow")
    VISCOSITY = "viscosity", _("kinematic viscosity")
    VOLTAGE = "voltage", _("voltage")
    CURRENT = "current", _("current")
    ANGLE = "angle", _("angle")
    SOUND = "sound", _("sound level")
