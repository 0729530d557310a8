from django import template
from django.template import Context, loader
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from portal import page_notes

register = template.Library()


@register.simple_tag(takes_context=True)
def page_notes_at(context: Context, place: str) -> SafeString | str:
    """What is to be said at the top or the foot of this page."""
    request = context.get("request")
    match = request.resolver_match if request else None
    if match is None:
        return ""
    drawn = (
        (loader.render_to_string(note.template, {"row": note.row}),)
        for note in page_notes.on(match.view_name, place)
    )
    return format_html_join("", "{}", drawn)
