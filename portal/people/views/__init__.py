"""Doors of people: entrance, companies, members, certificates."""
