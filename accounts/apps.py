from django.apps import AppConfig

from portal import demo_data, reference_data


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import demo, roles

        reference_data.register(roles.load)
        demo_data.register(demo.load)
