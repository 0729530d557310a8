"""SQL that is made once finds what the ORM finds."""

import pytest

from accounts.backends import WITH_RELATIONS
from accounts.models import User
from tests.factories import AssisterFactory, EntityContactFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db
RELATED = ["assister", "entity_contact"]


def both_roles():
    user = AssisterFactory(activated=True).user
    EntityContactFactory(user=user)
    return user


MAKE = [
    UserFactory,
    StaffFactory,
    both_roles,
    lambda: AssisterFactory(activated=True).user,
    lambda: EntityContactFactory().user,
]


def values(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


@pytest.mark.parametrize("make", MAKE)
def test_the_same_row_with_its_relations_in_one_query(make, django_assert_num_queries):
    theirs = User.objects.get(pk=make().pk)

    with django_assert_num_queries(1):
        ours = WITH_RELATIONS.find(theirs.pk)
        found = {name: getattr(ours, name, None) for name in RELATED}
        entities = [one.entity for one in found.values() if one]

    assert values(ours) == values(theirs)
    for name, one in found.items():
        other = getattr(theirs, name, None)
        assert (one and values(one)) == (other and values(other))
    assert all(entity.legal_name for entity in entities)
    ours.first_name = "New"
    ours.save()
    assert User.objects.get(pk=ours.pk).first_name == "New"


def test_nobody(db):
    assert WITH_RELATIONS.find("00000000-0000-4000-8000-000000000000") is None
