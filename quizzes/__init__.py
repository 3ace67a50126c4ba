"""Recall@K, told in the order in which a question travels.

content/*.md    an author writes a bank, in Markdown
banks/          the bank is read into questions, or into problems that name file and line
exchange/       or it comes from another program's deck, and leaves for one
kinds/          each question carries the answer key of its kind
authoring/      questions enter the tables, from a bank file or from the page of an author, and go back to the file
library/        a learner takes up a bank; its questions become that learner's cards
answering/      an answer to a card is judged, recorded and shown with its verdict
review/         a due card is asked, day by day
memory/         the grade moves the memory, and the memory names the next day
interview/      a set of questions is answered against the clock, and reported on
disputes/       a learner holds that a mark is wrong, and an editor decides

Imports run down, floor by floor (tests/test_architecture.py keeps it so):

floor 6   urls.py   admin/   management/
floor 5   authoring/   library/   review/   interview/   disputes/   never each other
floor 4   prepared.py   models/   checking.py   answering/   sessions.py   accounts.py   api.py
floor 4   limits.py   counting.py   health.py   pace.py   forms.py
floor 3   banks/   exchange/
floor 2   kinds/                                     never each other
floor 1   answers.py   maths/   prose/   memory/     no Django here, nor on floors 2 and 3
"""
