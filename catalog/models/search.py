"""The narrow table that search reads: one row for each product that everybody may see. Source: performance 2.4."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.product import Product


class ProductSearch(models.Model):
    """What is searched and counted of a published product; written in the transaction that publishes or changes it."""

    product = models.OneToOneField(Product, models.CASCADE, primary_key=True, related_name="search")
    company = models.ForeignKey("people.Company", models.CASCADE, related_name="+")
    published_on = models.DateField()
    class_code = models.CharField(max_length=8)
    lead_band = models.PositiveSmallIntegerField()
    lead_days = models.PositiveSmallIntegerField()
    size_class = models.CharField(max_length=10, blank=True)
    origin = models.CharField(max_length=2, blank=True)
    certified = models.BooleanField(default=False)
    title = models.CharField(max_length=500)  # names and model, normalised: a hit here counts more
    text = models.TextField()
    grams = ArrayField(models.IntegerField())

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        indexes = [
            GinIndex(fields=["grams"], name="product_search_grams", fastupdate=False),
            models.Index(fields=["-published_on", "-product"], name="product_search_newest"),
            models.Index(fields=["lead_days", "-product"], name="product_search_lead"),
            models.Index(fields=["class_code"], name="product_search_class"),
        ]

    def __str__(self) -> str:
        return self.title
