"""What settings need at the start: which database role, and what a production start refuses."""

import os
import shlex
import sys
from typing import Any

import environ

from portal.embedded import CHECKOUT, var_dir
from portal.environment import check_database_address, check_mail_server, switch, whole_number

OWNER_COMMANDS = {
    "migrate", "makemigrations", "sqlmigrate", "showmigrations", "flush", "test", "createcachetable", "bench",
    "rotate_kek",
}  # fmt: skip
DEFAULT_PASSWORDS = {
    "postgres",
    "password",
    "changeme",
    "secret",
    "together",
    "admin",
    "twp_app",
    "twp_owner",
    "minioadmin",
}
LEAST_PASSWORD = 8
LEAST_ROOT = 40  # characters of a sealing key
OWN_PROOF = {"passfile", "service", "sslcert"}  # options of libpq that carry the proof elsewhere

# No living row ever gives way to others: throttles of the sign-in and used codes lie here. The expired are swept away.
CACHE = {"BACKEND": "portal.cache.UncountedCache", "LOCATION": "portal_cache"}

# A web process never waits for Redis: half a second, once more at once, and the sweeper finds what a lost wake-up left.
BROKER_LIMITS = {"socket_timeout": 2, "socket_connect_timeout": 0.5, "max_retries": 1, "interval_start": 0}

# Seconds; what comes too late is left to the next.
EVERY = {"relay": 15.0, "let_out": 5.0, "sweep": 60.0, "tick": 2.0}
BEAT_SCHEDULE = {
    name: {"task": f"portal.outbox.tasks.{name}", "schedule": every, "options": {"expires": every}}
    for name, every in EVERY.items()
}

# How often somebody may knock at a door.
THROTTLES = {  # door: so many knocks in so many seconds (security 3)
    "api": (600, 60),
    "api-visitor": (120, 60),
    "token": (30, 60),
    "token-address": (60, 60),
    "search": (120, 60),
    "alert": (20, 3600),
    "alert-address": (3, 3600),
    "register": (10, 3600),  # of companies: each tells its sender whether a number is known here
    "register-address": (30, 3600),
    "export": (20, 3600),
    "export-file": (200, 3600),
    "upload": (60, 600),
    "webhook-again": (60, 3600),  # test messages and replays: each costs a call to somewhere outside
    "sandbox-company": (20, 3600),  # companies made for trying, per address
    "counter": (300, 600),  # shops of a market, guests on a site: many share an address
    "passphrase": (10, 300),  # of officer keys: each try costs the server a tenth of a second too
}

