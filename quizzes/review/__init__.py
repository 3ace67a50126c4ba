"""A due card is shown, answered and graded."""
