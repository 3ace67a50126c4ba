"""A learner takes up a bank; its questions become that learner's cards."""
