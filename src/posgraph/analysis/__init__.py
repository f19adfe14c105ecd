"""What follows from a dataset: pure functions from its rows to frozen results."""
