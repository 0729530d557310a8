from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

from shop.formats import dollars, hours

register = template.Library()
register.filter("dollars", dollars)
register.filter("hours", hours)


@register.simple_tag
def shop_phone() -> SafeString:
    """The number of the SHOP Sales Team, as a link that phones call."""
    number = settings.SHOP_SALES_NUMBER
    digits = "".join(character for character in number if character.isdigit())
    return format_html('<a class="usa-link portal-tel" href="tel:+1{}">{}</a>', digits, number)


@register.simple_tag
def shop_phone_number() -> str:
    return settings.SHOP_SALES_NUMBER


@register.filter
def phone(digits: str) -> str:
    """Ten digits as people read them."""
    return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"
