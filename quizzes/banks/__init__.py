"""Banks: Markdown files are read into questions, or into problems that name file and line."""
