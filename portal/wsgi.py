"""The web process. A request may use the database for five seconds at most, so that a late bid cannot commit late."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ.setdefault("DB_STATEMENT_TIMEOUT_MS", "5000")

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()
