from django.apps import AppConfig

from portal import demo_data, guides, reference_data


class DelegationConfig(AppConfig):
    name = "delegation"

    def ready(self) -> None:
        from delegation import demo, legal_texts

        reference_data.register(legal_texts.load)
        demo_data.register(demo.load)
        steps = ("start", "terms", "information", "sign_in", "review", "take_up", "done")
        guides.explains(
            "activating-a-delegation-code", *(f"delegation:activation_{step}" for step in steps)
        )
