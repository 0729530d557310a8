"""The nine items and thirteen languages that the catalogue begins with.

Everything about them is the materials desk's to change: names, numbers, limits, and in which languages
there is an edition, of which nothing is known beforehand. What is there is never touched again.
"""

from typing import Any

from collateral.models import Material, PrintLanguage

Audience, Cover = Material.Audience, Material.Cover

LANGUAGES = [
    ("ar", "Arabic", "Árabe"),
    ("hy", "Armenian", "Armenio"),
    ("zh-hant", "Chinese (traditional)", "Chino (tradicional)"),
    ("zh-hans", "Chinese (simplified)", "Chino (simplificado)"),
    ("en", "English", "Inglés"),
    ("fa", "Farsi", "Farsi"),
    ("hmn", "Hmong", "Hmong"),
    ("km", "Khmer", "Jemer"),
    ("ko", "Korean", "Coreano"),
    ("ru", "Russian", "Ruso"),
    ("es", "Spanish", "Español"),
    ("tl", "Tagalog", "Tagalo"),
    ("vi", "Vietnamese", "Vietnamita"),
]


def _item(
    slug: str, names: tuple[str, str], purposes: tuple[str, str], audience: str, **more: Any
) -> dict[str, Any]:
    return {
        "slug": slug,
        "cover": slug,
        "name": names[0],
        "name_es": names[1],
        "purpose": purposes[0],
        "purpose_es": purposes[1],
        "audience": audience,
        # To begin with: how many there really are in a pack, the desk enters.
        "pack_size": 50,
        "most_per_order": 5,
        "most_per_30_days": 10,
        **more,
    }


ITEMS = [
    _item(
        Cover.CARDS,
        ("Call Center Cards", "Tarjetas del centro de llamadas"),
        (
            "A card to hand out: the number to call with questions about coverage.",
            "Una tarjeta para repartir: el número al que llamar con preguntas sobre la cobertura.",
        ),
        Audience.ANYONE,
        pack_size=100,
    ),
    _item(
        Cover.SPECIAL,
        ("Fact Sheet: Special Enrollment", "Hoja informativa: inscripción especial"),
        (
            "For people who moved, married, had a child or lost coverage: when they can enroll outside "
            "of open enrollment.",
            "Para quienes se mudaron, se casaron, tuvieron un hijo o perdieron su cobertura: cuándo "
            "pueden inscribirse fuera del período de inscripción abierta.",
        ),
        Audience.CHANGES,
    ),
    _item(
        Cover.CALCULATOR,
        ("Paper Calculator", "Calculadora en papel"),
        (
            "To estimate on paper, together, what coverage may cost a household.",
            "Para calcular juntos, en papel, lo que podría costarle la cobertura a un hogar.",
        ),
        Audience.COSTS,
    ),
    _item(
        Cover.MONEY,
        (
            "What You Need To Know: Getting Financial Assistance",
            "Lo que debe saber: cómo obtener ayuda económica",
        ),
        (
            "For people who wonder whether they can get help to pay for coverage.",
            "Para quienes se preguntan si pueden recibir ayuda para pagar la cobertura.",
        ),
        Audience.COSTS,
    ),
    _item(
        Cover.IMMIGRATION,
        (
            "What You Need To Know: Immigration Status",
            "Lo que debe saber: estatus migratorio",
        ),
        (
            "For families who ask what their immigration status means for coverage.",
            "Para familias que preguntan qué significa su estatus migratorio para la cobertura.",
        ),
        Audience.IMMIGRANTS,
    ),
    _item(
        Cover.AFFORDABLE,
        (
            "What You Need To Know: Getting More Affordable Health Coverage in California",
            "Lo que debe saber: cómo obtener cobertura de salud más económica en California",
        ),
        (
            "For people who found coverage too expensive so far.",
            "Para quienes hasta ahora no podían pagar la cobertura.",
        ),
        Audience.COSTS,
    ),
    _item(
        Cover.QUALITY,
        (
            "Enrolling in Quality Health Coverage",
            "Cómo inscribirse en una cobertura de salud de calidad",
        ),
        (
            "For people who enroll for the first time.",
            "Para quienes se inscriben por primera vez.",
        ),
        Audience.NEWCOMERS,
    ),
    _item(
        Cover.SIGNS,
        ("Lawn Sign Kit", "Juego de letreros para jardín"),
        (
            "To put up where people pass by, so that they know where to find help.",
            "Para ponerlos donde pasa gente, para que sepa dónde encontrar ayuda.",
        ),
        Audience.ANYONE,
        pack_size=1,
        most_per_order=2,
        most_per_30_days=4,
        needs_street=True,
    ),
    _item(
        Cover.FACTS,
        ("Fact Sheet: Covered California", "Hoja informativa: Covered California"),
        (
            "For people who have not heard of Covered California: what it is and who it is for.",
            "Para quienes no conocen Covered California: qué es y para quién es.",
        ),
        Audience.NEWCOMERS,
    ),
]


def load() -> None:
    """Add the items and languages that the database lacks; those it has are never touched."""
    PrintLanguage.objects.bulk_create(
        [PrintLanguage(code=code, name=name, name_es=name_es) for code, name, name_es in LANGUAGES],
        ignore_conflicts=True,
    )
    Material.objects.bulk_create([Material(**facts) for facts in ITEMS], ignore_conflicts=True)
