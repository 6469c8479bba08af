"""Every setting of Waymark, from the environment, read once.

README.md holds the table of all variables; mode and secrets stand in
secret_settings.py, the desk's own in desk_settings.py. Importing this module starts
nothing; in the modes demo and test it makes missing secrets in the var folder.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from config.desk_settings import *
from config.env import beside, database_from_url, env
from config.secret_settings import *

# --- Database and cache -----------------------------------------------------
DATABASE_URL = env.text("DATABASE_URL")
SHRED_DATABASE_URL = env.text("WAYMARK_SHRED_DATABASE_URL")
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **database_from_url(DATABASE_URL or "postgresql:///"),
        "CONN_MAX_AGE": env.integer("WAYMARK_CONNECTION_SECONDS", 600),
        "CONN_HEALTH_CHECKS": True,
    },
    # Deleting a row here makes a case unreadable. In production a cluster of its own.
    "shred": {
        **database_from_url(SHRED_DATABASE_URL or beside(DATABASE_URL)),
        "CONN_MAX_AGE": env.integer("WAYMARK_CONNECTION_SECONDS", 600),
        "CONN_HEALTH_CHECKS": True,
    },
}
DATABASE_ROUTERS = ["evacuation.shred.routing.ShredRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Shared by all workers: used one-time codes and rate limits must not be per process.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entry",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- Applications -----------------------------------------------------------
INSTALLED_APPS = [
    "config.apps.HouseConfig",
    "directory.apps.DirectoryConfig",
    "evacuation.apps.EvacuationConfig",
    "evacuation.shred.apps.ShredConfig",
    "api.apps.ApiConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_tasks",
    "django_tasks_db",
    "csp",
]
# The classes named in config.middleware let /api/ and /hsds/ pass untouched.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.middleware.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.PageCSPMiddleware",
    "config.middleware.PageEncodingMiddleware",
    "config.middleware.PageSessionMiddleware",
    "config.middleware.PageLocaleMiddleware",
    "config.middleware.PageCommonMiddleware",
    "config.middleware.PageCsrfMiddleware",
    "config.middleware.PageAuthenticationMiddleware",
    # Before anything asks who it is: a member without their cookie is nobody.
    "evacuation.device.DeviceMiddleware",
    "config.middleware.PageMessageMiddleware",
    "config.second_factor.SecondFactorMiddleware",
    # allauth insists on its own name here; it costs the API about a microsecond.
    "allauth.account.middleware.AccountMiddleware",
    # Behind allauth's, so that it hears of exceptions first.
    "config.second_factor.ReauthenticationMiddleware",
]
# It looks for the stock name alone; ours is a subclass, and tests post without a token.
SILENCED_SYSTEM_CHECKS = ["security.W003"]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "config.context.site",
                "evacuation.views.guarding.bar",
                "evacuation.views.asking.menu",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")

# --- Languages and time -----------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ru", "Русский"), ("uk", "Українська")]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- Static files -----------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("WAYMARK_STATIC_ROOT") or WAYMARK_VAR / "static")
STATICFILES_DIRS = [BASE_DIR / "config" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if WAYMARK_MODE == "test"
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = WAYMARK_MODE == "test"

# --- The wire ---------------------------------------------------------------
ALLOWED_HOSTS = env.words(
    "WAYMARK_ALLOWED_HOSTS",
    "" if PRODUCTION else "localhost 127.0.0.1 [::1] testserver",
)
CSRF_TRUSTED_ORIGINS = env.words("WAYMARK_TRUSTED_ORIGINS")
BEHIND_TLS_PROXY = env.boolean("WAYMARK_BEHIND_TLS_PROXY", PRODUCTION)
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS_PROXY else None
)
SECURE_SSL_REDIRECT = BEHIND_TLS_PROXY
# The proxy and the service manager ask for health from inside, over plain HTTP.
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = env.integer(
    "WAYMARK_HSTS_SECONDS", 63_072_000 if PRODUCTION else 0
)
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_CONTENT_TYPE_NOSNIFF = True
# Not no-referrer: browsers would send `Origin: null` with our own forms, and
# Django would refuse them.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
# Browsers take Secure cookies from http://127.0.0.1, so one rule serves all modes.
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * env.integer("WAYMARK_SESSION_HOURS", 13, at_least=1)
# Members' keys lock when nothing is done, and after a long shift whatever is done.
WAYMARK_IDLE_MINUTES = env.integer("WAYMARK_IDLE_MINUTES", 15, at_least=1)
WAYMARK_DESK_HOURS = env.integer("WAYMARK_DESK_HOURS", 13, at_least=1)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "evacuation.views.guarding.csrf_refused"
LANGUAGE_COOKIE_NAME = "__Host-language"
LANGUAGE_COOKIE_SECURE = True
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
# Form bodies stay in memory: what a person writes must not reach the disk in clear.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024 * env.integer("WAYMARK_UPLOAD_MEGABYTES", 20)

# --- Signing in -------------------------------------------------------------
AUTH_USER_MODEL = "auth.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = (
    # Cheap, and only where no secret is kept: check waymark.E008 refuses it elsewhere.
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if WAYMARK_MODE == "test"
    else ["django.contrib.auth.hashers.Argon2PasswordHasher"]
)
_RULES = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"{_RULES}.MinimumLengthValidator", "OPTIONS": {"min_length": 14}},
    {"NAME": f"{_RULES}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_RULES}.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "directory:start"
ACCOUNT_ADAPTER = "config.accounts.AccountAdapter"
# Keys that lie under people's passwords open and move with them.
WAYMARK_KEY_KEEPER = "evacuation.signing_in"
ACCOUNT_FORMS = {"change_password": "config.password_forms.PasswordChangeForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_PREVENT_ENUMERATION = True
# The proxy in front is the one that may say whose request it passes on.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_TLS_PROXY else 0
MFA_ADAPTER = "config.accounts.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_RECOVERY_CODES_SHOW_ONCE = True
# No address is ever mailed, so an unverified one must not stop the second factor.
MFA_ALLOW_UNVERIFIED_EMAIL = True
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

# --- Waymark ----------------------------------------------------------------
WAYMARK_SITE_NAME = env.text("WAYMARK_SITE_NAME", "Waymark")
MFA_TOTP_ISSUER = WAYMARK_SITE_NAME
WAYMARK_EXIT_URL = env.text("WAYMARK_EXIT_URL", "https://www.wikipedia.org/")
WAYMARK_AUTHORITIES = ["directory.authority", "evacuation.authority", "api.authority"]
# Who keeps people's roles: the people page asks each (directory/roles.py).
WAYMARK_ROLE_KEEPERS = ["directory.profiles", "evacuation.profiles"]
WAYMARK_CEILING_COUNTRIES = env.words("WAYMARK_CEILING_COUNTRIES", "BY RU TJ TM UZ AZ")
# Registers that may stand in for consent; their names hold commas and blanks.
WAYMARK_PUBLIC_REGISTERS = [
    name.strip()
    for name in env.text(
        "WAYMARK_PUBLIC_REGISTERS",
        "Legal Aid Agency, directory of providers (England and Wales)",
    ).split(";")
    if name.strip()
]
# Where the bar is under pressure a check holds 90 days at most.
WAYMARK_PRESSURED_BARS = env.words("WAYMARK_PRESSURED_BARS", "BY RU TJ AZ")
WAYMARK_GAZETTEER_COUNTRIES = env.words(
    "WAYMARK_GAZETTEER_COUNTRIES",
    "AM AZ BY GE KZ KG MD RU TJ TM UA UZ "
    "EE LV LT PL RO HU SK BG MK RS ME BA AL XK TR MN GB",
)
# Functions that may refuse every reveal, by dotted path: a lock down does.
WAYMARK_REVEAL_GUARDS = ["evacuation.services.lockdown.require_open"]
WAYMARK_REVEALS_PER_DAY = env.integer("WAYMARK_REVEALS_PER_DAY", 5)
WAYMARK_REVEALS_PER_MONTH = env.integer("WAYMARK_REVEALS_PER_MONTH", 15)
# How many entries one person's reports hide in a day before a second one is asked.
WAYMARK_SUSPENSIONS_PER_DAY = env.integer("WAYMARK_SUSPENSIONS_PER_DAY", 3)
WAYMARK_ACCESS_MONTHS = env.integer("WAYMARK_ACCESS_MONTHS", 6, at_least=1)
WAYMARK_INVITATION_HOURS = env.integer("WAYMARK_INVITATION_HOURS", 48, at_least=1)
WAYMARK_SEARCH_SEAL_MINUTES = env.integer("WAYMARK_SEARCH_SEAL_MINUTES", 60, at_least=1)
WAYMARK_GRACE_DAYS = env.integer("WAYMARK_GRACE_DAYS", 30)
# How many proxies in front are ours, and whether an address may be counted at all:
# not on an onion service, where every visitor has the same.
WAYMARK_TRUSTED_PROXIES = env.integer(
    "WAYMARK_TRUSTED_PROXIES", 1 if BEHIND_TLS_PROXY else 0
)
WAYMARK_CLIENT_ADDRESSES = env.boolean("WAYMARK_CLIENT_ADDRESSES", True)
# Functions that the worker calls every 30 seconds, by dotted path.
WAYMARK_TICKS = [
    # First: what wakes people waits for no housekeeping.
    "evacuation.services.notices.keep_watch",
    "evacuation.services.keeping.tell_of_missing_holders",
    "evacuation.services.alarms.note_what_is_unheard",
    "directory.services.expiry.drop_expired_listings",
    "directory.services.importing.jobs.forget_old_imports",
    "evacuation.services.sessions.forget_old_sessions",
    "evacuation.services.tokens.forget_old_tokens",
    "api.throttling.forget_old_counts",
    "evacuation.networks.forget_networks",
    "evacuation.services.leaving.forget_spent_forms",
    "evacuation.replays.forget_replays",
    "evacuation.services.forgetting.forget_due_cases",
    "evacuation.services.expiry.forget_what_is_due",
    "evacuation.services.auditing.sign_daily_head",
    "evacuation.services.sweeping.sweep_shred_rows",
    "evacuation.services.facts.shuffle_facts",
]
WAYMARK_TICK_SECONDS = 30
# What /healthz asks besides the house's own parts: a name, and a function's path.
WAYMARK_HEALTH = {"alerts": "evacuation.services.alarms.alerts_are_heard"}
# Asked every tick while /healthz is green; a service that misses it tells people.
WAYMARK_DEAD_MAN_URL = env.web_address("WAYMARK_DEAD_MAN_URL")
# What `serve` loads first: a command, and the model that is empty until it has run.
WAYMARK_FIRST_DATA = [("load_places", "directory.Place")]
if WAYMARK_MODE == "demo":
    WAYMARK_FIRST_DATA += [
        ("load_demo", "api.PartnerApp"),
        ("found_demo_desk", "evacuation.SignedDocument"),
        ("load_countries", "evacuation.CountryRule"),
        ("load_demo_cases", "evacuation.Case"),
    ]
WAYMARK_HEARTBEAT_SECONDS = 120

# --- API --------------------------------------------------------------------
WAYMARK_THROTTLE_PARTNER = env.text("WAYMARK_THROTTLE_PARTNER", "600/minute")
WAYMARK_THROTTLE_ANONYMOUS = env.text("WAYMARK_THROTTLE_ANONYMOUS", "30/minute")
REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "api.problems.handle",
    "URL_FORMAT_OVERRIDE": None,
    # Whose word on the client's address counts; a client's own never does.
    "NUM_PROXIES": 1 if BEHIND_TLS_PROXY else 0,
    "UNAUTHENTICATED_USER": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": f"{WAYMARK_SITE_NAME} API",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "ProviderKind": "directory.models.choices.ProviderKind",
        "ChannelKind": "directory.models.choices.ChannelKind",
        "FriendlyTo": "directory.models.choices.FriendlyTo",
        "ServiceLevel": "directory.models.choices.ServiceLevel",
        "ContactVia": "evacuation.answers.ContactVia",
        "PathwayKind": "evacuation.workflow.movement.contexts.PathwayKind.choices",
        "PathwayStatus": "evacuation.workflow.movement.contexts.PathwayStatus.choices",
        "Focal": "evacuation.services.journeys.focals.Focal.choices",
        "Known": "evacuation.workflow.movement.papers.Known.choices",
        "Obstacle": "evacuation.workflow.movement.findings.Obstacle.choices",
        "Told": "evacuation.journeys.told.Told.choices",
        "ToWhom": "evacuation.journeys.told.ToWhom.choices",
        "ArrivedWith": "evacuation.journeys.reception.Company.choices",
        "FirstDay": "evacuation.journeys.reception.Item.choices",
        "Vouched": "evacuation.workflow.verification.Vouched.choices",
        "CheckInHeard": "evacuation.workflow.movement.check_ins.Heard.choices",
        "Wish": "evacuation.services.wishes.Wish.choices",
        "CompanyThere": "evacuation.workflow.followed.Company.choices",
        "HouseNeed": "evacuation.workflow.movement.houses.Need.choices",
        "RightToStay": "evacuation.workflow.followed.Papers.choices",
        "ReturnPapers": "evacuation.workflow.movement.returning.Papers.choices",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    # The shared validator of swagger.io would be asked otherwise.
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None},
}

# --- Background work --------------------------------------------------------
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- Logs -------------------------------------------------------------------
# No bodies, no query strings, no client addresses: config.logs takes them out.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "config.logs.PlainFormatter"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain"},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django.server": {"handlers": ["console"], "propagate": False},
    },
}
