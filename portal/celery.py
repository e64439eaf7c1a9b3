"""Celery is a wake-up call: the database is the queue of record (see ``portal.outbox``)."""

import os
import warnings

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

# As root the worker warns in ten lines; messages are JSON only, so nothing of what it warns of can happen.
warnings.filterwarnings("ignore", message="You're running the worker with superuser privileges")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
