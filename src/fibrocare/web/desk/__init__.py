"""The front desk: the day and the week of everybody, bookings for whoever calls or walks in, the waiting list, leave."""
