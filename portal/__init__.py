"""Together (동행): the ground floor. Everything the programmes stand on; imports no other app.

Core modules: errors, money, dated, calendar, clock, states, policy, http, registry.
Apps: people, audit, outbox, files, notices, partners, home.
"""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
