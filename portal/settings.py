"""Every setting. Values that differ between machines come from the environment; wrong ones stop the start.

1 Environment   2 Apps   3 Middleware   4 Templates   5 Database   6 Sign-in   7 Sessions and headers
8 Language and time   9 Files   10 E-mail   11 Celery   12 API   13 Logs and metrics   14 The portal itself
"""

import os
import sys
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from portal import environment as given
from portal import start
from portal.logs import logging_config
from portal.sign_in_forms import ACCOUNT_FORMS, MFA_FORMS  # noqa: F401 settings of allauth
from portal.start import API_CHOICES, API_DESCRIPTION, check_production, database_config, running_owner_command

# 1 Environment -------------------------------------------------------------------------------------------------------
BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if (BASE_DIR / ".env").exists():
    env.read_env(BASE_DIR / ".env")

VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()
PRODUCTION = given.switch("PRODUCTION", default=False)
SANDBOX = given.switch("SANDBOX", default=False)  # a portal for trying, with a database of its own: portal/sandbox
DEBUG = given.switch("DEBUG", default=False)
TESTING = "pytest" in sys.modules
SECRET_KEY = env("SECRET_KEY", default="" if PRODUCTION else "development-only-key-never-used-in-production-0123456789")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
BASE_URL = given.web_address("BASE_URL", default=start.own_address(env))
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[BASE_URL.split("//")[1].split(":")[0], "localhost", "127.0.0.1", "[::1]"]
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[BASE_URL])

# 2 Apps --------------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "portal",
    "portal.people",
    "portal.audit",
    "portal.outbox",
    "portal.files",
    "portal.notices",
    "portal.partners",
    "portal.webhooks",
    "portal.exchange",
    "portal.passport",
    "portal.developers",
    "portal.sandbox",
    "portal.privacy",
    "portal.news",
    "portal.home",
    "catalog",
    "purchasing.bidding",
    "purchasing.contracts",
    "purchasing.payments",
    "purchasing.esg",
    "sharedgrowth.funds",
    "sharedgrowth.support",
    "sharedgrowth.benefit",
    "sharedgrowth.innovilt",
    "sharedgrowth.jobs",
    "sharedgrowth.friends",
    "sharedgrowth.ccms",
    "sharedgrowth.impact",
    "portal.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "django_filters",
    "oauth2_provider",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "django_structlog",
    "csp",
    "anymail",
]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# 3 Middleware --------------------------------------------------------------------------------------------------------
MIDDLEWARE = [
    "portal.partners.middleware.RequestLog",
    "portal.hardening.EdgeMiddleware",
    "portal.api.middleware.ApiMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "portal.middleware.LanguageInAddress",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "portal.people.entrance.middleware.SessionRulesMiddleware",
    "portal.people.entrance.middleware.SignInMiddleware",
    "portal.people.entrance.middleware.SecondFactorMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.middleware.RefusalMiddleware",
]
if SANDBOX:
    MIDDLEWARE.insert(1, "portal.sandbox.middleware.SandboxHeader")

# 4 Templates ---------------------------------------------------------------------------------------------------------
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.home.context.shell",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "portal.templatetags.portal"],
        },
    }
]
FORM_RENDERER = "portal.forms.PortalRenderer"

# 5 Database ----------------------------------------------------------------------------------------------------------
# Two roles: the owner migrates, the app serves; the app role may neither change tables nor rewrite history.
DATABASES = {"default": database_config(env, owner=running_owner_command(sys.argv), sandbox=SANDBOX)}
DB_APP_ROLE = env("DB_APP_ROLE", default="twp_app")
DB_READ_ROLE = env("DB_READ_ROLE", default="twp_read")  # if there is one: reads everything, for backups
DB_AUDIT_ROLE = env("DB_AUDIT_ROLE", default="twp_audit")  # if there is one: reads hashes of the trail, and the ledger
CACHES = {"default": start.CACHE}

# 6 Sign-in -----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["portal.people.backends.EmailBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:dashboard"
LOGOUT_REDIRECT_URL = "home:front"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "portal.people.entrance.passwords.LengthValidator"},
    {"NAME": "portal.people.entrance.passwords.ContextValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
)
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_DEFAULT_HTTP_PROTOCOL = BASE_URL.split(":")[0]
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_ADAPTER = "portal.people.entrance.adapters.AccountAdapter"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
PASSWORD_RESET_TIMEOUT = 3600
# Throttles by address and by account, never a hard lock (it would be a weapon). Counted in the database's cache table.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key,10/15m/key",  # and 100 a day for an account: people.entrance.adapters
    "signup": "10/m/ip,60/h/ip",
    "reset_password": "10/m/ip,3/10m/key",
    "reset_password_from_key": "20/m/ip",
    "confirm_email": "1/m/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
}
MFA_ADAPTER = "portal.people.entrance.adapters.FactorAdapter"
MFA_TOTP_TOLERANCE = 1
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RECOVERY_CODE_DIGITS = 16  # 53 bits, of at least 40. Source: security A90
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
USERSESSIONS_TRACK_ACTIVITY = False  # SessionRulesMiddleware does it, once a minute instead of at each request

