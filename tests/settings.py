"""The product's own settings, read in a home that is thrown away.

pytest-django reads settings before any conftest, so what they depend on is told here: a folder for
each parallel worker, and the environment's name. Nothing else differs from what a person runs.
"""

import atexit
import os
import shutil
import tempfile

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
HOME_FOR_TESTS = tempfile.mkdtemp(prefix=f"hearthside-test-{WORKER}-")
atexit.register(shutil.rmtree, HOME_FOR_TESTS, ignore_errors=True)

for name in [name for name in os.environ if name.startswith("HEARTHSIDE_") and name != "HEARTHSIDE_CHROMIUM"]:
    del os.environ[name]  # what a person's shell says about their own house
os.environ["HEARTHSIDE_ENV"] = "test"
os.environ["HEARTHSIDE_HOME"] = HOME_FOR_TESTS
# Playwright's loop runs in the same thread as the test that uses the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from hearthside.config.settings import *  # noqa: E402, F403

# A process that a test starts reads the product's settings, wherever it runs.
os.environ["DJANGO_SETTINGS_MODULE"] = "hearthside.config.settings"