# One name in the description for what several resources call state or kind.
API_CHOICES = {
    "AnnouncementKind": "portal.news.states.AnnouncementKind",
    "AssessmentKind": "purchasing.esg.states.AssessmentKind",
    "AssessmentState": "purchasing.esg.states.AssessmentState",
    "AwardMethod": "purchasing.bidding.states.Method",
    "BenefitTaskState": "sharedgrowth.benefit.states.TaskState",
    "BenefitTaskType": "sharedgrowth.benefit.states.TaskType",
    "BidKind": "purchasing.bidding.states.BidKind",
    "CapState": "purchasing.esg.states.CapState",
    "CcmsAssessmentState": "sharedgrowth.ccms.states.AssessmentState",
    "CcmsLanguage": "sharedgrowth.ccms.states.Lang",
    "CcmsOverviewState": "sharedgrowth.ccms.states.OverviewState",
    "CcmsPart": "sharedgrowth.ccms.states.Domain",
    "ClassLevel": "catalog.states.classes.Level",
    "CodeConsentState": "purchasing.esg.states.ConsentState",
    "ContractKind": "purchasing.contracts.states.ContractKind",
    "ContractSide": "purchasing.contracts.api.contracts.SIDES",
    "ContractState": "purchasing.contracts.states.ContractState",
    "Currency": "catalog.states.Currency",
    "DeclarationScope": "purchasing.esg.states.minerals.DeclarationScope",
    "DeliveryState": "purchasing.contracts.states.DeliveryState",
    "EcoKind": "catalog.states.EcoKind",
    "EnergyAuditState": "sharedgrowth.support.states.energy.AuditState",
    "EnergyCarrier": "sharedgrowth.support.states.energy.Carrier",
    "EnergyFactorStatus": "sharedgrowth.support.states.energy.FactorStatus",
    "EnergyMeasureState": "sharedgrowth.support.states.energy.MeasureState",
    "EnrolmentState": "purchasing.esg.states.support.EnrolmentState",
    "EntryAnswer": "purchasing.esg.states.EntryAnswer",
    "EntryItem": "purchasing.esg.states.EntryItem",
    "EntryState": "purchasing.esg.states.EntryState",
    "Envelope": "purchasing.bidding.states.Envelope",
    "EsgBand": "purchasing.esg.states.Band",
    "EsgScoreReason": "purchasing.esg.states.ScoreReason",
    "FindingSeverity": "purchasing.esg.states.Severity",
    "FlagSource": "purchasing.esg.states.FlagSource",
    "FlagState": "purchasing.esg.states.FlagState",
    "FriendsActivityState": "sharedgrowth.friends.states.ActivityState",
    "FriendsActivityType": "sharedgrowth.friends.states.ActivityType",
    "FriendsCampaignState": "sharedgrowth.friends.states.CampaignState",
    "FriendsDonationKind": "sharedgrowth.friends.states.DonationKind",
    "FriendsDonationState": "sharedgrowth.friends.states.DonationState",
    "FriendsPrepaymentState": "sharedgrowth.friends.states.PrepaymentState",
    "FundCommitmentState": "sharedgrowth.funds.states.CommitmentState",
    "FundDrawdownState": "sharedgrowth.funds.states.DrawdownState",
    "GemContributionState": "sharedgrowth.funds.states.gem.ContributionState",
    "GemSide": "sharedgrowth.funds.states.gem.Side",
    "GemState": "sharedgrowth.funds.states.gem.GemState",
    "ImpactDirection": "sharedgrowth.impact.states.Direction",
    "ImpactReportState": "sharedgrowth.impact.states.ReportState",
    "IndicatorDirection": "sharedgrowth.support.states.plans.KpiDirection",
    "InnoviltApplicationKind": "sharedgrowth.innovilt.states.ApplicationKind",
    "InnoviltApplicationState": "sharedgrowth.innovilt.states.ApplicationState",
    "InnoviltCategory": "sharedgrowth.innovilt.states.Category",
    "InnoviltCertificateState": "sharedgrowth.innovilt.api.register.STATES",
    "InnoviltMarkMedium": "sharedgrowth.innovilt.states.Medium",
    "InnoviltMarkUseState": "sharedgrowth.innovilt.states.MarkUseState",
    "InnoviltSheetState": "sharedgrowth.innovilt.states.SheetState",
    "InnoviltSteelForm": "sharedgrowth.innovilt.states.SteelForm",
    "InquiryState": "catalog.states.InquiryState",
    "InvitationState": "catalog.states.RequestedState",
    "InvoiceKind": "purchasing.contracts.states.InvoiceKind",
    "InvoiceState": "purchasing.contracts.states.InvoiceState",
    "JobEmployment": "sharedgrowth.jobs.states.vacancies.Employment",
    "JobInterviewState": "sharedgrowth.jobs.states.interviews.InterviewState",
    "JobMatchState": "sharedgrowth.jobs.states.matching.MatchState",
    "JobOfferState": "sharedgrowth.jobs.states.interviews.OfferState",
    "JobTrade": "sharedgrowth.jobs.states.vacancies.Trade",
    "JobVacancyState": "sharedgrowth.jobs.states.vacancies.VacancyState",
    "LimitationLevel": "purchasing.esg.states.LimitationLevel",
    "LimitationState": "purchasing.esg.states.LimitationState",
    "MaturityMode": "purchasing.payments.states.MaturityMode",
    "MeasurementState": "sharedgrowth.benefit.states.MeasurementState",
    "MeetingState": "portal.news.states.MeetingState",
    "Mendable": "purchasing.bidding.states.Mendable",
    "Mineral": "purchasing.esg.states.minerals.Metal",
    "MineralDeclarationState": "purchasing.esg.states.minerals.DeclarationState",
    "MineralTemplate": "purchasing.esg.states.minerals.MineralTemplate",
    "ObligationPart": "purchasing.payments.states.Part",
    "ObligationState": "purchasing.payments.states.ObligationState",
    "PayCurrency": "purchasing.contracts.models.contract.CURRENCIES",
    "PayMethod": "purchasing.contracts.states.PayMethod",
    "ProductState": "catalog.states.ProductState",
    "ProductVersionState": "catalog.states.VersionState",
    "QuestionSetState": "purchasing.esg.states.SetState",
    "RatingScheme": "purchasing.esg.states.RatingScheme",
    "RatingState": "purchasing.esg.states.RatingState",
    "RunKind": "purchasing.payments.states.RunKind",
    "RunState": "purchasing.payments.states.RunState",
    "Seal": "purchasing.bidding.states.Seal",
    "SmartLevelState": "sharedgrowth.support.states.levels.LevelState",
    "SmartSystemKind": "sharedgrowth.support.states.levels.SystemKind",
    "SmelterStatus": "purchasing.esg.states.minerals.SmelterStatus",
    "SourcingKind": "catalog.states.RequestKind",
    "SourcingState": "catalog.states.RequestState",
    "SupportApplicationState": "sharedgrowth.support.states.ApplicationState",
    "SupportCallState": "sharedgrowth.support.states.CallState",
    "SupportClaimState": "sharedgrowth.support.states.plans.ClaimState",
    "SupportProjectState": "sharedgrowth.support.states.ProjectState",
    "SupportStage": "sharedgrowth.support.states.Stage",
    "SupportVisitState": "sharedgrowth.support.states.plans.VisitState",
    "TenderKind": "purchasing.bidding.states.TenderKind",
    "TenderState": "purchasing.bidding.api.tenders.STATES",
    "Tolerance": "catalog.states.Tolerance",
    "WebhookAttemptOutcome": "portal.webhooks.states.Outcome",
    "WebhookDeliveryState": "portal.webhooks.states.DeliveryState",
    "WebhookEndpointState": "portal.webhooks.states.EndpointState",
    "YouthCohortState": "sharedgrowth.jobs.states.CohortState",
}
API_DESCRIPTION = (
    "Catalogue, tenders and bids for suppliers' own systems. Errors are problems (RFC 9457). What somebody has to "
    "answer for is decided by people in the portal and by no program: to publish, amend and cancel a tender, to "
    "open bids, to score, to judge explanations and mended faults, to award, to decide on objections. A buyer's "
    "program reads with `tender.read` what is published: notices, plans, questions, and with each result every "
    "bid, cost, evaluation document and figure; it reads nothing of a bid before its result. A supplier's program "
    "reads its own part with `bid.read` and acts on it with `bid.write`, which includes reading."
)