# 7 Sessions and headers ----------------------------------------------------------------------------------------------
SESSION_ENGINE = "portal.people.entrance.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "portal.home.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
if BASE_URL.startswith("https://"):
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS, SECURE_HSTS_INCLUDE_SUBDOMAINS, SECURE_HSTS_PRELOAD = 63_072_000, True, True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
# Whose word on the client's address and on https counts: the proxy in front of us, nobody else.
_proxies = ["127.0.0.0/8", "::1"] if BASE_URL.startswith("https://") else []
TRUSTED_PROXIES = given.networks("TRUSTED_PROXIES", default=_proxies)
MOST_REQUEST_BYTES = 104_857_600
API_LARGER_BODIES = {"/api/v1/bank-messages/": 4_000_000}  # a bank's message of 2,000 lines; else portal/api/limits.py
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_100  # above the longest form of ours, see decision 11
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# 8 Language and time -------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", "한국어"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "portal" / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Asia/Seoul"
USE_TZ = True

# 9 Files -------------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(VAR_DIR / "media")))
_static = "whitenoise.storage.CompressedManifest" if PRODUCTION else "django.contrib.staticfiles.storage."
_media = start.media_storage(env, MEDIA_ROOT, testing=TESTING)
STORAGES = {"default": _media, "staticfiles": {"BACKEND": f"{_static}StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = TESTING  # else each test client would list thousands of icons first
CLAMD_ADDRESS = env("CLAMD_ADDRESS", default="")  # host:port or socket of clamd; empty: files are shown as not scanned
FILE_MAX_BYTES = given.whole_number("FILE_MAX_MB", default=50) * 1_000_000  # clamd's StreamMaxLength must not be less
COMPANY_MAX_BYTES = given.whole_number("COMPANY_MAX_MB", default=5_000) * 1_000_000
COMPANY_MAX_FILES = given.whole_number("COMPANY_MAX_FILES", default=10_000)
X_ACCEL_PREFIX = env("X_ACCEL_PREFIX", default="")  # "/media-internal/": nginx itself sends local files
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_HANDLERS = [  # never in clear in the temporary folder: an upload may belong to a sealed bid
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "portal.uploads.VeiledUploadHandler",
]

# 10 E-mail -----------------------------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Together <no-reply@together.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_CONFIG = start.mail_config(env)
EMAIL_BACKEND = env("EMAIL_BACKEND", default=EMAIL_CONFIG["EMAIL_BACKEND"])
EMAIL_HOST = EMAIL_CONFIG.get("EMAIL_HOST", "")
EMAIL_PORT = EMAIL_CONFIG.get("EMAIL_PORT", 25)
EMAIL_HOST_USER = EMAIL_CONFIG.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = EMAIL_CONFIG.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = EMAIL_CONFIG.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = EMAIL_CONFIG.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10
ANYMAIL = given.json_object("ANYMAIL")

# 11 Celery -----------------------------------------------------------------------------------------------------------
CELERY_BROKER_URL = env("REDIS_URL", default="")
if not CELERY_BROKER_URL:
    from portal.embedded import redis_url

    CELERY_BROKER_URL = redis_url()
REDIS_ADDRESS = CELERY_BROKER_URL if CELERY_BROKER_URL.startswith(("redis", "unix")) else ""
if TESTING:
    CELERY_BROKER_URL = "memory://"  # tests that need a broker start their own
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # the worker's lines look like everybody's
CELERY_WORKER_REDIRECT_STDOUTS = PRODUCTION  # as log lines, e-mails on the console would lose the codes of their links
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = start.BROKER_LIMITS | {"visibility_timeout": 600}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = start.BEAT_SCHEDULE

# 12 API --------------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["portal.partners.authentication.ClientAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["portal.api.access.Scoped"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["portal.api.parsers.StrictJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "portal.api.paging.CursorPages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend", "portal.api.filters.AllowedOrder"],
    "DEFAULT_THROTTLE_CLASSES": ["portal.api.throttles.ApiThrottle"],
    "DEFAULT_SCHEMA_CLASS": "portal.api.description.Schema",
    "URL_FORMAT_OVERRIDE": None,  # ``?format=`` is a parameter like others; the header says what is accepted
    "EXCEPTION_HANDLER": "portal.api.handler.answer_problem",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "COERCE_DECIMAL_TO_STRING": True,
}
API_DOCS = given.switch("API_DOCS", default=True)
SPECTACULAR_SETTINGS = {
    "TITLE": "Together API",
    "DESCRIPTION": API_DESCRIPTION,
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "DEFAULT_GENERATOR_CLASS": "portal.api.description.Generator",
    "CONTACT": {"name": "Questions", "url": f"{BASE_URL}/developers/"},
    "LICENSE": {"name": "Terms of use", "url": f"{BASE_URL}/about/terms/"},
    "TOS": f"{BASE_URL}/about/terms/",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "portal.api.description.add_problems"],
    "ENUM_NAME_OVERRIDES": API_CHOICES,
}
# Client credentials only (domain SEC-03); every recommendation of RFC 9700 is on.
BCP_RFC9700 = ["IMPLICIT_GRANT", "PASSWORD_GRANT", "PKCE_METHOD", "ACCESS_TOKEN_TRANSPORT", "AUTHZ_RESPONSE_ISS"]
BCP_RFC9700 += ["TOKEN_STORAGE", "REFRESH_TOKEN", "REDIRECT_URI_SCHEME", "REDIRECT_URI_MATCHING", "PKCE_REQUIRED"]
OAUTH2_PROVIDER_APPLICATION_MODEL = "oauth2_provider.Application"
OAUTH2_PROVIDER = {
    "OAUTH2_SERVER_CLASS": "oauthlib.oauth2.BackendApplicationServer",
    "OAUTH2_VALIDATOR_CLASS": "portal.partners.oauth.ClientValidator",
    "SCOPES_BACKEND_CLASS": "portal.partners.oauth.ClientScopes",
    "ACCESS_TOKEN_EXPIRE_SECONDS": 900,
    "APPLICATION_ADMIN_CLASS": "portal.partners.admin.ApplicationWindow",
    "ACCESS_TOKEN_ADMIN_CLASS": "portal.partners.admin.TokenWindow",
    **{f"{kind}_ADMIN_CLASS": "portal.partners.admin.ClosedWindow" for kind in ("GRANT", "ID_TOKEN", "REFRESH_TOKEN")},
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    **{f"COMPLIANT_BCP_RFC9700_{part}": True for part in BCP_RFC9700},
}
# Webhooks: the ports that are called, what certificates are checked against (empty: the system's authorities), and the
# receivers on this machine, "127.0.0.1:8900", that may be called by http; in production there are none.
WEBHOOK_PORTS = frozenset(int(port) for port in given.listed("WEBHOOK_PORTS", int, "443,8443", default=["443"]))
WEBHOOK_CA_FILE = env("WEBHOOK_CA_FILE", default="")
WEBHOOK_LOCAL_RECEIVERS = env.list(
    "WEBHOOK_LOCAL_RECEIVERS", default=[] if PRODUCTION or TESTING else ["127.0.0.1:8900"]
)
THROTTLING = not TESTING
THROTTLES = start.THROTTLES
# How often each process stores the log of its API requests; None: not at all.
REQUEST_LOG_SECONDS = None if TESTING else 1.0

