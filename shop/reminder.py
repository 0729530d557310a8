"""The special window as two days in somebody's calendar."""

from datetime import date, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from shop.models import ShopCheck
from shop.policies import Window

NINE = timedelta(hours=9)


def calendar(check: ShopCheck, window: Window) -> bytes:
    """Opening and closing as whole days, which are the same in every zone, each with an alarm.

    Days that were over when the check was made are left out.
    """
    found = Calendar()
    found.add("prodid", f"-//Assister Portal//SHOP//{(get_language() or 'en')[:2].upper()}")
    found.add("version", "2.0")
    opens, closes = _("SHOP: special enrollment opens"), _("SHOP: last day of special enrollment")
    if not window.is_open_on(check.day):
        found.add_component(_event(check, "opens", window.opens, opens, NINE))
    week_before = timedelta(days=-7) + NINE
    found.add_component(_event(check, "closes", window.closes, closes, week_before))
    return found.to_ical()


def _event(check: ShopCheck, name: str, on: date, title: str, alarm_at: timedelta) -> Event:
    address = settings.SITE_URL + check.get_absolute_url()
    words = _("Have your numbers at hand. SHOP Sales Team: %(phone)s. Your check: %(address)s")
    event = Event()
    event.add("uid", f"{check.pk}-{name}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", check.at)
    event.add("dtstart", on)
    event.add("dtend", on + timedelta(days=1))
    event.add("summary", title)
    event.add("description", words % {"phone": settings.SHOP_SALES_NUMBER, "address": address})
    event.add("url", address)
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", alarm_at)
    event.add_component(alarm)
    return event
