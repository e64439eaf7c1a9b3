"""Logs: one JSON line per event in production, readable lines in development; nothing in them that must stay secret.

What is in every line of a request: time (UTC, microseconds), level, request id, user id, address. Never: secrets,
prices, account numbers, e-mail bodies, query strings, the long codes of reset and invitation links.
"""

import re
from collections.abc import MutableMapping
from typing import Any

import structlog

SECRET = re.compile(
    r"(?i)password|passphrase|secret|token|authorization|cookie|csrf|api_?key|private|price|amount|won$|account_no|iban|body"
)
CODE = re.compile(r"(?<=/)(?![0-9a-f]{8}-[0-9a-f-]{27}(?:/|$))[^/\s?]{25,}(?=[/\s?]|$)")
QUERY = re.compile(r"(/[^\s?]*)\?\S*")
ROW = re.compile(r"(?m)^(DETAIL|CONTEXT|HINT):.*$")
MAILBOX = re.compile(r"[^\s@<>'\"(),:;=]{1,64}@[^\s@<>'\"(),:;=]{1,253}")  # bounded: an error may be long
MARK = "***"

Line = MutableMapping[str, Any]


def hide_secrets(_logger: object, _method: str, line: Line) -> Line:
    """Mask values under telling names, everywhere in the line.

    >>> hide_secrets(None, "", {"event": "x", "client_secret": "abc", "bid": {"price_won": 1, "id": 2}})
    {'event': 'x', 'client_secret': '***', 'bid': {'price_won': '***', 'id': 2}}
    """
    for key, value in line.items():
        line[key] = MARK if key != "event" and SECRET.search(str(key)) else _inside(value)
    return line


def _inside(value: Any) -> Any:
    if isinstance(value, dict):
        return hide_secrets(None, "", dict(value))
    if isinstance(value, list | tuple):
        return [_inside(item) for item in value]
    return value


def shorten_addresses(_logger: object, _method: str, line: Line) -> Line:
    """No query strings, no codes in paths: they let people in.

    >>> shorten_addresses(None, "", {"event": "x", "request": "GET /reset/key/1a-c0ffee-9dd3c41f2b7a01f4c53/?x=1"})
    {'event': 'x', 'request': 'GET /reset/key/***/'}
    >>> shorten_addresses(None, "", {"event": "Not Found: /tenders/5b1a3f8e-9c1d-4f0a-8a64-1f2f3e4d5c6b/"})
    {'event': 'Not Found: /tenders/5b1a3f8e-9c1d-4f0a-8a64-1f2f3e4d5c6b/'}
    """
    for key in ("request", "event"):
        if isinstance(line.get(key), str):
            line[key] = CODE.sub(MARK, QUERY.sub(r"\1", line[key]))
    return line


def leave_out_rows(_logger: object, _method: str, line: Line) -> Line:
    """PostgreSQL quotes the failing row in its errors, a mail server the address: both may name a person.

    >>> leave_out_rows(None, "", {"event": "x", "exception": "IntegrityError: no\\nDETAIL:  Failing row (1, 9000)."})
    {'event': 'x', 'exception': 'IntegrityError: no\\nDETAIL: ***'}
    """
    for key in ("exception", "event", "error"):
        if isinstance(line.get(key), str):
            line[key] = without_rows(line[key])
    return line


def without_rows(text: str) -> str:
    """The words of an error without the row or the mailbox that they quote.

    >>> without_rows("SMTPRecipientsRefused: {'gildong@garam.example': (550, b'unknown')}")
    "SMTPRecipientsRefused: {'***': (550, b'unknown')}"
    """
    return MAILBOX.sub(MARK, ROW.sub(rf"\1: {MARK}", text))


def leave_out_streams(_logger: object, _method: str, line: Line) -> Line:
    """Each picture would write two lines more than its ``request_finished``.

    >>> leave_out_streams(None, "", {"event": "streaming_finished"})
    Traceback (most recent call last):
    structlog.exceptions.DropEvent
    """
    if line.get("event") in ("streaming_started", "streaming_finished"):
        raise structlog.DropEvent
    return line


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
    hide_secrets,
    shorten_addresses,
    leave_out_rows,
]


def logging_config(*, as_json: bool, level: str) -> dict[str, Any]:
    """Django's ``LOGGING``; structlog and the standard library end in the same stream, in the same form."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            leave_out_streams,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
                "foreign_pre_chain": SHARED,
            }
        },
        "handlers": {"stream": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stream"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            "django.request": {"handlers": [], "level": "ERROR", "propagate": True},  # the rest is in request_finished
            "celery": {"handlers": [], "level": "WARNING", "propagate": True},
            "django_structlog": {"handlers": [], "level": level, "propagate": True},
        },
    }
