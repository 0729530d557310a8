"""Where California's ZIP codes and cities lie: reference data, loaded by accounts.zip_codes."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

# Meters, as the database function accounts_on_earth has it, and earthdistance.
EARTH_RADIUS = 6_378_168


class CubeField(models.Field):
    """A point on the earth: three coordinates, in meters from its center."""

    def db_type(self, connection: Any) -> str:
        return "cube"


class OnEarth(Func):
    """The point at a latitude and a longitude, in degrees."""

    function = "accounts_on_earth"
    output_field = CubeField()


class Straight(Func):
    """Meters between two points, straight through the earth: an index finds the least of them first."""

    template = "(%(expressions)s)"
    arg_joiner = " <-> "
    output_field = models.FloatField()


IN_CALIFORNIA = Q(latitude__range=(32, 42.1), longitude__range=(-124.6, -114))


class ZipCode(models.Model):
    """A ZIP code of California and its middle. What lies in it is taken to lie there."""

    zip_code = models.CharField(_("ZIP code"), max_length=5, primary_key=True)
    city = models.CharField(_("city"), max_length=60)
    county = models.CharField(_("county"), max_length=20)
    latitude = models.FloatField(_("latitude"))
    longitude = models.FloatField(_("longitude"))
    place = models.GeneratedField(
        expression=OnEarth("latitude", "longitude"), output_field=CubeField(), db_persist=True
    )
    # Of the data set; a ZIP code that a later one lacks stays, for the sites that name it.
    edition = models.CharField(max_length=20)

    class Meta:
        ordering = ["zip_code"]
        default_permissions = ()
        indexes = [GistIndex(fields=["place"], name="zipcode_place")]
        constraints = [
            models.CheckConstraint(
                condition=Q(zip_code__regex=r"^\d{5}$"), name="zipcode_five_digits"
            ),
            models.CheckConstraint(condition=IN_CALIFORNIA, name="zipcode_in_california"),
        ]

    def __str__(self) -> str:
        return self.zip_code


class City(models.Model):
    """A name that people give a place, in one county; a city of two counties has two rows.

    Neighborhoods too, and what the post office calls “not acceptable” but people write.
    """

    # As portal.folding.fold makes it of the name.
    key = models.CharField(max_length=60)
    name = models.CharField(_("city"), max_length=60)
    county = models.CharField(_("county"), max_length=20)
    latitude = models.FloatField(_("latitude"))
    longitude = models.FloatField(_("longitude"))
    # The county where most of the city lies has most of its ZIP codes.
    zip_codes = models.PositiveSmallIntegerField()
    edition = models.CharField(max_length=20)

    class Meta:
        ordering = ["key", F("zip_codes").desc(), "county"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["key", "county"], name="city_once_per_county"),
            models.CheckConstraint(condition=~Q(key=""), name="city_named"),
            models.CheckConstraint(condition=IN_CALIFORNIA, name="city_in_california"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.county}"
