"""Shared growth: the programmes, one app each. A namespace."""