# 13 Logs and metrics -------------------------------------------------------------------------------------------------
LOGGING = logging_config(as_json=given.switch("LOG_JSON", default=PRODUCTION), level=given.log_level())
DJANGO_STRUCTLOG_TRUST_UPSTREAM_REQUEST_ID, DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = True, False  # settled at the edge
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = 10  # one line per request is enough: the one that tells how it ended
METRICS = given.switch("METRICS", default=False)
METRICS_NETWORKS = given.networks("METRICS_NETWORKS", default=["127.0.0.0/8", "::1"])
if METRICS:
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(VAR_DIR / "metrics"))  # several web processes count together
    Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]).mkdir(parents=True, exist_ok=True)
    MIDDLEWARE.insert(0, "django_prometheus.middleware.PrometheusBeforeMiddleware")
    MIDDLEWARE.append("django_prometheus.middleware.PrometheusAfterMiddleware")

# 14 The portal itself ------------------------------------------------------------------------------------------------
PORTAL_NAME = _("Together")
EXTRA_HOLIDAYS = given.days("EXTRA_HOLIDAYS")  # 2027-04-30,…: declared after the holiday package was made
# Keys of the sealing, lists: the first locks and signs, all unlock and verify (README, "Keys"). Made by `sealing_key`.
SEALING_KEYS = env.list("SEALING_KEYS", default=[])
RECEIPT_KEYS = env.list("RECEIPT_KEYS", default=[])
OCDS_PREFIX = env("OCDS_PREFIX", default="ocds-tgthr0")  # one's own is given by the Open Contracting Partnership
TAX_STATUS_PROVIDER = env("TAX_STATUS_PROVIDER", default="portal.people.tax.NotConfigured")

if PRODUCTION:
    check_production(globals())
