"""What the search reads: one narrow row for each product that everybody may see, how often each number and word occurs,
words that mean the same, and what was searched. Source: performance 2.4, domain 1.9.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models.product import Product, ProductVersion
from catalog.rules.synonyms import words_of
from catalog.states import PriceSeen, TagKind
from portal.clock import ClockTimestamp


class SearchTag(models.Model):
    """A maker or a kind of certificate as a small number: its mark in the index is made of the key."""

    kind = models.CharField(_("kind"), max_length=12, choices=TagKind)
    value = models.CharField(_("value"), max_length=120)
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("search tag")
        verbose_name_plural = _("search tags")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "value"],
                name="search_tag_once",
                violation_error_message=_("This tag is there already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"


class ProductSearch(models.Model):
    """What is searched and counted of a published product; written in the transaction that publishes or changes it.

    A price stands here only when somebody besides the supplier may see it, in won; ``price_seen`` says who.
    """

    # In the order of the columns: what every pass reads stands first, at fixed places.
    product = models.OneToOneField(Product, models.CASCADE, primary_key=True, related_name="search")
    company = models.ForeignKey("people.Company", models.CASCADE, related_name="+")
    facets = models.BigIntegerField(default=0)  # what has few values, packed into one number: rules.facets
    spin = models.IntegerField(default=0)  # a fixed random number: with the day's seed it shuffles equals
    published_on = models.DateField()
    lead_band = models.PositiveSmallIntegerField()
    lead_days = models.PositiveSmallIntegerField()
    price_seen = models.PositiveSmallIntegerField(choices=PriceSeen, default=PriceSeen.NOBODY)
    certified = models.BooleanField(default=False)
    class_code = models.CharField(max_length=8)
    title = models.CharField(max_length=502)  # names and model, normalised, between spaces: a hit here counts more
    version = models.ForeignKey(ProductVersion, models.CASCADE, null=True, related_name="+")  # None: before an upgrade
    maker = models.ForeignKey(SearchTag, models.PROTECT, null=True, related_name="+")
    badges = ArrayField(models.IntegerField(), default=list)  # tags of valid certificates and marks, sorted
    price_won = models.DecimalField(max_digits=24, decimal_places=2, null=True)
    price_until = models.DateField(null=True)
    size_class = models.CharField(max_length=10, blank=True)
    origin = models.CharField(max_length=2, blank=True)
    text = models.TextField()
    grams = ArrayField(models.IntegerField())

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        indexes = [
            # new rows wait in a list that is merged by the sweep, and at once after many: nine times as fast
            GinIndex(fields=["grams"], name="product_search_grams", fastupdate=True),
            models.Index(fields=["-published_on", "-product"], name="product_search_newest"),
            models.Index(fields=["lead_days", "-product"], name="product_search_lead"),
            models.Index(fields=["class_code"], name="product_search_class"),
            models.Index(fields=["certified", "spin"], name="product_search_spin", include=["published_on", "product"]),
            models.Index(fields=["price_won", "product"], name="product_search_price", condition=Q(price_seen__gt=0)),
            models.Index(
                fields=["price_until"],
                name="product_search_price_ends",
                condition=Q(price_seen__gt=0, price_until__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="product_search_hides_prices",
                condition=Q(price_seen=PriceSeen.NOBODY, price_won=None, price_until=None)
                | Q(price_seen__gt=PriceSeen.NOBODY, price_won__isnull=False),
                violation_error_message=_("A price that nobody may see is not searched."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class SearchFrequency(models.Model):
    """In how many rows a number of the index occurs, up to the latest fold; with the changes since then it is exact."""

    gram = models.IntegerField(primary_key=True)
    rows = models.IntegerField()

    class Meta:
        verbose_name = _("search frequency")
        verbose_name_plural = _("search frequencies")

    def __str__(self) -> str:
        return f"{self.gram}: {self.rows}"


class SearchFrequencyChange(models.Model):
    """What a change of the search table did to the frequencies; written by its trigger, folded in by a sweep."""

    gram = models.IntegerField()
    change = models.IntegerField()

    class Meta:
        verbose_name = _("change of a search frequency")
        verbose_name_plural = _("changes of search frequencies")
        indexes = [models.Index(fields=["gram"], name="search_change_of_gram")]

    def __str__(self) -> str:
        return f"{self.gram}: {self.change:+}"


class SearchWord(models.Model):
    """A word of the names of public products: what a misspelt word may have meant. ``letters`` are its jamo."""

    word = models.CharField(max_length=60, primary_key=True)
    letters = models.CharField(max_length=200)
    rows = models.IntegerField()

    class Meta:
        verbose_name = _("search word")
        verbose_name_plural = _("search words")
        indexes = [GinIndex(OpClass("letters", "gin_trgm_ops"), name="search_word_letters")]

    def __str__(self) -> str:
        return f"{self.word}: {self.rows}"


class SearchWordChange(models.Model):
    """What a change of the search table did to the words; written by its trigger, folded in by a sweep."""

    word = models.CharField(max_length=60)
    change = models.IntegerField()

    class Meta:
        verbose_name = _("change of a search word")
        verbose_name_plural = _("changes of search words")

    def __str__(self) -> str:
        return f"{self.word}: {self.change:+}"


class Synonym(models.Model):
    """Words that mean the same in a search: whoever writes one of them finds the others too."""

    words = models.CharField(
        _("words"),
        max_length=300,
        unique=True,
        help_text=_("Two to ten, separated by commas: 방청유, rust preventive oil."),
        error_messages={"unique": _("These words are entered already.")},
    )
    one_way = models.BooleanField(
        _("one way"), default=False, help_text=_("Only the first word finds the others, not the other way round.")
    )
    in_use = models.BooleanField(_("in use"), default=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ["words"]
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")

    def __str__(self) -> str:
        return self.words

    def as_rule(self) -> list[str]:
        """The words, normalised."""
        return words_of(self.words)


class SearchNote(models.Model):
    """One search by words: what was searched and how much it found; nothing about who searched. Kept half a year."""

    day = models.DateField(_("day"))
    at = models.DateTimeField(_("at"), db_default=ClockTimestamp())
    text = models.CharField(_("words"), max_length=100)
    language = models.CharField(_("language"), max_length=2)
    total = models.IntegerField(_("found"), validators=[MinValueValidator(0)])
    filtered = models.BooleanField(_("with filters"), default=False)

    class Meta:
        verbose_name = _("search made")
        verbose_name_plural = _("searches made")
        indexes = [models.Index(fields=["day", "total"], name="search_note_day")]

    def __str__(self) -> str:
        return f"{self.text}: {self.total}"
