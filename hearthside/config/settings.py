"""The one settings file. docs/settings.md lists every variable it reads."""

import os
from pathlib import Path

from hearthside.config import env
from hearthside.errors import BadSetting

CODE = Path(__file__).resolve().parent.parent
ENVIRONMENT = env.choice("HEARTHSIDE_ENV", "demo", env.ENVIRONMENTS)
PRODUCTION = ENVIRONMENT == "production"
HOME = env.folder("HEARTHSIDE_HOME", Path("var"))
HOME.mkdir(mode=0o700, parents=True, exist_ok=True)

_secrets = env.Secrets(ENVIRONMENT)
SECRET_KEY = _secrets.secret("HEARTHSIDE_SECRET_KEY")
SECRET_KEY_FALLBACKS = env.words("HEARTHSIDE_SECRET_KEY_FALLBACKS")
PAY_CODE_KEY = _secrets.secret("HEARTHSIDE_PAY_CODE_KEY")
GUARD_KEY = _secrets.secret("HEARTHSIDE_GUARD_KEY")
SEAL_KEY = _secrets.secret("HEARTHSIDE_SEAL_KEY")
if len({SECRET_KEY, PAY_CODE_KEY, GUARD_KEY, SEAL_KEY}) < 4:
    # One that leaks must open one thing.
    raise BadSetting("two of the four secrets HEARTHSIDE_…_KEY are the same", expected="one secret a use")

DEBUG = False
ALLOWED_HOSTS = env.words("HEARTHSIDE_HOSTS", "127.0.0.1,localhost,[::1]" if not PRODUCTION else "")
if PRODUCTION and not ALLOWED_HOSTS:
    raise BadSetting("HEARTHSIDE_HOSTS must be set in production", expected="host names, with commas")
SITE_URL = env.text("HEARTHSIDE_SITE_URL", "http://127.0.0.1:8000" if not PRODUCTION else "").rstrip("/")
if PRODUCTION and not SITE_URL.startswith("https://"):
    raise BadSetting("HEARTHSIDE_SITE_URL must be set in production", found=SITE_URL, expected="https://…")
TRUSTED_PROXY_COUNT = env.whole_number("HEARTHSIDE_TRUSTED_PROXY_COUNT", 0, most=5)
BEHIND_PROXY = env.choice("HEARTHSIDE_BEHIND_PROXY", "no", ("yes", "no")) == "yes"
if BEHIND_PROXY and not TRUSTED_PROXY_COUNT:
    # Without the count every visitor shares the proxy's address, and one guesser locks all of them out.
    raise BadSetting("HEARTHSIDE_TRUSTED_PROXY_COUNT must be set behind a proxy", found=0, expected="1 to 5")

ROOMS = [
    "organization",
    "audit",
    "intake",
    "mailroom",
    "guards",
    "identity",
    "members",
    "ledger",
    "coverage",
    "claims",
    "bills",
    "cases",
    "payments",
    "ach",
    "lockbox",
    "autopay",
    "refunds",
    "relief",
    "phone",
    "banking",
    "reminders",
    "recovery",
    "details",
    "people",
    "estates",
    "inbox",
    "fraud",
    "privacy",
    "helpcenter",
    "portal",
    "desk",
    "api",
    "cli",
]
INSTALLED_APPS = [
    *(f"hearthside.{room}" for room in ROOMS if (CODE / room / "apps.py").exists()),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hearthside.portal.middleware.PersonalPages",
    # Before all that may refuse a request (a foreign host, a missing token): a refusal is a page as well.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "hearthside.portal.middleware.WhoIsAsking",
]
ROOT_URLCONF = "hearthside.config.urls"
WSGI_APPLICATION = "hearthside.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django_cotton.cotton_loader.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "django.templatetags.i18n"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hearthside.portal.context.site",
            ],
        },
    }
]
COTTON_DIR = "parts"

