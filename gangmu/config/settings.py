"""Settings, all from the environment; without any the system runs on one SQLite file below `data/`.

| variable        | meaning                                                         | default                    |
| DATABASE_URL    | postgres://… or sqlite:///…                                     | SQLite in GANGMU_DATA      |
| GANGMU_DATA     | folder of database, uploaded files, secret key                  | data/ beside the package   |
| GANGMU_HOSTS    | comma-separated host names the server answers to                | localhost only             |
| GANGMU_SECRET   | secret key; otherwise made once and kept in GANGMU_DATA         |                            |
| GANGMU_HTTPS    | 1 when served over HTTPS (secure cookies, HSTS)                 | 0                          |
| GANGMU_PROXIES  | how many of our own proxies stand before the server (1 behind nginx) | 0                     |
| GANGMU_SECOND_FACTOR | who must have a second factor outside a demo: admins (the three), all, none | admins |
| GANGMU_IDLE_MINUTES | after how many idle minutes a session ends; 0: never            | 30                         |
| GANGMU_SESSIONS | how many sessions one person may have at once; 0: any number    | 5                          |
| GANGMU_PASSWORD_DAYS | after how many days a new password must be chosen; 0: never | 0                   |
| GANGMU_HASH     | hash of the audit chain for new events: sha256 or sm3           | sha256                     |
| GANGMU_CLAMD    | socket of a ClamAV that evidence is shown to: a path, or host:port | none: no virus scan      |
| GANGMU_HEAD_LOG | file, or syslog, to which the head of the audit chain is told once a day |            |
| GANGMU_OLD_SECRETS | earlier secret keys, comma-separated, after a change of the key |                    |
| GANGMU_DEBUG    | 1 shows tracebacks; never in use                                | 0                          |
"""

import os
import secrets
from contextlib import suppress
from operator import attrgetter
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from gangmu.demo import PASSWORD as DEMO_PASSWORD  # noqa: F401 -- the sign-in page of a demo shows it

PACKAGE = Path(__file__).resolve().parent.parent


def env_count(name: str, default: str = "0") -> int:
    """Read a small number."""
    value = os.environ.get(name, default)
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}")
    return int(value)


def env_choice(name: str, choices: tuple[str, ...]) -> str:
    """Read one of some words, the first when not said."""
    value = os.environ.get(name, choices[0])
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, not {value!r}")
    return value


def env_bool(name: str) -> bool:
    """Read a switch; anything but 0 and 1 is refused rather than guessed."""
    value = os.environ.get(name, "0")
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {value!r}")
    return value == "1"


def kept_secret(folder: Path) -> str:
    """The installation's own secret key, made on first use and readable by its owner only."""
    file = folder / "secret_key"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as handle:
            handle.write(secrets.token_urlsafe(50))
    return file.read_text()


os.umask(0o077)  # what is written here is nobody else's: the data folder, the database, files, backups
DATA = Path(os.environ.get("GANGMU_DATA", PACKAGE.parent / "data")).resolve()
SECRET_KEY = os.environ.get("GANGMU_SECRET") or kept_secret(DATA)
DEBUG = env_bool("GANGMU_DEBUG")
ALLOWED_HOSTS = os.environ.get("GANGMU_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
# Earlier keys still verify what they signed in the audit chain; sessions of theirs go on too.
SECRET_KEY_FALLBACKS = [key for key in os.environ.get("GANGMU_OLD_SECRETS", "").split(",") if key]
AUDIT_HASH = os.environ.get("GANGMU_HASH", "sha256")
AUDIT_HEAD_LOG = os.environ.get("GANGMU_HEAD_LOG", "")

INSTALLED_APPS = [
    "gangmu.base",
    "gangmu.org",
    "gangmu.documents",
    "gangmu.indicators",
    "gangmu.targets",
    "gangmu.progress",
    "gangmu.assessment",
    "gangmu.web",
    "gangmu.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "gangmu.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "gangmu.web.home.sessions.IdleMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "gangmu.web.middleware.UnkeptMiddleware",
    "gangmu.web.middleware.OriginMiddleware",
    "gangmu.web.trail.TrailMiddleware",
    "gangmu.web.middleware.UnreadableMiddleware",
    "gangmu.web.middleware.RefusedMiddleware",
    "gangmu.web.home.accounts.PasswordMiddleware",
    "gangmu.web.home.second_factor.SecondFactorMiddleware",
]

ROOT_URLCONF = "gangmu.config.urls"
WSGI_APPLICATION = "gangmu.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Home comes first: its account/ pages dress those of allauth.
        "DIRS": [PACKAGE / "web/home/templates", *sorted((PACKAGE / "web").glob("*/templates"))],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "gangmu.web.context.page",
            ],
        },
    }
]

DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{DATA / 'gangmu.sqlite3'}", conn_max_age=60, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "org.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "gangmu.org.passwords.Strong"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "gangmu.org.passwords.New"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:workbench"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_USER_DISPLAY = attrgetter("name")
ACCOUNT_ADAPTER = "gangmu.web.home.accounts.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
PASSWORD_DAYS = env_count("GANGMU_PASSWORD_DAYS")
# Five failures in a quarter of an hour stop a name at one address, twenty everywhere but in its known browsers (see
# web.home.attempts); an office shares one address, so that limit is wider. `login_failed` is for second-factor codes.
ACCOUNT_RATE_LIMITS = {
    "sign_in_place": "5/15m/key",
    "sign_in_anywhere": "20/15m/key",
    "sign_in_address": "30/m/ip",
    "login_failed": "5/15m/key",
    "login": "120/m/ip",
}
# Whose address a request comes from, in the audit chain and for rate limits, when proxies stand before the server.
ALLAUTH_TRUSTED_PROXY_COUNT = env_count("GANGMU_PROXIES")
SECOND_FACTOR = env_choice("GANGMU_SECOND_FACTOR", ("admins", "none", "all"))
MFA_ADAPTER = "gangmu.web.home.second_factor.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "纲目"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [PACKAGE / "web/static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = DATA / "files"
FILE_UPLOAD_TEMP_DIR = MEDIA_ROOT / "incoming"  # cleared of what was interrupted at every start
with suppress(OSError):  # a folder that cannot be written to is told by `gangmu doctor`, with more than a traceback
    FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)
FILE_UPLOAD_PERMISSIONS = 0o600
CLAMD = os.environ.get("GANGMU_CLAMD", "")
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # the monthly grid and the plan table post many cells

NINJA_PAGINATION_CLASS = "gangmu.api.requests.Pages"  # at most a thousand rows; one asks again for more

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# In the database: limits of sign-in attempts and used codes hold after a restart and on every node.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "gangmu_cache",
        "TIMEOUT": 15 * 60,
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}

HTTPS = env_bool("GANGMU_HTTPS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked by who watches over this machine, without the proxy
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_AGE = 8 * 3600
IDLE_MINUTES = env_count("GANGMU_IDLE_MINUTES", "30")
SESSIONS_PER_PERSON = env_count("GANGMU_SESSIONS", "5")
SESSION_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None  # gone with the browser window, like the session
CSRF_FAILURE_VIEW = "gangmu.web.home.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
