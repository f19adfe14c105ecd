"""The timeline: lanes of what was said, the months they span, and the history behind a mark."""
