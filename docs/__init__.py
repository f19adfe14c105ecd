"""The docs: written pages, and the code that draws the others from the project."""
