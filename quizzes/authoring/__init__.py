"""Questions enter the tables from a bank file."""
