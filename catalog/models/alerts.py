"""Searches that somebody watches: saved by a person, or left by a visitor with an e-mail address; what each one found.

Source: domain 1.9 (search), 9.4 (personal data: an address, nothing else, deleted when it is no longer needed).
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from catalog.states import ALERT_FLOW, AlertState, AlertTopic, Frequency
from portal.clock import ClockTimestamp


class SavedSearch(models.Model):
    """A search that a person keeps under a name: the query of the search page's address."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey("people.User", models.CASCADE, related_name="saved_searches", verbose_name=_("person"))
    name = models.CharField(_("name"), max_length=80)
    query = models.CharField(_("search"), max_length=1000, blank=True)
    frequency = models.CharField(_("tells of new products"), max_length=8, choices=Frequency, default=Frequency.DAILY)
    created_at = models.DateTimeField(_("saved at"), db_default=ClockTimestamp(), editable=False)
    told_at = models.DateTimeField(_("last told at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        constraints = [
            models.UniqueConstraint(
                F("user"),
                Lower("name"),
                name="saved_search_name_once",
                violation_error_message=_("One of your saved searches already has this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SavedSearchHit(models.Model):
    """A product that a saved search met when it was new: told once, or there already when the search was saved."""

    search = models.ForeignKey(SavedSearch, models.CASCADE, related_name="hits", verbose_name=_("saved search"))
    product = models.ForeignKey("catalog.Product", models.CASCADE, related_name="+", verbose_name=_("product"))
    found_at = models.DateTimeField(_("found at"), db_default=ClockTimestamp(), editable=False)
    told_at = models.DateTimeField(_("told at"), null=True, editable=False)
    known = models.BooleanField(_("was there before"), default=False, editable=False)  # never told

    class Meta:
        verbose_name = _("product found by a saved search")
        verbose_name_plural = _("products found by saved searches")
        indexes = [models.Index(fields=["search"], name="saved_search_to_tell", condition=Q(told_at=None))]
        constraints = [
            models.UniqueConstraint(
                fields=["search", "product"],
                name="saved_search_hit_once",
                violation_error_message=_("This search has met this product."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.search_id}: {self.product_id}"


class PublicAlert(models.Model):
    """An e-mail address that is told of new products, sourcing requests or tenders; without an account."""

    flow = ALERT_FLOW
    badges = {AlertState.PENDING: "wait", AlertState.ACTIVE: "ok"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254)
    language = models.CharField(_("language"), max_length=2)
    class_code = models.CharField(_("class"), max_length=8, blank=True)
    keyword = models.CharField(_("keyword"), max_length=100, blank=True)
    products = models.BooleanField(_("new products"), default=True)
    requests = models.BooleanField(_("sourcing requests"), default=True)
    tenders = models.BooleanField(_("tenders"), default=False)
    region = models.CharField(_("region of delivery"), max_length=5, blank=True)  # of tenders; ISO 3166-2
    state = models.CharField(_("state"), max_length=8, choices=AlertState, default=AlertState.PENDING)
    created_at = models.DateTimeField(_("asked at"), db_default=ClockTimestamp(), editable=False)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True, editable=False)
    told_at = models.DateTimeField(_("last told at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("alert without an account")
        verbose_name_plural = _("alerts without an account")
        indexes = [models.Index(fields=["created_at"], name="alert_pending", condition=Q(state=AlertState.PENDING))]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "class_code",
                "keyword",
                "region",
                name="alert_once",
                violation_error_message=_("There is such an alert already."),
            ),
            models.CheckConstraint(
                name="alert_looks_for_something",
                condition=~Q(class_code="", keyword="") | Q(products=False, requests=False) & ~Q(region=""),
                violation_error_message=_("Choose a class, or write a word."),
            ),
            models.CheckConstraint(
                name="alert_has_a_topic",
                condition=Q(products=True) | Q(requests=True) | Q(tenders=True),
                violation_error_message=_("Choose what to be told of."),
            ),
            models.CheckConstraint(
                name="alert_region_is_of_tenders",
                condition=Q(region="") | Q(tenders=True),
                violation_error_message=_("A region narrows tenders: choose them, too."),
            ),
            models.CheckConstraint(
                name="alert_confirmed_has_its_time",
                condition=Q(state=AlertState.PENDING, confirmed_at=None)
                | Q(state=AlertState.ACTIVE, confirmed_at__isnull=False),
                violation_error_message=_("A confirmed alert says when it was confirmed."),
            ),
        ]

    def __str__(self) -> str:
        return " · ".join(filter(None, [self.class_code, self.keyword]))


class PublicAlertHit(models.Model):
    """A product, sourcing request or tender that an alert met; told once, by one e-mail a day."""

    alert = models.ForeignKey(PublicAlert, models.CASCADE, related_name="hits", verbose_name=_("alert"))
    topic = models.CharField(_("kind"), max_length=8, choices=AlertTopic)
    thing_id = models.BigIntegerField(_("which"))  # key of the product, sourcing request or tender
    found_at = models.DateTimeField(_("found at"), db_default=ClockTimestamp(), editable=False)
    told_at = models.DateTimeField(_("told at"), null=True, editable=False)

    class Meta:
        verbose_name = _("thing found by an alert")
        verbose_name_plural = _("things found by alerts")
        indexes = [models.Index(fields=["alert"], name="alert_to_tell", condition=Q(told_at=None))]
        constraints = [
            models.UniqueConstraint(
                fields=["alert", "topic", "thing_id"],
                name="alert_hit_once",
                violation_error_message=_("This alert has met this."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.thing_id}"


class RecentProduct(models.Model):
    """A product page that a signed-in person opened: theirs alone, the latest few, and they may clear it."""

    user = models.ForeignKey("people.User", models.CASCADE, related_name="+", verbose_name=_("person"))
    product = models.ForeignKey("catalog.Product", models.CASCADE, related_name="+", verbose_name=_("product"))
    seen_at = models.DateTimeField(_("seen at"), db_default=ClockTimestamp())

    class Meta:
        verbose_name = _("recently seen product")
        verbose_name_plural = _("recently seen products")
        indexes = [models.Index(fields=["user", "-seen_at"], name="recent_latest")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "product"],
                name="recent_once",
                violation_error_message=_("This product is in the list."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.product_id}"
