"""A learner holds that a mark is wrong, and an editor decides."""
