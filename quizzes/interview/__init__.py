"""A mock interview: chosen, sat against the clock, reported on, and written back into the plan."""
