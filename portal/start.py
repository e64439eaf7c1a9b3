"""What settings need at the start: which database role, and what a production start refuses."""

import os
import sys
from typing import Any

OWNER_COMMANDS = {"migrate", "makemigrations", "sqlmigrate", "showmigrations", "flush", "test", "createcachetable"}
DEFAULT_PASSWORDS = {"postgres", "password", "changeme", "secret", "together", "admin", "twp_app", "twp_owner"}


def running_owner_command(argv: list[str]) -> bool:
    """Whether this process may change tables: migrations and tests."""
    return "pytest" in sys.modules or (len(argv) > 1 and argv[1] in OWNER_COMMANDS)


def database_config(env, *, owner: bool) -> dict[str, Any]:
    """Django's database settings for the app role, or for the owner (``DATABASE_OWNER_URL``, else ``DATABASE_URL``)."""
    if env("DATABASE_URL", default=""):
        name = "DATABASE_OWNER_URL" if owner and env("DATABASE_OWNER_URL", default="") else "DATABASE_URL"
        config = env.db_url(name)
    else:
        from portal.embedded import database_urls

        app_url, owner_url = database_urls()
        config = env.db_url_config(owner_url if owner else app_url)
    if config.get("ENGINE") != "django.db.backends.postgresql":
        sys.exit("DATABASE_URL must name a PostgreSQL server: postgresql://user:password@host:5432/name")
    config["CONN_MAX_AGE"] = 0 if owner else 60
    config["CONN_HEALTH_CHECKS"] = True
    limits = {"lock_timeout": 4000, "idle_in_transaction_session_timeout": 60_000, "statement_timeout": 60_000}
    if web := os.environ.get("DB_STATEMENT_TIMEOUT_MS"):
        limits |= {"statement_timeout": int(web), "idle_in_transaction_session_timeout": int(web)}
    options = config.setdefault("OPTIONS", {})
    options.setdefault("connect_timeout", 5)
    if "pytest" in sys.modules:
        limits = {"twp.allow_truncate": "on"}  # append-only tables may be emptied between tests
    elif owner:
        limits = {}
    options["options"] = " ".join(f"-c {key}={value}" for key, value in limits.items())
    return config


def check_production(settings: dict[str, Any]) -> None:
    """Stop a production start that would be unsafe, and say in one line each what to set."""
    faults = []
    key = settings["SECRET_KEY"]
    if len(key) < 50 or len(set(key)) < 10 or key.startswith(("django-insecure", "development-only")):
        faults.append("SECRET_KEY must be at least 50 random characters")
    if settings["DEBUG"]:
        faults.append("DEBUG must be off")
    if not settings["BASE_URL"].startswith("https://"):
        faults.append("BASE_URL must be the https:// address that people use")
    if any(host in ("*", "") for host in settings["ALLOWED_HOSTS"]):
        faults.append("ALLOWED_HOSTS must name the hosts")
    database = settings["DATABASES"]["default"]
    if database.get("PASSWORD", "") in DEFAULT_PASSWORDS and database.get("HOST"):
        faults.append("DATABASE_URL must not carry a default password")
    if settings["EMAIL_BACKEND"].endswith(("console.EmailBackend", "locmem.EmailBackend", "dummy.EmailBackend")):
        faults.append("EMAIL_URL must name a mail server (smtp+tls://user:password@host:587)")
    if faults:
        sys.exit("Production start refused: " + "; ".join(faults) + ".")
