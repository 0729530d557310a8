from django.apps import AppConfig

from portal import demo_data, reference_data


class DelegationConfig(AppConfig):
    name = "delegation"

    def ready(self) -> None:
        from delegation import demo, legal_texts

        reference_data.register(legal_texts.load)
        demo_data.register(demo.load)
