"""Recall@K, told in the order in which a question travels.

content/*.md    an author writes a bank, in Markdown
banks/          the bank is read into questions, or into problems that name file and line
kinds/          each question carries the answer key of its kind
authoring/      questions enter the tables from a bank file
library/        a learner takes up a bank; its questions become that learner's cards
review/         a due card is shown, answered and graded
memory/         the grade moves the memory, and the memory names the next day

Imports run down, floor by floor (tests/test_architecture.py keeps it so):

floor 6   urls.py   admin.py   management/
floor 5   authoring/   library/   review/            never each other
floor 4   prepared.py   models.py   checking.py   sessions.py   accounts.py   api.py   health.py
floor 3   banks/
floor 2   kinds/                                     never each other
floor 1   answers.py   maths/   prose/   memory/     no Django here, nor on floors 2 and 3
"""
