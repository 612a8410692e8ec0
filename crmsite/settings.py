"""Settings of one installation, read from the environment; the README lists the variables."""

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from crmsite import env, keys, sqlite
from crmsite.logs import logging_settings
from crmsite.templates import LOADERS

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = env.read_folder(os.environ, "CRM_VAR", default=BASE_DIR / "var")

DEBUG = env.read_flag(os.environ, "DEBUG", default=False)
SECRET_KEY = keys.secret_key(os.environ, folder=VAR_DIR)
PUBLIC_BASE_URL = env.read_base_url(os.environ, "PUBLIC_BASE_URL", default="http://127.0.0.1:8000")
HTTPS = PUBLIC_BASE_URL.startswith("https:")
OWN_HOSTS = sorted({"localhost", "127.0.0.1", "[::1]", urlsplit(PUBLIC_BASE_URL).hostname or ""})
ALLOWED_HOSTS = env.read_hosts(os.environ, "ALLOWED_HOSTS", default=OWN_HOSTS)
TRUSTED_PROXY_COUNT = env.read_count(os.environ, "TRUSTED_PROXY_COUNT", default=0, most=10)
REDIS_URL = env.read_redis(os.environ, "REDIS_URL")

_field_keys = keys.field_keys(os.environ, folder=VAR_DIR)
FIELD_KEYS: dict[str, bytes] = _field_keys.keys
"""Keys of encrypted columns by id, 32 bytes each; the first one encrypts, every one decrypts."""
INDEX_KEY: bytes = keys.index_key(_field_keys)
"""The HMAC key of blind indexes, 32 bytes; it outlives a rotation of FIELD_KEYS."""

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "contacts",
    "integrations",
]
MIDDLEWARE = [
    "crmsite.uploads.Drained",
    "crmsite.proxies.TrustedProxies",
    "crmsite.logs.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "crmsite.permissions.PermissionsPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "crmsite.sessions.SessionAge",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "crmsite.urls"
WSGI_APPLICATION = "crmsite.wsgi.application"
APPEND_SLASH = False  # programs are given paths without a closing slash; a redirect would lose their body
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "libraries": {"desk": "contacts.staff.drawing.tags"},
            "loaders": LOADERS,
        },
    }
]

# --- Database -------------------------------------------------------------------------------------

_database = env.read_database(os.environ, "DATABASE_URL", default=VAR_DIR / "db.sqlite3")
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database |= {"CONN_MAX_AGE": None, "OPTIONS": sqlite.OPTIONS}
else:
    _database |= {"ENGINE": "crmsite.postgresql", "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
DATABASES = {"default": _database}
DATABASE_TIMEOUT = env.read_count(os.environ, "DATABASE_TIMEOUT", default=30, most=3600)
"""Seconds that PostgreSQL works on one statement of a web request, or lets its transaction idle; 0: no limit."""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People, sessions, browsers -------------------------------------------------------------------

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["contacts.access.factors.backend.DeskBackend"]
PASSWORD_HASHERS = ["crmsite.passwords.Argon2"]
LOGIN_URL = "/staff/sign-in/"
LOGIN_REDIRECT_URL = "/staff/"
LOGOUT_REDIRECT_URL = "/staff/sign-in/"

SESSION_ENGINE = "django.contrib.sessions.backends.db"  # a cache is each process's own without Redis
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_IDLE = timedelta(minutes=30)
SESSION_LIFE = timedelta(hours=12)
SESSION_COOKIE_AGE = int(SESSION_LIFE.total_seconds())
CSRF_FAILURE_VIEW = "crmsite.faults.stale_form"
CSRF_TRUSTED_ORIGINS = [PUBLIC_BASE_URL] if HTTPS else []

SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# HSTS for subdomains and its preload list bind hosts that are not ours; the proxy that ends TLS redirects to HTTPS.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021", "security.W008"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# --- Files, mail, languages -----------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"] if (BASE_DIR / "static").is_dir() else []
_storage = env.read_storage(os.environ, "STORAGE_URL", default=VAR_DIR / "media")
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "crmsite.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
MOST_UPLOADED = 101 << 20  # bytes of a form with files in it; rooms allow less
STATICFILES_STORAGE_CLASS = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if DEBUG
    else "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": _storage.backend, "OPTIONS": _storage.options},
    "staticfiles": {"BACKEND": STATICFILES_STORAGE_CLASS},
}
EMAIL_FILE_PATH = str(VAR_DIR / "mail")
_mail = env.read_mail(os.environ, "EMAIL_URL")
EMAIL_BACKEND = _mail.backend
EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.use_tls, _mail.use_ssl
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = SERVER_EMAIL = f"crm@{urlsplit(PUBLIC_BASE_URL).hostname}"

TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("el", "Ελληνικά"), ("de", "Deutsch"), ("fr", "Français"), ("es", "Español")]
LANGUAGE_COOKIE_NAME = "portal-language"
LOCALE_PATHS = [BASE_DIR / "contacts" / "portal" / "locale"]
FORMAT_MODULE_PATH = "contacts.portal.formats"
LOGGING = logging_settings(readable=DEBUG)

CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

# --- Programming interface ------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "contacts.api.schema.describing.Describing",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "UNAUTHENTICATED_USER": None,
    "SCHEMA_COERCE_PATH_PK": False,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Contact CRM",
    "DESCRIPTION": "Contacts of this installation. Send an API key as `Authorization: Bearer <key>`.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "TAGS": [
        {"name": name}
        for name in ("contacts", "history", "zones", "communications", "files", "photos", "imports", "api-keys")
    ],
    "POSTPROCESSING_HOOKS": ["contacts.api.schema.components.add_components"],
}

# --- Background work: the job rows are the truth, Celery carries them out -------------------------

BROKER_VISIBILITY = {"visibility_timeout": 120, "unacked_restore_interval": 10}
CELERY_BROKER_URL = REDIS_URL or "memory://localhost/"
CELERY_BROKER_TRANSPORT_OPTIONS = BROKER_VISIBILITY if REDIS_URL else {"polling_interval": 0.01}
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = BROKER_VISIBILITY
CELERY_VISIBILITY_TIMEOUT = 120
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
# In memory a worker only looks every 10 ms, and nobody else could take what it fetched.
CELERY_WORKER_PREFETCH_MULTIPLIER = 1 if REDIS_URL else 16
CELERY_WORKER_POOL = "threads"
CELERY_WORKER_CONCURRENCY = 4
CELERY_DB_REUSE_MAX = 1_000_000  # tasks check their connection themselves; reopening costs 5 ms each
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_TIMEZONE = "UTC"
BACKGROUND_LEASE = timedelta(seconds=60)
"""How long a silent worker keeps a job; a living worker renews three times in that span."""
BACKGROUND_POLL = timedelta(milliseconds=100)
"""How often an idle drainer looks at the table when nothing wakes it."""
OUTBOX_TIME_SCALE = 1.0  # what its back-off and the probes of a broken line are multiplied with; less in rehearsals

# Telephone numbers typed without a country are read in this one (ISO 3166-1 alpha-2); none leaves them as typed.
DEFAULT_COUNTRY = env.read_country(os.environ, "DEFAULT_COUNTRY")
CALL_LOG_WAIT: float | None = 1.0
"""Seconds that a process gathers calls of dialects before it logs them together; None logs nothing by itself."""
