"""The types of documents that a new database begins with. What the case desk has changed since, stays."""

from casework.models import DocumentType

# code, name in English and in Spanish, advice in English and in Spanish: a line for each point.
TYPES = [
    (
        "income",
        "Proof of yearly income",
        "Comprobante de ingresos anuales",
        "Send all pay stubs of one whole month, each with its date and the employer’s name.\n"
        "Self-employed? Send the latest tax return with all its pages.",
        "Envíe todos los talones de pago de un mes completo, cada uno con su fecha y el nombre del "
        "empleador.\n"
        "¿Trabaja por su cuenta? Envíe la declaración de impuestos más reciente con todas sus páginas.",
    ),
    (
        "identity",
        "Proof of identity",
        "Comprobante de identidad",
        "A driver license, state ID or passport that has not expired.\n"
        "Send both sides of a card; all four corners must be in the picture.",
        "Una licencia de manejar, una identificación estatal o un pasaporte vigente.\n"
        "Envíe los dos lados de la tarjeta; las cuatro esquinas deben verse en la foto.",
    ),
    (
        "birth",
        "Proof of date of birth",
        "Comprobante de fecha de nacimiento",
        "A birth certificate, passport or hospital record that shows the name and the date.",
        "Un acta de nacimiento, un pasaporte o un registro del hospital que muestre el nombre y la fecha.",
    ),
    (
        "ssn",
        "Proof of Social Security number",
        "Comprobante de número de Seguro Social",
        "The Social Security card, or a letter of the Social Security Administration.\n"
        "Send this document only when it was requested.",
        "La tarjeta del Seguro Social o una carta de la Administración del Seguro Social.\n"
        "Envíe este documento solo cuando se lo hayan pedido.",
    ),
    (
        "residency",
        "Proof of California residency",
        "Comprobante de residencia en California",
        "A utility bill, lease or letter of the last three months with the name and the home address.\n"
        "A P.O. box is not enough.",
        "Un recibo de servicios, un contrato de alquiler o una carta de los últimos tres meses con el "
        "nombre y el domicilio.\n"
        "Un apartado postal no basta.",
    ),
    (
        "citizenship",
        "Proof of citizenship",
        "Comprobante de ciudadanía",
        "A U.S. passport, birth certificate or certificate of naturalization.\n"
        "Of a certificate send both sides.",
        "Un pasaporte de EE. UU., un acta de nacimiento o un certificado de naturalización.\n"
        "Si es un certificado, envíe los dos lados.",
    ),
    (
        "immigration",
        "Proof of immigration status",
        "Comprobante de estado migratorio",
        "The card or the notice with its number, both sides.\n"
        "If it has expired, send the receipt of its renewal, too.",
        "La tarjeta o el aviso con su número, los dos lados.\n"
        "Si ya venció, envíe también el recibo de la renovación.",
    ),
    (
        "tribal",
        "American Indian or Alaska Native status",
        "Condición de indígena estadounidense o nativo de Alaska",
        "A document of the tribe that shows the name and the enrollment.",
        "Un documento de la tribu que muestre el nombre y la inscripción.",
    ),
    (
        "release",
        "Proof of not being incarcerated",
        "Comprobante de no estar en la cárcel",
        "Release papers, or a letter that says when the person was released.",
        "Los documentos de salida, o una carta que diga cuándo salió la persona.",
    ),
    (
        "coverage",
        "Proof of other health coverage",
        "Comprobante de otra cobertura de salud",
        "A letter of the health plan or the employer that says from when to when coverage lasts.",
        "Una carta del plan de salud o del empleador que diga desde cuándo y hasta cuándo dura la cobertura.",
    ),
    (
        "other",
        "Another document",
        "Otro documento",
        "Say in the note what it is and why you send it.",
        "Diga en la nota qué es y por qué lo envía.",
    ),
]


def load() -> None:
    DocumentType.objects.bulk_create(
        [
            DocumentType(
                code=code,
                order=order,
                name_en=name_en,
                name_es=name_es,
                coach_en=coach_en,
                coach_es=coach_es,
            )
            for order, (code, name_en, name_es, coach_en, coach_es) in enumerate(TYPES, start=1)
        ],
        ignore_conflicts=True,
    )