DATABASES = {"default": env.database(env.text("DATABASE_URL"), HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [CODE / "portal" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "America/New_York"
FORMAT_MODULE_PATH = "hearthside.config.formats"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [CODE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
PROFILE = env.folder("HEARTHSIDE_PROFILE", CODE / "organization" / "profile.toml")
FILES_FOLDER = HOME / "files"
OUTBOX_FOLDER = HOME / "outbox"

# Threats 3: the exact settings, and why each is so.
USE_X_FORWARDED_HOST = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"  # never no-referrer: the browser would post with Origin: null
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
_prefix = "__Host-" if PRODUCTION else ""
SESSION_COOKIE_NAME = f"{_prefix}session"
SESSION_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"  # Strict would come back from the processor signed out
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_ENGINE = "hearthside.identity.sessions"  # as Django's own in the database, and locked
CSRF_COOKIE_NAME = f"{_prefix}csrf"
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "hearthside.portal.views.form_went_stale"
LANGUAGE_COOKIE_SECURE = PRODUCTION
LANGUAGE_COOKIE_HTTPONLY = True
IDLE_SECONDS_MEMBER = 20 * 60
IDLE_SECONDS_GUEST = 15 * 60
SESSION_SECONDS_MAX = 12 * 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 262_144
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_PERMISSIONS = 0o600
EMAIL_TIMEOUT = 10
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
        "report-to": "csp",
    }
}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTH_USER_MODEL = "identity.Login"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:account"
ACCOUNT_LOGOUT_REDIRECT_URL = "portal:home"

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if PRODUCTION
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = OUTBOX_FOLDER
EMAIL_HOST = env.text("HEARTHSIDE_SMTP_HOST", "localhost")
EMAIL_PORT = env.whole_number("HEARTHSIDE_SMTP_PORT", 587 if PRODUCTION else 25, least=1, most=65535)
EMAIL_HOST_USER = env.text("HEARTHSIDE_SMTP_USER")
EMAIL_HOST_PASSWORD = env.text("HEARTHSIDE_SMTP_PASSWORD")
EMAIL_USE_TLS = PRODUCTION
DEFAULT_FROM_EMAIL = env.text("HEARTHSIDE_MAIL_FROM", "bills@pay.carecentrix.example")

PROCESSOR = env.choice("HEARTHSIDE_PROCESSOR", "stripe", ("stripe",))
PROCESSOR_API = env.text(
    "HEARTHSIDE_PROCESSOR_API", "https://api.stripe.com" if PRODUCTION else "http://127.0.0.1:8010"
)
PROCESSOR_PAGES = env.text(
    "HEARTHSIDE_PROCESSOR_PAGES", "https://checkout.stripe.com" if PRODUCTION else PROCESSOR_API
)
PROCESSOR_KEY = env.text("HEARTHSIDE_PROCESSOR_KEY", "" if PRODUCTION else "sk_test_hearthside_demo")
PROCESSOR_WEBHOOK_SECRET = env.text(
    "HEARTHSIDE_PROCESSOR_WEBHOOK_SECRET", "" if PRODUCTION else "whsec_hearthside_demo"
)
if PRODUCTION and (
    not PROCESSOR_KEY or not PROCESSOR_WEBHOOK_SECRET or "demo" in PROCESSOR_KEY + PROCESSOR_WEBHOOK_SECRET
):
    raise BadSetting("HEARTHSIDE_PROCESSOR_KEY and _WEBHOOK_SECRET must be set in production")
if PRODUCTION and "_test_" in PROCESSOR_KEY:
    # Its published test cards would pay real bills with nothing.
    raise BadSetting(
        "HEARTHSIDE_PROCESSOR_KEY is a test key", expected="a live key; rehearse with HEARTHSIDE_ENV=test"
    )
if PRODUCTION and not (PROCESSOR_API.startswith("https://") and PROCESSOR_PAGES.startswith("https://")):
    raise BadSetting("HEARTHSIDE_PROCESSOR_API and _PAGES must be https in production", expected="https://…")
PROCESSOR_TIMEOUT_SECONDS = env.whole_number("HEARTHSIDE_PROCESSOR_TIMEOUT_SECONDS", 20, least=1, most=120)

TEXTS = env.choice(
    "HEARTHSIDE_TEXTS", "off" if PRODUCTION else "folder", ("off", "twilio") if PRODUCTION else env.TEXTS
)
TEXT_SEGMENTS_A_DAY_MAX = env.whole_number("HEARTHSIDE_TEXT_SEGMENTS_A_DAY_MAX", 2000)
TWILIO_API = env.text("HEARTHSIDE_TWILIO_API", "https://api.twilio.com")
TWILIO_ACCOUNT = env.text("HEARTHSIDE_TWILIO_ACCOUNT")
TWILIO_KEY = env.text("HEARTHSIDE_TWILIO_KEY")
TWILIO_KEY_SECRET = env.text("HEARTHSIDE_TWILIO_KEY_SECRET")
TWILIO_AUTH_TOKEN = env.text("HEARTHSIDE_TWILIO_AUTH_TOKEN", "" if PRODUCTION else env.DEMO_PHONE_TOKEN)
if PRODUCTION and TWILIO_AUTH_TOKEN == env.DEMO_PHONE_TOKEN:
    raise BadSetting("HEARTHSIDE_TWILIO_AUTH_TOKEN is the demo's", expected="your account's own, or nothing")
VOICE_PAY_CONNECTOR = env.text("HEARTHSIDE_VOICE_PAY_CONNECTOR", "Default")
VOICE_PERSON_NUMBER = env.text("HEARTHSIDE_VOICE_PERSON_NUMBER")

LOGGING_CONFIG = None
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # HSTS preload is for the domain's owner to decide
os.umask(0o077)

from hearthside.config.signing_in import *  # noqa: E402, F403
