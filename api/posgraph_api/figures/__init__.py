"""Pictures and tables: pure functions from view models to SVG or HTML, the same on every machine."""
