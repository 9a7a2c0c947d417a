"""Booking: services, calendars, visits, the waiting list. The database refuses two things at one time in one place."""