def running_owner_command(argv: list[str]) -> bool:
    """Whether this process may change tables: migrations and tests."""
    return "pytest" in sys.modules or (len(argv) > 1 and argv[1] in OWNER_COMMANDS)


def own_address(env) -> str:
    """Where the portal is found on this machine: the address that it listens on."""
    return f"http://{env('HOST', default='127.0.0.1')}:{env('PORT', default='8000')}"


def own_command(words: str) -> str:
    """How to run a command of ours from another terminal for the data of this start.

    What holds a secret is named and not shown.
    """
    where = ["SANDBOX=on "] if switch("SANDBOX", default=False) else []
    if var_dir() != CHECKOUT / "var":
        where.append(f"VAR_DIR={shlex.quote(str(var_dir()))} ")
    secret = [name for name in ("DATABASE_URL", "SECRET_KEY") if os.environ.get(name)]
    same = f" (with the {' and '.join(secret)} of this start)" if secret else ""
    return f"{''.join(where)}.venv/bin/python manage.py {words}{same}"


def database_config(env, *, owner: bool, sandbox: bool = False) -> dict[str, Any]:
    """Django's database settings for the app role, or for the owner (``DATABASE_OWNER_URL``, else ``DATABASE_URL``).

    In a sandbox ``public`` comes first in every search path, for its own clock: ``portal/sandbox/ground.py``.
    """
    if env("DATABASE_URL", default=""):
        name = "DATABASE_OWNER_URL" if owner and env("DATABASE_OWNER_URL", default="") else "DATABASE_URL"
        check_database_address(name)
        config = env.db_url(name)
    else:
        from portal.embedded import database_urls

        app_url, owner_url = database_urls()
        config = env.db_url_config(owner_url if owner else app_url)
    config["ENGINE"] = "portal.postgresql"
    config["CONN_MAX_AGE"] = 0 if owner else 60
    config["CONN_HEALTH_CHECKS"] = True
    limits = {"lock_timeout": 4000, "idle_in_transaction_session_timeout": 60_000, "statement_timeout": 60_000}
    if web := whole_number("DB_STATEMENT_TIMEOUT_MS", default=0):
        limits |= {"statement_timeout": web, "idle_in_transaction_session_timeout": web}
    options = config.setdefault("OPTIONS", {})
    options.setdefault("connect_timeout", 5)
    if "pytest" in sys.modules:  # append-only tables may be emptied between tests; who waits for a lock says so at last
        limits = {"twp.allow_truncate": "on", "lock_timeout": 60_000}
    elif owner:
        limits = {}
    if sandbox:
        limits["search_path"] = "public,pg_catalog"
    options["options"] = " ".join(f"-c {key}={value}" for key, value in limits.items())
    return config


def mail_config(env) -> dict[str, Any]:
    """Where mail is sent, ``EMAIL_URL``; unless told it is printed."""
    check_mail_server("EMAIL_URL", tuple(env.EMAIL_SCHEMES))
    return env.email_url_config(os.environ.get("EMAIL_URL") or "consolemail://")


