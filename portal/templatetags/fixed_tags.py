from django import template
from django.template import Context
from django.template.base import NodeList, Parser, Token
from django.utils.translation import get_language

register = template.Library()


class Fixed(template.Node):
    """Rendered once for each language, with nothing of the page: nobody's data can stay in it."""

    child_nodelists = ("nodelist",)

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self.texts: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        language = get_language()
        if language not in self.texts:
            alone = Context(autoescape=context.autoescape)
            with alone.bind_template(context.template):  # type: ignore[arg-type]
                self.texts[language] = self.nodelist.render(alone)
        return self.texts[language]


@register.tag
def fixed(parser: Parser, token: Token) -> Fixed:
    """`{% fixed %}…{% endfixed %}` round words and addresses that are the same on every page."""
    nodelist = parser.parse(("endfixed",))
    parser.delete_first_token()
    return Fixed(nodelist)
