"""What the home page says of a dataset."""