def media_storage(env, folder, *, testing: bool) -> dict[str, Any]:
    """Where files of people lie: in a bucket (``S3_BUCKET``), in memory while testing, else in ``folder``."""
    if env("S3_BUCKET", default=""):
        options = {
            "bucket_name": env("S3_BUCKET"),
            "endpoint_url": env("S3_ENDPOINT_URL", default=None),
            "access_key": env("S3_ACCESS_KEY", default=None),
            "secret_key": env("S3_SECRET_KEY", default=None),
            "region_name": env("S3_REGION", default=None),
            "addressing_style": env("S3_ADDRESSING_STYLE", default="auto"),  # "path" for most that are not Amazon
            "default_acl": None,
            "file_overwrite": False,
            "querystring_auth": True,
        }
        return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    if testing:
        return {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(folder)}}


def _is_poor_key(key: str) -> bool:
    return len(key) < 50 or len(set(key)) < 10 or key.startswith(("django-insecure", "development-only"))


def _is_poor_password(password: str, user: str = "") -> bool:
    return len(password) < LEAST_PASSWORD or password.casefold() in DEFAULT_PASSWORDS | {user.casefold()}


def _has_poor_password(database: dict[str, Any]) -> bool:
    """Over the network only: a socket (no host, or a path) may know its callers without a password."""
    if database.get("HOST", "").startswith("/") or not database.get("HOST"):
        return False
    password = database.get("PASSWORD") or ""
    if not password and OWN_PROOF & set(database.get("OPTIONS", {})):
        return False
    return _is_poor_password(password, database.get("USER") or "")


def _secret_faults(settings: dict[str, Any]) -> list[str]:
    faults = []
    if _is_poor_key(settings["SECRET_KEY"]):
        faults.append("SECRET_KEY must be at least 50 random characters")
    if any(_is_poor_key(key) for key in settings["SECRET_KEY_FALLBACKS"]):
        faults.append("SECRET_KEY_FALLBACKS must be earlier keys of at least 50 random characters: they still sign")
    for name in ("SEALING_KEYS", "RECEIPT_KEYS"):  # of their own: a SECRET_KEY is exchanged without thought of them
        if not settings.get(name) and sys.argv[1:2] != ["sealing_key"]:
            faults.append(f"{name} must be set: make one with `manage.py sealing_key` and keep it in two places")
        if any(len(key) < LEAST_ROOT or len(set(key)) < 10 for key in settings.get(name, [])):
            faults.append(f"{name} must be keys made by `manage.py sealing_key`")
    if _has_poor_password(settings["DATABASES"]["default"]):
        faults.append(f"DATABASE_URL must carry a password of its own, {LEAST_PASSWORD} characters or more")
    owner = os.environ.get("DATABASE_OWNER_URL", "")
    if owner and _has_poor_password(environ.Env.db_url_config(owner)):
        faults.append(f"DATABASE_OWNER_URL must carry a password of its own, {LEAST_PASSWORD} characters or more")
    storage = settings["STORAGES"]["default"].get("OPTIONS", {})
    key, secret = storage.get("access_key") or "", storage.get("secret_key") or ""
    if (key or secret) and (key.casefold() in DEFAULT_PASSWORDS or _is_poor_password(secret, key)):
        faults.append("S3_ACCESS_KEY and S3_SECRET_KEY must not be the storage's default ones")
    return faults


def check_production(settings: dict[str, Any]) -> None:
    """Stop a production start that would be unsafe, and say in one line each what to set."""
    faults = _secret_faults(settings)
    if settings["DEBUG"]:
        faults.append("DEBUG must be off")
    if settings.get("SANDBOX") and "sandbox" not in str(settings["DATABASES"]["default"].get("NAME", "")):
        faults.append("SANDBOX must have a database of its own, with sandbox in its name: nothing real stands in it")
    if not settings["BASE_URL"].startswith("https://"):
        faults.append("BASE_URL must be the https:// address that people use")
    if any(host in ("*", "") for host in settings["ALLOWED_HOSTS"]):
        faults.append("ALLOWED_HOSTS must name the hosts")
    if settings["EMAIL_BACKEND"].endswith(("console.EmailBackend", "locmem.EmailBackend", "dummy.EmailBackend")):
        faults.append("EMAIL_URL must name a mail server (smtp+tls://user:password@host:587)")
    if settings.get("WEBHOOK_LOCAL_RECEIVERS"):
        faults.append("WEBHOOK_LOCAL_RECEIVERS must be empty: webhooks of a live portal are never sent to itself")
    if faults:
        sys.exit("Production start refused: " + "; ".join(faults) + ".")
