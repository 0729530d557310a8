import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from limiter import limits, tasks
from limiter.errors import CannotCount, TooManyAttempts
from limiter.limits import Limit, charge, refund
from limiter.models import AttemptLog
from portal import context
from tests.factories import AttemptLogFactory

THREE = Limit("three", most=3, within=timedelta(minutes=15))
TWO = Limit("two", most=2, within=timedelta(hours=1))


def is_admitted(*pairs):
    try:
        charge(*pairs)
    except TooManyAttempts:
        return False
    return True


def let_time_pass(span):
    """As if all that was counted had happened earlier."""
    with connections[limits.ALIAS].cursor() as cursor:
        cursor.execute(
            "UPDATE limiter_attemptlog SET attempts ="
            " ARRAY(SELECT stamp - %s FROM unnest(attempts) AS stamp ORDER BY stamp)",
            [span],
        )


@pytest.mark.django_db
class TestCharge:
    def test_admits_so_many_and_no_more(self):
        assert [is_admitted((THREE, "pat")) for _ in range(5)] == [True] * 3 + [False] * 2

    def test_says_how_long_to_wait_and_that_nothing_is_lost(self):
        for _ in range(3):
            charge((THREE, "pat"))
        let_time_pass(timedelta(minutes=5, seconds=30))

        with pytest.raises(TooManyAttempts, match="Wait 10 minutes, then try again") as refusal:
            charge((THREE, "pat"))

        assert 545 < refusal.value.retry_after <= 570
        assert "Nothing you entered was lost." in str(refusal.value)

    def test_speaks_of_one_minute_as_one(self):
        assert "Wait 1 minute," in str(TooManyAttempts(retry_after=12.3))
        assert TooManyAttempts(retry_after=12.3).retry_after == 13

    def test_keys_are_counted_apart(self):
        for _ in range(3):
            charge((THREE, "pat"))

        assert is_admitted((THREE, "dee"))
        assert is_admitted((TWO, "pat"))

    def test_a_key_of_several_parts_is_not_their_sum(self):
        for _ in range(3):
            charge((THREE, ("ab", "c")))

        assert is_admitted((THREE, ("a", "bc")))
        assert not is_admitted((THREE, ("ab", "c")))

    def test_the_window_slides(self):
        charge((THREE, "pat"))
        let_time_pass(timedelta(minutes=10))
        charge((THREE, "pat"))
        charge((THREE, "pat"))
        assert not is_admitted((THREE, "pat"))

        let_time_pass(timedelta(minutes=6))  # the first has left, the others are six minutes old

        assert is_admitted((THREE, "pat"))
        assert not is_admitted((THREE, "pat"))

    def test_a_refused_attempt_makes_nobody_wait_longer(self):
        for _ in range(3):
            charge((THREE, "pat"))
        let_time_pass(timedelta(minutes=14))
        assert not any(is_admitted((THREE, "pat")) for _ in range(10))

        let_time_pass(timedelta(minutes=1, seconds=1))

        assert is_admitted((THREE, "pat"))

    def test_where_one_limit_refuses_no_other_is_charged(self):
        charge((TWO, "192.0.2.7"), (THREE, "pat"))
        charge((TWO, "192.0.2.7"), (THREE, "pat"))
        assert not any(is_admitted((TWO, "192.0.2.7"), (THREE, "pat")) for _ in range(5))

        assert is_admitted((THREE, "pat"))
        assert not is_admitted((THREE, "pat"))

    def test_the_longest_wait_of_all_is_said(self):
        for _ in range(2):
            charge((TWO, "pat"), (THREE, "pat"))
        charge((THREE, "pat"))

        with pytest.raises(TooManyAttempts) as refusal:
            charge((THREE, "pat"), (TWO, "pat"))

        assert 3550 < refusal.value.retry_after <= 3600

    def test_follows_a_limit_that_was_changed(self):
        for _ in range(3):
            charge((THREE, "pat"))

        assert is_admitted((Limit("three", 4, THREE.within), "pat"))
        stricter = Limit("three", 2, THREE.within)
        let_time_pass(timedelta(minutes=16))
        assert [is_admitted((stricter, "pat")) for _ in range(3)] == [True, True, False]

    def test_takes_one_statement(self, django_assert_num_queries):
        with django_assert_num_queries(1, connection=connections[limits.ALIAS]):
            charge((THREE, "pat"), (TWO, "pat"))

    @pytest.mark.parametrize("key", ["", "x" * 10_000, "\0", "\ud800", "🙂", None, 7])
    def test_any_key_can_be_counted(self, key):
        assert [is_admitted((TWO, key)) for _ in range(3)] == [True, True, False]

    def test_keeps_no_key_in_clear(self):
        charge((THREE, ("500000142", "192.0.2.7")))

        [row] = AttemptLog.objects.using(limits.ALIAS).values()
        assert "500000142" not in str(row)
        assert "192.0.2.7" not in str(row)
        assert len(row["key"]) == 64

    def test_the_hash_depends_on_the_secret_key(self, settings):
        before = limits._hashed(THREE, "pat")
        settings.SECRET_KEY = "another" * 10
        assert limits._hashed(THREE, "pat") != before


