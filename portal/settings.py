"""All settings, from the environment (see .env.example). Each secret may also come from a file: NAME_FILE."""

import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from celery.schedules import crontab, schedule
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from portal import addresses, keys

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()

# --- Where we are -----------------------------------------------------------------------------

DEMO = env.bool("DEMO", default=False)
SITE_URL = addresses.site_url(env.str("SITE_URL", default=""), demo=DEMO)
LOCAL_DIR = Path(env.str("LOCAL_DIR", default=str(BASE_DIR / ".local")))
DEBUG = False
ALLOWED_HOSTS = (
    ["localhost", "127.0.0.1", "[::1]"]
    if DEMO
    else addresses.hosts(env.list("ALLOWED_HOSTS", default=[urlsplit(SITE_URL).hostname]))
)
# How many proxies of ours stand before the web process: so many entries of X-Forwarded-For,
# counted from the right, are believed.
TRUSTED_PROXIES = addresses.trusted_proxies(env.str("TRUSTED_PROXIES", default="0"))

SECRET_KEY = keys.secret_key(env.str("SECRET_KEY", default="").strip())
# "1:<32 bytes in hex>,2:…": delegation and access codes are stored under the last one named.
CODE_KEYS = keys.code_keys(env.list("CODE_KEYS", default=[]))
# Fernet keys, newest first: what a notice must carry in secret lies under the first.
NOTICE_KEYS = keys.notice_keys(env.list("NOTICE_KEYS", default=[]))

# --- The parts --------------------------------------------------------------------------------

INSTALLED_APPS = [
    "accounts.admin_config.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "audit",
    "limiter",
    "notifications",
    "accounts",
    "cases",
    "collateral",
    "shop",
    "support",
    "training",
    "delegation",
    "accesscodes",
    "casework",
    "portal",  # last: its post_migrate comes when all permissions exist
]

MIDDLEWARE = [
    "portal.middleware.request_context",
    "portal.request_log.request_log",
    # Headers before whatever may answer by itself: every status has them, static files too.
    "portal.middleware.response_headers",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "portal.middleware.readable_requests",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.request_log.known_user",
    "accounts.middleware.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.session_limits",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.middleware.SecondFactor",
    "accounts.middleware.slow_down",
    "portal.middleware.ErrorPages",
    "accounts.refusal_trail.RefusalsOnRecord",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context_processors.site",
                "accounts.context_processors.session",
            ],
        },
    }
]

# --- Database: PostgreSQL, always ---------------------------------------------------------------

