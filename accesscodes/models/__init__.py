from accesscodes.models.call import HelpLineCall
from accesscodes.models.check import Fact, IdentityCheck
from accesscodes.models.code import AccessCode

__all__ = ["AccessCode", "Fact", "HelpLineCall", "IdentityCheck"]
