"""WHAT: the clock of a sandbox. Its one row is also the mark of a sandbox: a portal in earnest has none."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class SandboxClock(models.Model):
    """At the real moment ``real_since`` it showed ``shown_since``; from there it runs on as every clock does.

    Read by the database's function ``public.clock_timestamp()``, which only a sandbox has.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    real_since = models.DateTimeField(_("real time of the last move"))
    shown_since = models.DateTimeField(_("time shown then"))
    goal = models.DateTimeField(_("moves on to"), null=True)  # day by day, so that nothing on the way is left out
    moves = models.PositiveIntegerField(_("moves"), default=0)
    settled_moves = models.PositiveIntegerField(_("moves followed"), default=0)

    class Meta:
        verbose_name = _("sandbox clock")
        verbose_name_plural = _("sandbox clocks")
        constraints = [
            models.CheckConstraint(
                name="sandbox_clock_is_one",
                condition=Q(id=1),
                violation_error_message=_("A sandbox has one clock."),
            ),
            models.CheckConstraint(
                name="sandbox_clock_runs_ahead",
                condition=Q(shown_since__gte=F("real_since")),
                violation_error_message=_("The sandbox clock only goes forward."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shown_since:%Y-%m-%d %H:%M}"

    @property
    def is_settled(self) -> bool:
        """Whether it is where it was to go, and all that became due on the way has been done."""
        return self.goal is None and self.settled_moves == self.moves
