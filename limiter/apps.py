from django.apps import AppConfig


class LimiterConfig(AppConfig):
    name = "limiter"
