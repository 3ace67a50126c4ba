"""Decks of other programs become blocks of a bank, and questions become decks of other programs."""
