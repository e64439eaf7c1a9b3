"""What runs by itself: sign-up closes, campaigns are matched, vouchers expire, receipts go, the bonus of the year."""

from functools import partial

from portal.clock import today
from portal.outbox.services import sweeps, until_done
from sharedgrowth.friends.services import activities, campaigns, donations, members, vouchers


@sweeps
def watch_activities() -> None:
    """Often."""
    activities.run_activity_clock()


@sweeps
def watch_money() -> None:
    """Once a day."""
    on = today()
    campaigns.run_campaign_clock(on)
    vouchers.run_voucher_clock(on)
    donations.run_receipt_clock(on)


@sweeps
def record_bonus() -> None:
    """Each day from January to March: the bonus of the year that has ended, with reports verified late (FRD-02)."""
    on = today()
    if on.month <= 3:
        until_done("friends.bonus", on.isoformat(), partial(members.record_bonuses, on.year - 1))
