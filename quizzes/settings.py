"""The environment becomes Django's settings; what is not understood is refused."""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var"))  # database, secrets and collected files; never committed
CONTENT_DIR = Path(os.environ.get("CONTENT_DIR", BASE_DIR / "content"))


def env_bool(name: str, default: bool) -> bool:
    value = os.environ.get(name)
    if value is None:
        return default
    words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    if value.lower() not in words:
        raise ImproperlyConfigured(f"{name}={value!r} is not understood; use one of {', '.join(words)}")
    return words[value.lower()]


def env_int(name: str, default: int) -> int:
    value = os.environ.get(name, str(default))
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name}={value!r} is not understood; use a whole number such as {default}")
    return int(value)


def env_list(name: str) -> list[str]:
    return [item.strip() for item in os.environ.get(name, "").split(",") if item.strip()]


# Whether what is published on the authors' pages is also written into the files of CONTENT_DIR, and committed there.
WRITE_THROUGH = env_bool("WRITE_THROUGH", False)
DEBUG = env_bool("DEBUG", False)
TESTING = "PYTEST_VERSION" in os.environ
# `make` writes a secret key for use on one's own machine. A server says DEBUG=0 and brings its own.
SECRET_KEY_FILE = VAR_DIR / "secret_key"
LOCAL = "DEBUG" not in os.environ and "SECRET_KEY" not in os.environ and SECRET_KEY_FILE.is_file()
SECRET_KEY = SECRET_KEY_FILE.read_text().strip() if LOCAL else os.environ.get("SECRET_KEY", "")
if not SECRET_KEY:
    if not (DEBUG or TESTING):
        raise ImproperlyConfigured(
            "SECRET_KEY is missing and DEBUG is off. On your own machine, `make run` makes one and keeps it in "
            "var/secret_key; on a server, set SECRET_KEY to a long random text."
        )
    SECRET_KEY = "for tests and debugging only, never in production, 0123456789"  # noqa: S105
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS")
if not ALLOWED_HOSTS:
    if not (DEBUG or TESTING or LOCAL):
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS is missing and DEBUG is off. Set it to the names under which the site is reached, "
            "separated by commas, such as ALLOWED_HOSTS=recall.example.org,localhost"
        )
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver"]
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")
HTTPS = env_bool("HTTPS", False)  # whether the site is reached over https; on this turn secure cookies and HSTS
BEHIND_PROXY = env_bool("BEHIND_PROXY", False)  # one that sets X-Forwarded-Proto and adds to X-Forwarded-For
PROXIES = 1 if BEHIND_PROXY else 0  # whose addresses end X-Forwarded-For; what stands before them anyone can write

INSTALLED_APPS = [
    "quizzes",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "django_htmx",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "quizzes.checking.SayNotDrawn",
    "quizzes.limits.LimitBody",
]

ROOT_URLCONF = "quizzes.urls"
WSGI_APPLICATION = "quizzes.wsgi.application"
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
            ],
        },
    },
]

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'db.sqlite3'}",
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # A transaction that will write says so when it begins: two that find out later would deadlock.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,  # seconds to wait for another writer
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-20000; PRAGMA temp_store=MEMORY;"
        ),
    }
# Throttles and sign-in limits count for all workers together.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if TESTING
    else {
        "BACKEND": "quizzes.counting.Files",
        "LOCATION": (VAR_DIR / "counts").absolute(),
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTHENTICATION_BACKENDS = ["quizzes.accounts.PasswordBackend", "quizzes.accounts.LinkBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
SIGN_UP_OPEN = env_bool("SIGN_UP_OPEN", True)
ACCOUNT_ADAPTER = "quizzes.accounts.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "optional" if "EMAIL_HOST" in os.environ else "none"
ACCOUNT_SESSION_REMEMBER = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
# The link that `make run` prints: works once (until the next sign-in) and for ten minutes.
SESAME_MAX_AGE = 600
SESAME_ONE_TIME = True

# Without a mail server, a password-reset message is printed where the server was started.
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if 'EMAIL_HOST' in os.environ else 'console'}.EmailBackend"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = env_int("EMAIL_PORT", 25)
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS", False)
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "Recall@K <recall@localhost>")

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = False  # the product speaks English; texts of Django and allauth in other tongues would mix with it
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
NODE_MODULES = BASE_DIR / "node_modules"
STATICFILES_DIRS = [
    (name, folder)
    for name, folder in (
        ("katex", NODE_MODULES / "katex" / "dist"),
        ("mathlive", NODE_MODULES / "mathlive"),
        ("editor", NODE_MODULES / ".bundle"),  # made by the Makefile
    )
    if folder.is_dir()
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("jpg", "jpeg", "png", "gif", "webp", "zip", "gz", "br", "woff", "woff2", "map")
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG or TESTING

SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_ENGINE = "quizzes.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
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
        "manifest-src": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000  # bytes of one request; quizzes/limits.py refuses longer ones unread

# For each user, on pages and by the API together. Who is quick and honest meets none of them.
RATES = {
    "user": "600/min",  # of all that the API is asked
    "previews": "300/min",
    "saves": "300/min",  # of what is typed in an interview; the page's script saves every five seconds
    "answers": "120/min",
    "reports": "120/min",  # of interviews, with their grading
    "interviews": "60/min",  # of which twenty an hour may start
    "disputes": "30/min",
    "authoring": "30/min",  # tests, imports, answers judged again, measurements
}
THROTTLE = env_bool("THROTTLE", True)
REST_FRAMEWORK = {
    # Tokens come in by LearnerApi alone, which holds them to their scopes.
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 50,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.UserRateThrottle",
        "rest_framework.throttling.ScopedRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {scope: rate if THROTTLE else None for scope, rate in RATES.items()},
    "NUM_PROXIES": PROXIES,
    "EXCEPTION_HANDLER": "quizzes.api.as_error",
}
KNOX_TOKEN_MODEL = "quizzes.Token"  # noqa: S105 (no secret)
MIGRATION_MODULES = {"knox": None}  # they would make the table of the library's own model, which ours stands in for
REST_KNOX = {"TOKEN_TTL": None}  # each token is given its own end when it is made
SPECTACULAR_SETTINGS = {
    "PATH_CONVERTER_OVERRIDES": {"id": int, "place": int},
    "TITLE": "Recall@K",
    "DESCRIPTION": (
        "Spaced repetition for machine-learning interviews. The same steps as the pages, as JSON. "
        "A token reads (scope `read`), besides answers, grades and puts cards aside (`review`), "
        "or besides changes banks, settings and tokens (`all`)."
    ),
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],  # it is public, and the same for everyone
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "quizzes.api.close_inputs",
    ],
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
