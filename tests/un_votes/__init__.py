"""The archive of the votes of the UN General Assembly."""
