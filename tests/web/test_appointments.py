"""Booking: who may, what is free, what moving and cancelling free."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from fibrocare.web.appointments import operations
from fibrocare.web.appointments.models import NEXT, Calendar, Hold, Policy, Room, Service, Status, Visit, WorkingHours
from fibrocare.web.appointments.operations import Taken
from fibrocare.web.people.models import Patient
from fibrocare.web.people.permissions import NotAllowed
from web.conftest import NOW

# Monday 30 November 2026, 9:00 in Chicago.
NINE = dt.datetime(2026, 11, 30, 15, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def clinic(cast):
    """Ruth and Omar give first visits, 60 minutes and 30 after, in two rooms, on Mondays from 9 to 12."""
    cast.first = Service.objects.create(
        slug="first", name="First visit", minutes=60, buffer_minutes=30, policy=Policy.BOOK, for_new=True
    )
    cast.rooms = [Room.objects.create(name=f"Room {number}") for number in (1, 2)]
    cast.first.rooms.set(cast.rooms)
    for person in (cast.ruth, cast.omar):
        cast.first.staff.add(person)
        WorkingHours.objects.create(staff=person, weekday=0, starts=dt.time(9), ends=dt.time(12))
    return cast


@pytest.fixture
def book(clinic):
    """Book a first visit; the patient books for herself unless said otherwise."""

    def run(at=NINE, *, staff=None, patient=None, by="patient", now=NOW):
        patient = patient or clinic.amina
        by = patient.user if by == "patient" else by
        return operations.book(service=clinic.first, staff=staff or clinic.ruth, patient=patient, at=at, by=by, now=now)

    return run


def free(clinic, staff=None, now=NOW):
    found = operations.free_times(clinic.first, now=now, first=NINE.date(), days=1, staff=[staff or clinic.ruth])
    return found[staff or clinic.ruth]


class TestFreeTimes:
    def test_every_half_hour_that_leaves_room_for_the_visit_and_what_follows(self, clinic):
        assert free(clinic) == [NINE, NINE + HOUR / 2, NINE + HOUR, NINE + 1.5 * HOUR]

    def test_a_booked_visit_takes_its_time_and_its_buffer(self, clinic, book):
        book()

        assert free(clinic) == [NINE + 1.5 * HOUR]
        assert len(free(clinic, clinic.omar)) == 4

    def test_no_room_no_time(self, clinic, book):
        clinic.first.rooms.set(clinic.rooms[:1])
        book()

        assert NINE not in free(clinic, clinic.omar)

    def test_not_in_the_next_two_hours(self, clinic):
        assert free(clinic, now=NINE - HOUR)[0] == NINE + HOUR

    def test_the_number_of_queries_does_not_grow_with_bookings(self, clinic, django_assert_num_queries):
        calendar = Calendar.objects.create(staff=clinic.ruth)
        for day in range(50):
            Hold.objects.create(
                calendar=calendar, starts=NINE + dt.timedelta(days=day), ends=NINE + dt.timedelta(days=day, hours=1)
            )
        with django_assert_num_queries(4):
            operations.free_times(clinic.first, now=NOW, first=NINE.date(), days=60, staff=[clinic.ruth])


class TestBooking:
    def test_one_time_is_given_once(self, clinic, book):
        book()

        with pytest.raises(Taken):
            book(patient=clinic.dana)
        assert Visit.objects.count() == 1

    def test_two_clinicians_get_two_rooms(self, clinic, book):
        assert book().room != book(staff=clinic.omar, patient=clinic.dana).room

    def test_nobody_gets_a_time_outside_working_hours_alone(self, clinic, book):
        for at in (NINE - HOUR, NINE + dt.timedelta(days=1), NINE + dt.timedelta(minutes=10)):
            with pytest.raises(Taken):
                book(at)
        assert book(NINE + dt.timedelta(days=1), by=clinic.fred).status == Status.BOOKED

    def test_not_even_the_front_desk_books_twice(self, clinic, book):
        book()

        with pytest.raises(Taken):
            book(NINE + HOUR / 2, patient=clinic.dana, by=clinic.fred)

    def test_a_visitor_books_what_is_open_to_new_people_and_nothing_else(self, clinic, book):
        stranger = Patient.objects.create(name="New", phone="555 0100")
        assert book(patient=stranger, by=None).status == Status.BOOKED

        clinic.first.for_new = False
        with pytest.raises(NotAllowed):
            book(NINE + 1.5 * HOUR, patient=stranger, by=None)
        clinic.first.for_new = True
        with pytest.raises(NotAllowed):
            book(NINE + 1.5 * HOUR, patient=clinic.amina, by=None)

    def test_what_the_clinic_confirms_holds_its_time_at_once(self, clinic, book):
        clinic.first.policy = Policy.APPROVE
        visit = book()

        assert visit.status == Status.ASKED
        with pytest.raises(Taken):
            book(patient=clinic.dana)
        operations.change(visit=visit, to=Status.BOOKED, by=clinic.fred, now=NOW)
        assert [it.status for it in visit.changes.order_by("pk")] == [Status.ASKED, Status.BOOKED]

    @pytest.mark.parametrize("policy", [Policy.CLOSED, Policy.REQUEST])
    def test_what_only_the_clinic_books(self, clinic, book, policy):
        clinic.first.policy = policy

        with pytest.raises(NotAllowed):
            book()
        book(by=clinic.fred)

    def test_nobody_books_for_another(self, clinic, book):
        for by in (clinic.dana.user, clinic.omar, clinic.mara):
            with pytest.raises(NotAllowed):
                book(by=by)

    def test_who_is_booked_with_has_the_patient_in_care(self, clinic, book):
        book(staff=clinic.omar)

        assert Patient.objects.visible_to(clinic.omar, now=NOW + HOUR).contains(clinic.amina)


class TestChanges:
    def test_cancelling_frees_the_time(self, clinic, book):
        visit = book()
        operations.change(visit=visit, to=Status.CANCELLED, by=clinic.amina.user, now=NOW)

        book(patient=clinic.dana)
        with pytest.raises(NotAllowed, match="cancelled"):
            operations.change(visit=visit, to=Status.BOOKED, by=clinic.fred, now=NOW)

    def test_too_late_to_cancel_alone(self, clinic, book):
        visit = book()
        soon = NINE - dt.timedelta(hours=3)

        with pytest.raises(NotAllowed, match="too close"):
            operations.change(visit=visit, to=Status.CANCELLED, by=clinic.amina.user, now=soon)
        operations.change(visit=visit, to=Status.CANCELLED, by=clinic.fred, now=soon)

    def test_another_patient_cancels_nothing(self, clinic, book):
        with pytest.raises(NotAllowed):
            operations.change(visit=book(), to=Status.CANCELLED, by=clinic.dana.user, now=NOW)

    def test_moving_frees_the_old_time_and_takes_the_new(self, clinic, book):
        visit = book()
        operations.move(visit=visit, at=NINE + 1.5 * HOUR, by=clinic.amina.user, now=NOW)

        assert book(patient=clinic.dana).starts == NINE
        visit.refresh_from_db()
        assert (visit.starts, visit.sequence) == (NINE + 1.5 * HOUR, 1)

    def test_a_move_that_fails_keeps_the_old_time(self, clinic, book):
        visit = book()
        book(NINE + 1.5 * HOUR, patient=clinic.dana)

        with pytest.raises(Taken):
            operations.move(visit=visit, at=NINE + 1.5 * HOUR, by=clinic.amina.user, now=NOW)
        with pytest.raises(Taken):
            book(patient=clinic.dana)

    def test_a_visit_may_move_into_its_own_time(self, clinic, book):
        visit = book()
        operations.move(visit=visit, at=NINE + HOUR / 2, by=clinic.amina.user, now=NOW)

        visit.refresh_from_db()
        assert visit.starts == NINE + HOUR / 2

    def test_leave_closes_a_calendar_and_never_over_a_visit(self, clinic, book):
        visit = book()
        day = {"staff": clinic.ruth, "starts_at": NINE, "ends_at": NINE + 3 * HOUR, "by": clinic.ruth}

        with pytest.raises(Taken):
            operations.take_leave(**day)
        operations.change(visit=visit, to=Status.CANCELLED, by=clinic.fred, now=NOW)
        operations.take_leave(**day)
        assert free(clinic) == []
        with pytest.raises(NotAllowed):
            operations.take_leave(**day | {"by": clinic.omar})


def test_the_table_of_changes_names_every_status():
    assert set(NEXT) == set(Status.values)
    assert frozenset().union(*NEXT.values()) <= set(Status.values)


@pytest.mark.parametrize("change", [{"starts": NINE}, {"starts": NINE, "ends": NINE + 3 * HOUR}])
def test_moving_a_hold_into_another_is_refused_too(clinic, change):
    calendar = Calendar.objects.create(staff=clinic.tess)
    Hold.objects.create(calendar=calendar, starts=NINE, ends=NINE + HOUR)
    other = Hold.objects.create(calendar=calendar, starts=NINE + HOUR, ends=NINE + 2 * HOUR)

    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.filter(pk=other.pk).update(
            **{"starts": NINE, "ends": NINE + 3 * HOUR} if change == "ends" else {"starts": NINE}
        )


class TestWhoSeesVisits:
    def test_each_their_own(self, clinic, book):
        mine, theirs = book(), book(staff=clinic.omar, patient=clinic.dana)
        sees = {
            who: set(Visit.objects.visible_to(user, now=NOW + HOUR))
            for who, user in {**vars(clinic), "amina": clinic.amina.user, "dana": clinic.dana.user}.items()
            if who in ("amina", "dana", "ruth", "omar", "tess", "fred", "mara", "rami")
        }

        assert sees == {
            "amina": {mine}, "dana": {theirs}, "ruth": {mine}, "omar": {theirs}, "fred": {mine, theirs},
            "tess": set(), "mara": set(), "rami": set(),
        }  # fmt: skip
