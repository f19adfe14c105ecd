"""How the service runs: settings, processes, logs, counters, start and stop."""
