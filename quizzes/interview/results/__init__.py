"""From judged answers to what a report says: counts, a verdict, what to work on, and its forms as a file."""
