"""Doors for partners of the support programmes; one file per area."""