_web = env.db_url_config(addresses.database_url(env.str("DATABASE_URL", default=""), demo=DEMO))
# The role that owns the tables, for the commands that make them. It grants the web's role its rights.
_owner_address = env.str("MIGRATE_DATABASE_URL", default="")
_owner = _owner_address and env.db_url_config(
    addresses.database_url(_owner_address, demo=DEMO, name="MIGRATE_DATABASE_URL")
)
WEB_ROLE = _web if _owner else None
_as_owner = _owner and sys.argv[1:2] in (["migrate"], ["grant_web_role"])
_database = {
    **(_owner if _as_owner else _web),
    "CONN_MAX_AGE": None,
    "CONN_HEALTH_CHECKS": True,
}
# A server that takes the connection and says nothing is one that is away; the address may say otherwise.
_database["OPTIONS"] = {"connect_timeout": 5, **_database.get("OPTIONS", {})}
DATABASES = {
    "default": _database,
    # The same database on a connection of its own, whose writes a request's rollback cannot undo:
    # for the limiter and allauth's cache.
    "autocommit": {**_database, "TEST": {"MIRROR": "default"}},
}
DATABASE_ROUTERS = ["portal.routers.CacheRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Jobs -----------------------------------------------------------------------------------------

CELERY_BROKER_URL = addresses.broker_url(env.str("BROKER_URL", default=""), demo=DEMO)
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker as long as it takes
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 1,
    "socket_connect_timeout": 1,
    "visibility_timeout": 600,
    # Without these a refused connection is tried again after two seconds, by whoever serves a page.
    "max_retries": 0,
    "interval_start": 0,
}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 0}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_DB_REUSE_MAX = (
    1000  # else each task opens a connection, at five times its cost in PostgreSQL
)
CELERY_BEAT_SCHEDULE = {
    # A sweep that waited longer than till the next one is not needed any more.
    "sweep-outbox": {
        "task": "notifications.tasks.sweep_outbox",
        "schedule": schedule(15.0),
        "options": {"expires": 15},
    },
    "seal-events": {
        "task": "audit.tasks.seal_events",
        "schedule": schedule(60.0),
        "options": {"expires": 60},
    },
    "forget-old-attempts": {
        "task": "limiter.tasks.forget_old_attempts",
        "schedule": schedule(3600.0),
        "options": {"expires": 3600},
    },
    "clear-sessions": {
        "task": "portal.tasks.clear_sessions",
        "schedule": crontab(hour=3, minute=0),
    },
    # Early in the day in California: who is reminded reads it over the day.
    "look-after-certifications": {
        "task": "accounts.tasks.look_after_certifications",
        "schedule": crontab(hour=5, minute=0),
    },
    "sweep-bulk-jobs": {
        "task": "accounts.tasks.sweep_bulk_jobs",
        "schedule": schedule(30.0),
        "options": {"expires": 30},
    },
    "delete-old-bulk-jobs": {
        "task": "accounts.tasks.delete_old_bulk_jobs",
        "schedule": crontab(hour=3, minute=40),
    },
    "clear-cache": {
        "task": "portal.tasks.clear_cache",
        "schedule": schedule(3600.0),
        "options": {"expires": 3600},
    },
    "erase-ended-codes": {
        "task": "delegation.tasks.erase_ended_codes",
        "schedule": crontab(hour=3, minute=10),
    },
    "erase-ended-access-codes": {
        "task": "accesscodes.tasks.erase_ended_codes",
        "schedule": crontab(hour=3, minute=15),
    },
    "sweep-screenshots": {
        "task": "support.tasks.sweep_screenshots",
        "schedule": schedule(60.0),
        "options": {"expires": 60},
    },
    "delete-old-reports": {
        "task": "support.tasks.delete_old_reports",
        "schedule": crontab(hour=3, minute=40),
    },
    "delete-stray-files": {
        "task": "portal.tasks.delete_stray_files",
        "schedule": crontab(hour=3, minute=30),
    },
    # Files that a scanner did not see, or a worker did not open, when they came.
    "sweep-document-files": {
        "task": "casework.tasks.sweep_files",
        "schedule": schedule(20.0),
        "options": {"expires": 20},
    },
    # Hourly over the day: a run that was missed is made up for, and nobody is told twice.
    "remind-of-case-renewals": {
        "task": "casework.tasks.remind_of_renewals",
        "schedule": crontab(hour="7-18", minute=25),
    },
    "delete-stray-document-files": {
        "task": "casework.tasks.delete_stray_files",
        "schedule": crontab(hour=3, minute=35),
    },
    "delete-old-shop-checks": {
        "task": "shop.tasks.delete_old_checks",
        "schedule": crontab(hour=3, minute=50),
    },
    "remind-of-training": {
        "task": "training.tasks.remind",
        "schedule": crontab(hour=9, minute=0),
    },
    "end-unused-accounts": {
        "task": "accounts.tasks.end_unused_accounts",
        "schedule": crontab(hour=3, minute=40),
    },
    "delete-old-sign-ups": {
        "task": "accounts.tasks.delete_old_sign_ups",
        "schedule": schedule(3600.0),
        "options": {"expires": 3600},
    },
    "look-after-delegations": {
        "task": "delegation.tasks.look_after_delegations",
        "schedule": schedule(3600.0),
        "options": {"expires": 3600},
    },
    "tell-of-delegations": {
        "task": "delegation.tasks.tell_of_delegations",
        "schedule": schedule(60.0),
        "options": {"expires": 60},
    },
    "delete-old-delegations": {
        "task": "delegation.tasks.delete_old_delegations",
        "schedule": crontab(hour=4, minute=10),
    },
    "delete-old-drafts": {
        "task": "delegation.tasks.delete_old_drafts",
        "schedule": crontab(hour=3, minute=20),
    },
}
CELERY_BEAT_SCHEDULE_FILENAME = str(LOCAL_DIR / "celerybeat-schedule")

