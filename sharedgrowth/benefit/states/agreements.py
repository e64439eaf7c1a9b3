"""WHEN and WHICH: benches that judge a task, what is signed, who bears its costs."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Bench(TextChoices):
    """From where somebody judges a task. The using department and purchasing say whether it is feasible."""

    FIELD = "field", pgettext_lazy("benefit task", "Using department")
    PURCHASING = "purchasing", pgettext_lazy("benefit task", "Purchasing")
    OFFICE = "office", pgettext_lazy("benefit task", "Benefit-sharing team")


class Settle(TextChoices):
    """How the years of sharing run."""

    ANNIVERSARY = "anniversary", pgettext_lazy("benefit task", "From the day of the agreement's start, year by year")
    CALENDAR = "calendar", pgettext_lazy("benefit task", "By calendar year; the first and last by days")


class Bearer(TextChoices):
    """Who bears the cost of prototype and trial."""

    BUYER = "buyer", pgettext_lazy("benefit task", "The buyer, also when the task fails")
    SUPPLIER = "supplier", pgettext_lazy("benefit task", "The supplier")


class Release(TextChoices):
    """Why a right or an idea no longer stops a tender."""

    CONSENT = "consent", pgettext_lazy("benefit task", "The supplier agrees")
    OVERRIDE = "override", pgettext_lazy("benefit task", "Decided by compliance")


class Stop(TextChoices):
    """What stops a tender."""

    RIGHT = "right", pgettext_lazy("benefit task", "Right to a negotiated contract")
    IDEA = "idea", pgettext_lazy("benefit task", "Idea of a supplier")
