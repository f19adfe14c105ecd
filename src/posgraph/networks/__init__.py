"""Networks of actors and demands, counted from coded statements."""
