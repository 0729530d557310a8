from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_out
from django.utils.translation import gettext_lazy as _

from portal import demo_data, reference_data


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People and entities")

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added, authenticator_removed

        from accounts import (
            demo,
            middleware,
            next_steps,
            own_steps,
            roles,
            second_factors,
            sign_in_trail,
            zip_codes,
        )
        from accounts.bulk import kinds, roster

        reference_data.register(roles.load)
        reference_data.register(zip_codes.load)
        demo_data.register(demo.load)
        next_steps.register(own_steps.of)
        kinds.register(roster.ROSTER)
        sign_in_trail.connect()
        user_logged_out.connect(middleware.remember_sign_out)
        # allauth has no other hooks.
        authenticator_added.connect(second_factors.count_set_up)
        authenticator_removed.connect(second_factors.forget_removed)
