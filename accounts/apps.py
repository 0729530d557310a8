from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal import demo_data, reference_data


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People and entities")

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added, authenticator_removed

        from accounts import demo, next_steps, own_steps, roles, second_factors

        reference_data.register(roles.load)
        demo_data.register(demo.load)
        next_steps.register(own_steps.of)
        # allauth has no other hooks.
        authenticator_added.connect(second_factors.count_set_up)
        authenticator_removed.connect(second_factors.forget_removed)
