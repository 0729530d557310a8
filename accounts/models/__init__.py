from accounts.models.affiliation import Affiliation
from accounts.models.assister import Assister
from accounts.models.bulk import BulkJob, BulkRow
from accounts.models.certification import Badge, Certification, RenewalReminder
from accounts.models.change import StandingChange
from accounts.models.contact import EntityContact
from accounts.models.entity import Entity
from accounts.models.sign_up import SignUp
from accounts.models.site import OpeningHours, Site
from accounts.models.standing import Lack, Mender, Missing, Standing
from accounts.models.user import User
from accounts.models.zip_code import City, ZipCode

__all__ = [
    "Affiliation",
    "Assister",
    "Badge",
    "BulkJob",
    "BulkRow",
    "Certification",
    "City",
    "Entity",
    "EntityContact",
    "Lack",
    "Mender",
    "Missing",
    "OpeningHours",
    "RenewalReminder",
    "SignUp",
    "Site",
    "Standing",
    "StandingChange",
    "User",
    "ZipCode",
]
