"""Pages and documents about the data and the service."""
