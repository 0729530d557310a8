"""The demo's training: something new to read, and what the course's reference data bring."""

from django.utils import timezone

from training.models import NewsItem

NEWS = {
    "title_en": "Training, job aids and news are on one page now",
    "title_es": "Capacitación, guías y noticias, ahora en una sola página",
    "text_en": "The course “A Day in the Life” can be taken here, in English and in Spanish. Stop "
    "whenever you like: you go on where you stopped, on any device.",
    "text_es": "El curso “Un día en la vida” se puede tomar aquí, en inglés y en español. Pare cuando "
    "quiera: podrá seguir donde se quedó, en cualquier dispositivo.",
}


def load() -> list[str]:
    if not NewsItem.objects.exists():
        NewsItem.objects.create(**NEWS, since=timezone.now())
    return ["", "The page for assisters (news, training, job aids): /training/"]
