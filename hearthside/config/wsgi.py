"""The web server's way in."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearthside.config.settings")
application = get_wsgi_application()

from hearthside.organization.checks import refuse_a_strange_house  # noqa: E402

refuse_a_strange_house()
