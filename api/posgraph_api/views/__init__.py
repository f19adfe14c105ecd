"""Views: pure functions from results to frozen values that hold all that a page shows, in words."""
