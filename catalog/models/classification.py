"""Classification schemes, their trees, and the attributes of a class. Source: domain 1.4, 1.6."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from catalog.rules.definitions import definition_faults
from catalog.rules.units import UNITS
from catalog.rules.values import Definition
from catalog.states import Criticality, Datatype, Level, MapQuality, Match, Quantity, Tolerance


def in_language(korean: str, english: str) -> str:
    """The text in the reader's language, else the other one."""
    return (english or korean) if get_language() == "en" else (korean or english)


class ClassScheme(models.Model):
    """A classification, such as UNSPSC, and which release of it is loaded."""

    code = models.CharField(_("code"), max_length=12, unique=True)
    release = models.CharField(_("release"), max_length=40)
    name_ko = models.CharField(_("name (Korean)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120)

    class Meta:
        verbose_name = _("classification")
        verbose_name_plural = _("classifications")

    def __str__(self) -> str:
        return f"{self.code} {self.release}"


class ClassNode(models.Model):
    """One class. ``name_*`` is what people read; ``official_*`` is the scheme's own wording, searched as well."""

    scheme = models.ForeignKey(ClassScheme, models.PROTECT, related_name="nodes", verbose_name=_("classification"))
    code = models.CharField(_("code"), max_length=12)
    level = models.CharField(_("depth"), max_length=10, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    path = models.CharField(max_length=100, editable=False)  # codes from the segment down, joined by "/"
    name_ko = models.CharField(_("name (Korean)"), max_length=200)
    name_en = models.CharField(_("name (English)"), max_length=200)
    official_ko = models.CharField(_("official name (Korean)"), max_length=200, blank=True)
    official_en = models.CharField(_("official name (English)"), max_length=200, blank=True)
    curated = models.BooleanField(_("named by us"), default=False)
    active = models.BooleanField(_("in use"), default=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name=_("successor")
    )
    grams = ArrayField(models.IntegerField(), default=list, editable=False)

    class Meta:
        ordering = ["scheme", "code"]
        verbose_name = _("class")
        verbose_name_plural = _("classes")
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "code"],
                name="class_node_once",
                violation_error_message=_("This classification already has a class with this code."),
            ),
            models.CheckConstraint(
                name="class_node_in_use_has_no_successor",
                condition=Q(active=False) | Q(successor=None),
                violation_error_message=_("A class in use has no successor."),
            ),
        ]
        indexes = [GinIndex(fields=["grams"], name="class_node_grams")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return in_language(self.name_ko, self.name_en)

    @property
    def ancestor_codes(self) -> list[str]:
        """Codes from the segment down to this class itself."""
        return self.path.split("/")


class ClassMap(models.Model):
    """A class of ours beside a class of another scheme; search follows it, reports do not. Source: CAT-14."""

    node = models.ForeignKey(ClassNode, models.PROTECT, related_name="maps", verbose_name=_("class (UNSPSC)"))
    other = models.ForeignKey(ClassNode, models.PROTECT, related_name="mapped", verbose_name=_("class of the other"))
    quality = models.CharField(_("how they stand to each other"), max_length=8, choices=MapQuality)

    class Meta:
        ordering = ["node", "other"]
        verbose_name = _("cross-walk entry")
        verbose_name_plural = _("cross-walk")
        constraints = [
            models.UniqueConstraint(
                fields=["node", "other"],
                name="class_map_once",
                violation_error_message=_("These two classes already stand beside each other."),
            ),
            models.CheckConstraint(
                name="class_map_two_classes",
                condition=~Q(node=F("other")),
                violation_error_message=_("A class does not stand beside itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.node.code} – {self.other.code}"


class AttributeDef(models.Model):
    """An attribute that products of a class, and of all classes below it, have. Source: domain 1.4, CAT-12, CAT-16."""

    node = models.ForeignKey(ClassNode, models.PROTECT, related_name="attributes", verbose_name=_("class"))
    code = models.CharField(
        _("code"),
        max_length=40,
        validators=[RegexValidator(r"^[a-z][a-z0-9_]*$", _("Small letters, digits and _; it begins with a letter."))],
    )
    irdi = models.CharField(_("ECLASS IRDI"), max_length=40, blank=True)
    name_ko = models.CharField(_("name (Korean)"), max_length=80)
    name_en = models.CharField(_("name (English)"), max_length=80)
    hint_ko = models.CharField(_("hint (Korean)"), max_length=160, blank=True)
    hint_en = models.CharField(_("hint (English)"), max_length=160, blank=True)
    datatype = models.CharField(_("type"), max_length=5, choices=Datatype)
    quantity = models.CharField(_("quantity kind"), max_length=12, choices=Quantity, default=Quantity.COUNT)
    unit = models.CharField(_("unit (UCUM)"), max_length=12, default="1", choices=[(code, code) for code in UNITS])
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=2, validators=[MaxValueValidator(9)])
    required = models.BooleanField(_("required"), default=False)
    searchable = models.BooleanField(_("searchable"), default=True)
    weight = models.PositiveSmallIntegerField(_("weight"), default=10, validators=[MaxValueValidator(100)])
    tolerance = models.CharField(_("tolerance"), max_length=3, choices=Tolerance, blank=True, default=Tolerance.NONE)
    tolerance_value = models.DecimalField(_("tolerance, value"), max_digits=18, decimal_places=6, null=True, blank=True)
    criticality = models.CharField(_("criticality"), max_length=6, choices=Criticality, default=Criticality.SHOULD)
    match = models.CharField(_("comparison"), max_length=14, choices=Match, default=Match.EQ_TOL)
    order = models.PositiveSmallIntegerField(_("order"), default=50)

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("attribute")
        verbose_name_plural = _("attributes")
        constraints = [
            models.UniqueConstraint(
                fields=["node", "code"],
                name="attribute_def_once",
                violation_error_message=_("This class already has an attribute with this code."),
            ),
            models.CheckConstraint(
                name="attribute_def_weight_to_100",
                condition=Q(weight__lte=100),
                violation_error_message=_("A weight is at most 100."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.node.code} {self.code}"

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return in_language(self.name_ko, self.name_en)

    @property
    def hint(self) -> str:
        """What to know before typing, in the reader's language."""
        return in_language(self.hint_ko, self.hint_en)

    @property
    def unit_symbol(self) -> str:
        """The unit as people write it."""
        return UNITS[self.unit].symbol

    def as_rule(self) -> Definition:
        """What the rules need to know of it; its choices should be prefetched."""
        options = (
            {choice.code: choice.name for choice in self.choices.all()} if self.datatype == Datatype.ENUM else None
        )
        return Definition(
            self.code, self.name, self.datatype, self.quantity, self.unit, self.decimals, self.required, options
        )

    def clean(self) -> None:
        """Type, quantity, unit, comparison and tolerance belong together."""
        if self.datatype not in Datatype or self.match not in Match:
            return  # said at these fields
        faults = definition_faults(
            datatype=self.datatype,
            quantity=self.quantity,
            unit=self.unit,
            match=self.match,
            tolerance=self.tolerance,
            tolerance_value=self.tolerance_value,
        )
        if faults:
            raise ValidationError(faults)


class AttributeChoice(models.Model):
    """One option of a list attribute; ``order`` also ranks options where higher is better."""

    definition = models.ForeignKey(AttributeDef, models.PROTECT, related_name="choices", verbose_name=_("attribute"))
    code = models.CharField(_("code"), max_length=40)
    name_ko = models.CharField(_("name (Korean)"), max_length=80)
    name_en = models.CharField(_("name (English)"), max_length=80)
    order = models.PositiveSmallIntegerField(_("order"), default=50)

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("option")
        verbose_name_plural = _("options")
        constraints = [
            models.UniqueConstraint(
                fields=["definition", "code"],
                name="attribute_choice_once",
                violation_error_message=_("This attribute already has an option with this code."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return in_language(self.name_ko, self.name_en)
