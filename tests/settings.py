"""Settings of the tests: those of the product, on throw-away data."""

import os
import tempfile

os.environ.setdefault("GANGMU_DATA", tempfile.mkdtemp(prefix="gangmu-test-"))
os.environ.setdefault("GANGMU_SECRET", "only-for-tests")

from gangmu.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
SECOND_FACTOR = "none"  # tests of it say otherwise
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
ALLOWED_HOSTS = ["*"]
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 - WhiteNoise warns of a folder that is not there
