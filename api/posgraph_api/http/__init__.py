"""What every request and answer passes: names, conditions, formats, problems."""
