"""Who tries every page: the names that rows of the matrix use, alone and in groups."""

from accounts import roles

ANONYMOUS = "anonymous"
SWITCHED_OFF = "somebody whose account was switched off while signed in"
CONSUMER = "consumer"
OTHER_CONSUMER = "another consumer"
ASSISTER = "assister"
OTHER_ASSISTER = "assister of another entity"
CONTACT = "entity contact"
OTHER_CONTACT = "contact of another entity"
NO_ROLE = "staff without a role"

Group = frozenset[str]

OUTSIDERS: Group = frozenset({ANONYMOUS, SWITCHED_OFF})
CONSUMERS: Group = frozenset({CONSUMER, OTHER_CONSUMER})
ASSISTERS: Group = frozenset({ASSISTER, OTHER_ASSISTER})
CONTACTS: Group = frozenset({CONTACT, OTHER_CONTACT})
STAFF: Group = frozenset({NO_ROLE, *roles.PERMISSIONS})
SIGNED_IN: Group = CONSUMERS | ASSISTERS | CONTACTS | STAFF
EVERYONE: Group = SIGNED_IN | OUTSIDERS
KINDS = [OUTSIDERS, CONSUMERS, ASSISTERS, CONTACTS, STAFF]


def staff_who_may(*permissions: str) -> Group:
    """Those whose role has at least one of these permissions, as accounts.roles writes them."""
    return frozenset(
        role for role, granted in roles.PERMISSIONS.items() if granted.intersection(permissions)
    )
