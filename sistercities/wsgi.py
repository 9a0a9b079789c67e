"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from sistercities.starting import refuse_powerful_role

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sistercities.settings")
application = get_wsgi_application()
refuse_powerful_role()
