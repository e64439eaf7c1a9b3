"""What keeps the search true by itself: frequencies folded, time that passed, notes that are old."""

from catalog import services
from portal.outbox.services import sweeps

sweeps(services.fold_search_counts)
sweeps(services.refresh_search_rows)
sweeps(services.forget_search_notes)
