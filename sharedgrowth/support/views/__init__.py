"""Doors for browsers of the support programmes; one file per area."""
