"""A connection as the role that web and worker use."""

import os

import environ
import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from portal import embedded


@pytest.fixture(scope="module")
def as_app_role(django_db_setup, django_db_blocker):
    """A connection of the app role, with its own password, to the test database."""
    url = os.environ["DATABASE_URL"] if os.environ.get("DATABASE_OWNER_URL") else embedded.database_urls()[0]
    config = environ.Env.db_url_config(url)
    link = psycopg2.connect(
        dbname=connection.settings_dict["NAME"],
        user=config["USER"],
        password=config["PASSWORD"],
        host=config["HOST"],
        port=config["PORT"],
    )
    link.autocommit = True
    with link.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (settings.DB_APP_ROLE,)
    yield link
    link.close()
