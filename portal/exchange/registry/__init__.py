"""What other apps enter in data exchange, one file per area. An app does so in its ``cards`` or ``handlers``."""
