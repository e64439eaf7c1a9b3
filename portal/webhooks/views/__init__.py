"""Doors: webhooks of a company's programs."""
