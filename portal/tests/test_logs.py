"""Logs are JSON lines that tell who, when and which request, and keep quiet about what is secret."""

import json
import logging
import logging.config
from io import StringIO

import pytest
import structlog
from django.conf import settings

from portal.celery import app
from portal.logs import logging_config
from portal.partners.tests.factories import api_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines():
    """``lines()``: what has been logged, in production's form."""
    config, written = logging_config(as_json=True, level="INFO"), StringIO()
    config["handlers"]["stream"]["stream"] = written
    logging.config.dictConfig(config)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logging.config.dictConfig(settings.LOGGING)


def test_a_request_is_one_line_with_who_when_where_and_its_number(client, lines):
    response = client.get("/healthz", headers={"X-Request-ID": "abcdefgh-1234"})
    [line] = [line for line in lines() if line["event"] == "request_finished"]
    assert response["X-Request-ID"] == line["request_id"] == "abcdefgh-1234"
    assert (line["request"], line["code"], line["ip"], line["level"]) == ("GET /healthz", 200, "127.0.0.1", "info")
    assert line["timestamp"].endswith("Z")
    assert len(line["timestamp"]) == len("2026-11-26T00:00:00.000000Z")


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "new\nline-new", "ünïcodeünïcode"])
def test_a_strange_request_number_is_replaced(client, given):
    assert client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"] != given


def test_nothing_secret_is_told(client, lines):
    structlog.get_logger("x").warning(
        "told", client_secret="s3cret", nested={"price_won": 987654, "id": 5}, body="text"
    )
    logging.getLogger("x").error("Key\nDETAIL:  Failing row contains (987654).")
    client.get("/accounts/password/reset/key/1a-abcdefghijklmnopqrstuvwxyz012345/?next=/x&token=s3cret")
    api_client(None, "catalog.read").get("/api/v1/nowhere/?access_token=s3cret")
    said = json.dumps(lines())
    for secret in ("s3cret", "987654", "abcdefghijklmnopqrstuvwxyz012345", "Bearer", '"text"'):
        assert secret not in said
    assert '"id": 5' in said


def test_an_exception_is_one_line(client, lines):
    try:
        raise ValueError("a\r\nforged line\x1b[31m")
    except ValueError:
        logging.getLogger("x").exception("it broke\nreally")
    [line] = lines()
    assert line["event"] == "it broke\nreally"
    assert "ValueError" in line["exception"]


def test_the_console_of_the_worker_keeps_the_links_of_e_mails_outside_production():
    assert settings.CELERY_WORKER_REDIRECT_STDOUTS is settings.PRODUCTION
    assert app.conf.worker_redirect_stdouts is False
