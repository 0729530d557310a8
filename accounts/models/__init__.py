from accounts.models.assister import Assister, Site
from accounts.models.entity import Entity
from accounts.models.user import User

__all__ = ["Assister", "Entity", "Site", "User"]
