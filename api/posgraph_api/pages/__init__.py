"""The pages for people: what each takes, what it is drawn from, and how it is sent."""
