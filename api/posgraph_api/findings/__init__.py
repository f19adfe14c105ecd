"""What follows from the positions, each question with its parameters and its route."""