# --- People and sign-in ------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.PortalBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
PASSWORD_MIN_LENGTH = 15
PASSWORD_MAX_LENGTH = 256
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "accounts.passwords.LengthValidator",
        "OPTIONS": {"at_least": PASSWORD_MIN_LENGTH, "at_most": PASSWORD_MAX_LENGTH},
    },
    {"NAME": "accounts.passwords.OwnWordsValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:dashboard"
LOGOUT_REDIRECT_URL = "portal:home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "signup": "accounts.forms.SignUpForm",
    "add_email": "accounts.own_forms.ChangeEmailForm",
    "change_password": "accounts.own_forms.ChangePasswordForm",
    "set_password": "accounts.own_forms.SetPasswordForm",
    "reset_password": "accounts.own_forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.own_forms.ResetPasswordKeyForm",
    "confirm_password_reset_code": "accounts.own_forms.ConfirmPasswordResetCodeForm",
    "confirm_email_verification_code": "accounts.own_forms.ConfirmEmailCodeForm",
    "reauthenticate": "accounts.own_forms.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
# Mail takes its time: both codes are good for a quarter of an hour, as their mails say.
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = int(timedelta(minutes=5).total_seconds())
PASSWORD_RESET_TIMEOUT = int(timedelta(days=3).total_seconds())  # of an invitation’s link
# Wrong passwords and codes, and mails that visitors ask for, are counted by our own limiter, exactly
# (accounts.limits); mails to who has signed in, or is about to, by allauth.
# A button sends the code again: not to be refused at once, nor to fill anybody's mailbox.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": None,
    "confirm_email": "5/15m/key,20/d/key",
    "reset_password": "20/m/ip",
}
MFA_ADAPTER = "accounts.adapter.MFAAdapter"
MFA_FORMS = {
    "authenticate": "accounts.factor_forms.AuthenticateForm",
    "authenticate_webauthn": "accounts.factor_forms.AuthenticatePasskeyForm",
    "reauthenticate": "accounts.factor_forms.ReauthenticateForm",
    "reauthenticate_webauthn": "accounts.factor_forms.ReauthenticatePasskeyForm",
    "login_webauthn": "accounts.factor_forms.SignInPasskeyForm",
    "activate_totp": "accounts.factor_forms.ActivateTOTPForm",
    "add_webauthn": "accounts.factor_forms.AddPasskeyForm",
    "edit_webauthn": "accounts.factor_forms.EditPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
MFA_TOTP_ISSUER = "Assister Portal"
MFA_TOTP_TOLERANCE = 1
USERSESSIONS_ADAPTER = "accounts.adapter.SessionsAdapter"
USERSESSIONS_TRACK_ACTIVITY = False
# Staff and assisters see nothing personal before they have a second factor; the demo only offers it.
REQUIRE_MFA = env.bool("REQUIRE_MFA", default=not DEMO)
SIGN_IN_FAILURES_PER_ACCOUNT_AND_ADDRESS = 5
SIGN_IN_FAILURES_PER_ADDRESS = 20

IDLE_LIMIT = timedelta(minutes=env.int("IDLE_MINUTES", default=15))
IDLE_LIMIT_CONSUMER = timedelta(minutes=env.int("IDLE_MINUTES_CONSUMER", default=30))
IDLE_WARNING = timedelta(seconds=150)
SESSION_LIMIT = timedelta(hours=env.int("SESSION_HOURS", default=12))
SESSION_LIMIT_STAFF = timedelta(hours=env.int("SESSION_HOURS_STAFF", default=8))

# Nobody signed in for so long: switched off, after a warning so long before. 15 months for consumers.
UNUSED_LIMIT = timedelta(days=env.int("UNUSED_DAYS", default=60))
UNUSED_LIMIT_CONSUMER = timedelta(days=env.int("UNUSED_DAYS_CONSUMER", default=456))
UNUSED_WARNING = timedelta(days=7)

CACHES = {
    # Shared by all processes: allauth counts in it.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
        # What is over is deleted each hour. At Django's 300, anybody could push others' counts out.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

SESSION_ENGINE = "portal.sessions"
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEMO
SESSION_COOKIE_NAME = "sessionid" if DEMO else "__Host-sessionid"
CSRF_COOKIE_NAME = "csrftoken" if DEMO else "__Host-csrftoken"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "accounts.views.csrf_failure"
CSRF_TRUSTED_ORIGINS = [] if DEMO else [SITE_URL]

# --- The web ---------------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = not DEMO
# Machines ask for health without TLS, from inside.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 0 if DEMO else int(timedelta(days=730).total_seconds())
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEMO
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# What people upload lies here, outside of everything that is served. Web and worker share the folder.
UPLOAD_DIR = Path(env.str("UPLOAD_DIR", default=str(LOCAL_DIR / "uploads")))
UPLOAD_MAX_BYTES = 10 * 1024**2
# Rosters and other long work: at most so many rows, kept so long after the end.
BULK_MAX_ROWS = env.int("BULK_MAX_ROWS", default=50_000)
BULK_JOB_KEEP = timedelta(days=env.int("BULK_JOB_KEEP_DAYS", default=30))
UPLOAD_MAX_PIXELS = 40_000_000
UPLOAD_MAX_REQUEST = 25 * 1024**2
# So long a file may take to be opened and written anew; what takes longer is refused.
UPLOAD_OPENING = timedelta(seconds=60)
# Documents: so many files at once, so many bytes of a case in all, so many sendings of one person an hour.
DOCUMENT_MAX_FILES = 10
CASE_MAX_BYTES = env.int("CASE_MAX_MEGABYTES", default=200) * 1024**2
DOCUMENTS_PER_ACCOUNT = env.int("DOCUMENTS_PER_ACCOUNT", default=60)
DOCUMENT_MAX_REQUEST = DOCUMENT_MAX_FILES * UPLOAD_MAX_BYTES + 1024**2
# What the case desk asks for is due after so many days, unless it says another date.
DOCUMENT_DUE = timedelta(days=env.int("DOCUMENT_DUE_DAYS", default=90))
# So many questions of a case may wait for an answer at once; one person asks so many an hour.
CASE_MAX_QUESTIONS = env.int("CASE_MAX_QUESTIONS", default=20)
QUESTIONS_PER_ACCOUNT = env.int("QUESTIONS_PER_ACCOUNT", default=60)
# So many days before a case's renewal is due its people are reminded, once each.
CASE_RENEWAL_REMINDERS = env.list("CASE_RENEWAL_REMINDERS", cast=int, default=[60, 30, 7])
FILE_UPLOAD_HANDLERS = [
    "portal.uploads.RequestLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# clamav:3310. Without a scanner, being opened and written anew is what a file must pass.
CLAMD_ADDRESS = env.str("CLAMD_ADDRESS", default="")
CLAMD_TIMEOUT = 20

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(LOCAL_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    # What people upload. Another machine's: UPLOAD_STORAGE names its class, UPLOAD_STORAGE_OPTIONS (JSON)
    # what it is told; web and workers must agree.
    "uploads": {
        "BACKEND": env.str("UPLOAD_STORAGE", default="portal.shelves.OwnDisk"),
        "OPTIONS": env.json("UPLOAD_STORAGE_OPTIONS", default={}),
    },
}
WHITENOISE_MAX_AGE = 60
CRISPY_ALLOWED_TEMPLATE_PACKS = "uswds"
CRISPY_TEMPLATE_PACK = "uswds"

# --- Words, time --------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-us"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "language" if DEMO else "__Host-language"
LANGUAGE_COOKIE_AGE = int(timedelta(days=365).total_seconds())
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = not DEMO
LANGUAGE_COOKIE_HTTPONLY = True
USE_I18N = True
USE_TZ = True
TIME_ZONE = "America/Los_Angeles"
FORMAT_MODULE_PATH = ["portal.formats"]

# --- Mail ------------------------------------------------------------------------------------------------

MAIL_DIR = LOCAL_DIR / "mail"
if DEMO:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(MAIL_DIR)
else:
    globals().update(env.email_url_config(addresses.mail_url(env.str("EMAIL_URL", default=""))))
EMAIL_TIMEOUT = 20
# After so many tries, 1, 2, 4, … minutes apart, a notice is given up: ten reach over one night.
OUTBOX_TRIES = env.int("OUTBOX_TRIES", default=10)
# So long a message to a worker is believed to be under way; so many rows one sweep takes.
OUTBOX_CLAIM = timedelta(seconds=env.int("OUTBOX_CLAIM_SECONDS", default=30))
OUTBOX_SWEEP = env.int("OUTBOX_SWEEP", default=500)
# After a broker that did not answer, a process leaves it alone for this long.
BROKER_QUIET = timedelta(seconds=env.int("BROKER_QUIET_SECONDS", default=30))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Assister Portal <no-reply@localhost>")

# --- The numbers of the field (each a default that the environment may replace) -----------------------------

HELP_LINE_NUMBER = env.str("HELP_LINE_NUMBER", default="855-324-3147")
DELEGATION_CODE_LIFETIME = timedelta(days=env.int("DELEGATION_CODE_DAYS", default=30))
# An ended code's digest is kept so long, to say "used on …"; then it is erased.
ENDED_CODE_DAYS = env.int("ENDED_CODE_DAYS", default=90)
ACTIVATION_DRAFT_LIFETIME = timedelta(days=env.int("ACTIVATION_DRAFT_DAYS", default=30))

# A request to an assister who reviews requests lasts so long; who may answer is warned so long before.
DELEGATION_REQUEST_LIFETIME = timedelta(days=env.int("DELEGATION_REQUEST_DAYS", default=21))
DELEGATION_REQUEST_WARNING = timedelta(days=env.int("DELEGATION_REQUEST_WARNING_DAYS", default=5))
# So long before its year is over the consumer is asked to sign again.
DELEGATION_RENEWAL_OPENS = timedelta(days=env.int("DELEGATION_RENEWAL_DAYS", default=30))
# An assister gets one mail of all that is new, at most so often.
DELEGATION_DIGEST = timedelta(minutes=env.int("DELEGATION_DIGEST_MINUTES", default=60))
# So long after its end a delegation is kept, with its consent: 10 years for agents, 6 for counselors.
DELEGATION_KEEP = timedelta(days=env.int("DELEGATION_KEEP_DAYS", default=3653))

ACCESS_CODE_LIFETIME = timedelta(hours=env.int("ACCESS_CODE_HOURS", default=24))
# More than that, and the supervisors are told.
ACCESS_CODES_PER_HOUR = env.int("ACCESS_CODES_PER_HOUR", default=30)
# After three failed checks of identity nobody checks again for so long, unless a supervisor lets them.
IDENTITY_FAILURES = 3
IDENTITY_HOLD = timedelta(hours=env.int("IDENTITY_HOLD_HOURS", default=24))
# A certification lasts so long; after it is due there is a time of grace; renewing opens before it is due.
CERTIFICATION_LIFETIME = timedelta(days=env.int("CERTIFICATION_DAYS", default=365))
CERTIFICATION_GRACE = timedelta(days=env.int("CERTIFICATION_GRACE_DAYS", default=30))
RENEWAL_OPENS = timedelta(days=env.int("RENEWAL_OPENS_DAYS", default=90))
# So many days before it is due the assister is reminded, once each.
RENEWAL_REMINDERS = env.list("RENEWAL_REMINDERS", cast=int, default=[60, 30, 7])
# Where the fulfilment vendor of outreach materials sells what the portal does not stock.
FULFILMENT_SHOP_URL = env.str(
    "FULFILMENT_SHOP_URL", default="https://360.kpcorp.com/coveredca/Login.aspx"
)

# SHOP, for small businesses: whom they call; checks and requests for quotes from one address within an
# hour, checks by one account within a day; how long a check that nobody asked about is kept.
SHOP_SALES_NUMBER = env.str("SHOP_SALES_NUMBER", default="(844) 332-8384")
SHOP_CHECKS_PER_ADDRESS = env.int("SHOP_CHECKS_PER_ADDRESS", default=60)
SHOP_CHECKS_PER_ACCOUNT = env.int("SHOP_CHECKS_PER_ACCOUNT", default=200)
SHOP_QUOTES_PER_ADDRESS = env.int("SHOP_QUOTES_PER_ADDRESS", default=5)
SHOP_CHECK_DAYS = env.int("SHOP_CHECK_DAYS", default=400)

# Problem reports: from one address within an hour, by one account within a day.
REPORTS_PER_ADDRESS = env.int("REPORTS_PER_ADDRESS", default=10)
REPORTS_PER_ACCOUNT = env.int("REPORTS_PER_ACCOUNT", default=20)
# A closed one is kept so long, with what was said and its screenshot; then all of it is deleted.
CLOSED_REPORT_KEPT = timedelta(days=env.int("CLOSED_REPORT_DAYS", default=365))

# What staff say on some pages (known issues, job aids) is read by each process once in so many seconds.
PAGE_NOTES_SECONDS = env.int("PAGE_NOTES_SECONDS", default=5)
# So many days after their account became active, or after their last step, assisters are reminded of
# a course that they have not completed. Once.
TRAINING_REMINDER_DAYS = env.int("TRAINING_REMINDER_DAYS", default=14)

# --- Logs -----------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "portal.logs.JsonFormatter"},
        "short": {"()": "portal.logs.ShortFormatter"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "short" if DEMO else "json",
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # Django's own handlers would write tracebacks to standard error, or mail them.
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        # What was refused has its line already, by portal.request.
        "django.request": {"level": "WARNING" if DEMO else "ERROR"},
        # Who sits before the demo looks at the pages, not at a line for each.
        "portal.request": {"level": "WARNING" if DEMO else "INFO"},
        "audit.sealing": {"level": "WARNING" if DEMO else "INFO"},
    },
}

# --- Being watched ------------------------------------------------------------------------------------------

# Who may read /readyz and /metrics: networks of our own.
MACHINES_ALLOWED = addresses.networks(
    env.list("MACHINES_ALLOWED", default=["127.0.0.0/8", "::1/128"])
)
# Where the processes of one machine share what they count.
METRICS_DIR = Path(env.str("METRICS_DIR", default=str(LOCAL_DIR / "metrics")))
# After so long without a try, a due notice makes /readyz say that nobody works it off.
OUTBOX_LATE = timedelta(minutes=env.int("OUTBOX_LATE_MINUTES", default=15))
