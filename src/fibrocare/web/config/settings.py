"""The Django settings: safe by default; what differs between installations comes from `environment`."""

from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

from fibrocare.web.config import environment

HERE = environment.read()
BASE = Path(__file__).resolve().parents[1]

DEMO = HERE.demo
DEBUG = HERE.debug
SECRET_KEY = HERE.secret_key
ALLOWED_HOSTS = HERE.hosts
DATA = HERE.data
CLINIC_NAME = HERE.clinic
COUNTRY = HERE.country
SITE = HERE.site

INSTALLED_APPS = [
    "fibrocare.web.ui",
    "fibrocare.web.audit",
    "fibrocare.web.people",
    "fibrocare.web.questions",
    "fibrocare.web.selfcheck",
    "fibrocare.web.learn",
    "fibrocare.web.tasks",
    "fibrocare.web.director",
    "fibrocare.web.intake",
    "fibrocare.web.assessment",
    "fibrocare.web.procedures",
    "fibrocare.web.appointments",
    "fibrocare.web.desk",
    "fibrocare.web.plans",
    "fibrocare.web.diary",
    "fibrocare.web.followup",
    "fibrocare.web.progress",
    "fibrocare.web.trials",
    "fibrocare.web.letters",
    "fibrocare.web.own_data",
    "fibrocare.web.home",
    "fibrocare.web.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "fibrocare.web.people.middleware.IdleSessions",
    "fibrocare.web.people.middleware.SecondFactor",
    "fibrocare.web.ui.middleware.NoStore",
]

ROOT_URLCONF = "fibrocare.web.config.urls"
WSGI_APPLICATION = "fibrocare.web.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "fibrocare.web.ui.context.page",
            ]
        },
    }
]
FORM_RENDERER = "fibrocare.web.ui.forms.FieldTemplates"

DATABASES = {"default": dj_database_url.parse(HERE.database_url, conn_max_age=60)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # One writer at a time from its first statement on: nobody reads a free slot that another is about to take.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
# Limits of tries are counted in the cache, and every worker has to see the same count (decision 0018).
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache", "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}  # fmt: skip
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "front"
ACCOUNT_ADAPTER = "fibrocare.web.people.adapter.ByInvitation"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation has proven the address
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/15m/key",
    "request_login_code": "10/m/ip,3/5m/key",
    "book": "6/m/ip",
    "accept": "10/m/ip",
}
# A clinic stands behind one proxy (see SECURE_PROXY_SSL_HEADER); without it all visitors would share one limit.
ALLAUTH_TRUSTED_PROXY_COUNT = 0 if DEMO else 1
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
ACCOUNT_FORMS = {"login": "fibrocare.web.people.forms.SignInForm"}
ACCOUNT_SESSION_REMEMBER = False
MFA_ADAPTER = "fibrocare.web.people.adapter.SecondStep"
MFA_FORMS = {"add_webauthn": "fibrocare.web.people.forms.PasskeyForm"}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
MFA_TOTP_ISSUER = CLINIC_NAME
# Minutes without a request until a session ends. People with brain fog get longer than staff at shared desks.
IDLE_MINUTES_STAFF, IDLE_MINUTES_PATIENT = 30, 120

LANGUAGE_CODE = "en"
TIME_ZONE = HERE.time_zone
USE_I18N = USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if HERE.email_url else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_HOST = HERE.email_url or "localhost"
DEFAULT_FROM_EMAIL = f"noreply@{ALLOWED_HOSTS[0]}"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE], "script-src": [SELF], "style-src": [SELF], "img-src": [SELF, "data:"], "font-src": [SELF],
        "connect-src": [SELF], "form-action": [SELF], "base-uri": [NONE], "frame-ancestors": [NONE], "manifest-src": [SELF],
        "worker-src": [SELF],
    }
}  # fmt: skip
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEMO
SECURE_SSL_REDIRECT = not DEMO
SECURE_PROXY_SSL_HEADER = None if DEMO else ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 0 if DEMO else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEMO

# Addresses of pages hold no patient data, and logs hold no request bodies.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