@pytest.mark.django_db
class TestRefund:
    def test_gives_back_one_attempt(self):
        for _ in range(3):
            charge((THREE, "pat"))

        refund((THREE, "pat"))

        assert [is_admitted((THREE, "pat")) for _ in range(2)] == [True, False]

    def test_so_that_only_failures_count(self):
        for _ in range(20):
            charge((THREE, "pat"), (TWO, "192.0.2.7"))
            refund((THREE, "pat"), (TWO, "192.0.2.7"))

        assert is_admitted((THREE, "pat"))

    def test_of_what_was_never_charged_changes_nothing(self):
        refund((THREE, "pat"))
        charge((THREE, "pat"))
        refund((THREE, "pat"))
        refund((THREE, "pat"))

        assert [is_admitted((THREE, "pat")) for _ in range(4)] == [True] * 3 + [False]


@pytest.mark.django_db(transaction=True)
class TestItsOwnConnection:
    def test_a_rollback_does_not_give_an_attempt_back(self):
        for _ in range(3):
            with transaction.atomic():
                charge((THREE, "pat"))
                transaction.set_rollback(True)

        assert not is_admitted((THREE, "pat"))

    def test_a_database_that_cannot_count_admits_nobody(self):
        with connections[limits.ALIAS].cursor() as cursor:
            cursor.execute("ALTER TABLE limiter_attemptlog RENAME TO gone")
        try:
            with pytest.raises(CannotCount) as refusal:
                charge((THREE, "pat"))
        finally:
            with connections[limits.ALIAS].cursor() as cursor:
                cursor.execute("ALTER TABLE gone RENAME TO limiter_attemptlog")

        assert isinstance(refusal.value, TooManyAttempts)
        assert refusal.value.retry_after == 60

    def test_sixteen_at_once_are_admitted_as_often_as_the_limit_says(self):
        limit = Limit("race", most=10, within=timedelta(hours=1))

        def try_five_times(_):
            try:
                return sum(is_admitted((limit, "pat")) for _ in range(5))
            finally:
                connections.close_all()

        with ThreadPoolExecutor(16) as pool:
            assert sum(pool.map(try_five_times, range(16))) == 10

    def test_no_window_holds_more_even_while_it_slides(self):
        limit = Limit("race", most=5, within=timedelta(milliseconds=200))
        admitted = []

        def try_on(_):
            try:
                while len(admitted) < 25:
                    asked = time.monotonic()
                    if is_admitted((limit, "pat")):
                        admitted.append((asked, time.monotonic()))
            finally:
                connections.close_all()

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(try_on, range(8)))

        # The sixth after any attempt was answered later than a window after that one was asked for.
        answers = sorted(answered for _asked, answered in admitted)
        asks = sorted(asked for asked, _answered in admitted)
        assert all(answers[n + 5] - asks[n] >= 0.2 for n in range(len(asks) - 5))

    def test_crossing_pairs_do_not_deadlock(self):
        many = Limit("many", most=5000, within=timedelta(minutes=1))
        keys = [(many, f"key-{n}") for n in range(6)]

        def charge_in(order):
            try:
                for _ in range(25):
                    charge(*order)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(6) as pool:
            list(pool.map(charge_in, [keys, keys[::-1]] * 3))

        logs = AttemptLog.objects.values_list("attempts", flat=True)
        assert [len(attempts) for attempts in logs] == [150] * 6


@pytest.mark.django_db
def test_what_has_left_its_window_is_forgotten():
    charge((THREE, "old"))
    charge((THREE, "given back"))
    refund((THREE, "given back"))
    let_time_pass(timedelta(minutes=16))
    charge((THREE, "young"))

    tasks.forget_old_attempts()

    [log] = AttemptLog.objects.using(limits.ALIAS).all()
    assert log.attempts[-1] > timezone.now() - timedelta(minutes=1)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (None, "0.0.0.0"),
    ],
)
def test_a_client_is_its_address_or_its_households_network(address, network):
    token = context._current.set(context.RequestContext(address=address))
    try:
        assert limits.client_network() == network
    finally:
        context._current.reset(token)


@pytest.mark.parametrize(("most", "seconds"), [(0, 60), (1, 0)])
def test_a_limit_that_admits_nobody_is_a_mistake(most, seconds):
    with pytest.raises(ValueError, match="Limit odd"):
        Limit("odd", most, timedelta(seconds=seconds))


@pytest.mark.django_db
class TestAttemptLog:
    def test_database_refuses_a_limit_of_none(self):
        with pytest.raises(IntegrityError, match="attemptlog_admits_at_least_one"):
            AttemptLogFactory(most=0, attempts=[])

    def test_database_refuses_more_attempts_than_are_needed(self):
        with pytest.raises(IntegrityError, match="attemptlog_keeps_no_more_than_it_needs"):
            AttemptLogFactory(most=1, attempts=[timezone.now()] * 2)

    def test_names_itself_by_its_limit_only(self):
        assert str(AttemptLogFactory()) == "Attempts under a-limit"
