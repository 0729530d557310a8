from django.apps import AppConfig

from portal import demo_data, reference_data


class DelegationConfig(AppConfig):
    name = "delegation"

    def ready(self) -> None:
        from accounts import next_steps
        from accounts.bulk import kinds
        from accounts.standing import standing_changed
        from delegation import bulk_codes, demo, demo_delegations, legal_texts, own_steps
        from delegation.finder import own_steps as finder_steps
        from delegation.workflows import delegation_codes, endings

        reference_data.register(legal_texts.load)
        demo_data.register(demo.load)
        demo_data.register(demo_delegations.load)
        standing_changed.register(delegation_codes.end_with_standing)
        standing_changed.register(endings.follow_standing)
        next_steps.register(finder_steps.of)
        next_steps.register(own_steps.of)
        kinds.register(bulk_codes.CODES)
