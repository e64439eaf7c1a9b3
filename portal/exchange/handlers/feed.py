"""What runs by itself for the change feed: lines get their places also while nobody asks, and old ones go."""

from portal.exchange.services.feed import forget_old_changes, settle_changes
from portal.outbox.services import sweeps

sweeps(settle_changes)
sweeps(forget_old_changes)
