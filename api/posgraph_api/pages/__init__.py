"""The few pages for people: plain HTML, one style sheet, no script."""
