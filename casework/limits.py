"""How often one may send documents, each of which costs a worker some seconds, and ask questions."""

from datetime import timedelta

from django.conf import settings

from limiter.limits import Limit

SENDINGS_ACCOUNT = Limit("documents-account", settings.DOCUMENTS_PER_ACCOUNT, timedelta(hours=1))
QUESTIONS_ACCOUNT = Limit("questions-account", settings.QUESTIONS_PER_ACCOUNT, timedelta(hours=1))
