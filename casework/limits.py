"""How often one may send documents: each file costs a worker some seconds."""

from datetime import timedelta

from django.conf import settings

from limiter.limits import Limit

SENDINGS_ACCOUNT = Limit("documents-account", settings.DOCUMENTS_PER_ACCOUNT, timedelta(hours=1))
