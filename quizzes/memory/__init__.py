"""What a rating does to a memory, and which day it is for the learner."""
