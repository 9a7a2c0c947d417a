"""The settings of a demo, for tests: a folder that goes away, no compiled style sheets, mail kept in memory."""

import atexit
import os
import shutil
import tempfile

_FOLDER = tempfile.mkdtemp(prefix="fibrocare-tests-")
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
os.environ |= {"FIBROCARE_DEMO": "1", "FIBROCARE_DATA": _FOLDER}

from fibrocare.web.config.settings import *  # noqa: E402, F403  the environment comes first

STATIC_ROOT.mkdir()  # noqa: F405
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
