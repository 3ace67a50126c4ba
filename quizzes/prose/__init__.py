"""From an answer in somebody's own words to the key points that it makes, misses or contradicts.

words.py      a text becomes words with places, stems and weights
lexicon.py    which words mean the same, which the opposite, which only fill
kinship.py    how alike two stems are, and in what sense
clauses.py    words become clauses that know what is denied
alignment.py  a claim is laid beside an answer, word by word
denials.py    sentences that say the reference with a "not" in it
synonyms.py   phrases and stems that an author lists are looked for
formulas.py   formulas in a text are compared by structure
points.py     what the author asks for: points with weights, or points made of a reference answer
findings.py   each point is made, partly made, missed or contradicted
traps.py      the question copied, bare key words, gibberish, words to the marker
scoring.py    findings become a score, a confidence and a verdict
bindings.py   what is said of which of two rivals
measures.py   an answer as a whole becomes numbers; calibration.py weighs them as two readers would
checking.py   the door: an assessment of an answer, and of a case as JSON
backends.py   words alone, a sentence model where one is installed, or a language model (llm.py) where set up
model.py      where the sentence model lies; wordpiece.py and transformer.py read it with numpy alone
meaning.py    how much of what a claim means an answer says; blending.py takes it into findings and score
apart.py      the sentence model's worker process (worker.py), so that the web process holds none of it
spelling.py   a slip of the pen in a word or two
"""
