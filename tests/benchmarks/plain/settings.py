"""The plain application beside the product, in the same database; no sign-in."""

from crmsite.settings import DATABASES, TIME_ZONE

SECRET_KEY = "benchmark"
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "rest_framework", "tests.benchmarks.plain"]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]  # which says how long an answer is
ROOT_URLCONF = "tests.benchmarks.plain.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "UNAUTHENTICATED_USER": None,
}
__all__ = ["DATABASES", "TIME_ZONE"]
