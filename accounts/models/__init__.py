from accounts.models.assister import Assister, Site
from accounts.models.contact import EntityContact
from accounts.models.entity import Entity
from accounts.models.sign_up import SignUp
from accounts.models.user import User

__all__ = ["Assister", "Entity", "EntityContact", "SignUp", "Site", "User"]
