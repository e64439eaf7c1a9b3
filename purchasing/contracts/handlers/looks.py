"""That amounts were looked at stands in the whole trail, and not before the eyes of those who are audited."""

from portal.audit.registry import looks

looks.add("amounts_seen", "amounts_seen")
