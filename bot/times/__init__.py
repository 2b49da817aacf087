"""Judges how long jobs and steps take, and says where the time went: pure statistics on plain facts."""
