"""What the comparison knows of single English words: fillers, negators, numbers, and what clauses begin with."""

from __future__ import annotations

from typing import Final


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Words that carry no content of their own.
FUNCTION_WORDS: Final = _set(
    """a an the this that these those it its itself they them their theirs themselves he she his her him we us our you
    your i me my one ones someone somebody something anything everything is are was were be been being am isn aren s re
    ve ll d m t do does did doing done has have had having can could may might must shall should will would of in on at
    by for with from to into onto upon over under about between among through during within as than then so and or but
    nor if because since while whereas although though when where which who whom whose what why how there here also too
    very just only even still yet both either each every any some all such same own other another more most much many
    few less least lot lots up down out off again once ever always often usually sometimes generally basically simply
    really actually quite rather thus hence therefore however e g i.e e.g eg ie etc via per vs versus let lets get gets
    got getting go goes going gone come comes thing things way ways okay ok well now first second due according
    instead whether us oneself himself cant wont upon toward towards around across along"""
)
# Function words that nevertheless say something where they meet their opposite.
TELLING: Final = _set("more less most least up down few many all same always every other own")
# Ordinary words, which turn up in any answer.
GENERAL_WORDS: Final = _set(
    """use make take give need want know think mean say tell show see look find put keep let help work try call name
    become seem happen allow able possible good bad better best worse nice important useful big small high low large
    new old right left part kind type sort example case fact reason point question answer problem idea term word
    different difference various certain particular specific general normal common main simple easy hard important
    purpose like amount number lot bit time day people person thing something certain several exist contain include
    provide cause result lead start end begin become stay remain happen occur real true false correct wrong actual
    whole full total entire basic main next previous last long short describe explain definition concept refer
    order place side form way need should"""
)
# Words of the trade, which turn up in every second answer about it.
TRADE_WORDS: Final = _set(
    """data dataset model set value train learn network function system algorithm method approach technique process
    machine feature input output weight parameter layer sample example class label point space program code computer
    variable element object structure result prediction error loss score performance measure metric step size
    experiment water material student science cell body earth plant energy
    gradient variance bias mean average probability distribution random matrix vector linear nonlinear regression
    classification classifier tree batch epoch optimiser optimizer validation test regularisation penalty softmax
    activation neuron unit hidden embedding token attention kernel filter image text row column log likelihood
    estimate estimator hyperparameter prediction accuracy precision recall threshold rate noise sum product constant
    independent correlation covariance normal sequence memory query key distance cluster neighbour dimension gpu
    convolution dropout baseline target vary squared square root zero scale"""
)
NEGATORS: Final = _set(
    """not no never none neither nor nothing nobody nowhere cannot hardly barely scarcely without
    don't doesn't didn't isn't aren't wasn't weren't won't wouldn't can't couldn't shouldn't hasn't haven't hadn't
    mustn't needn't dont doesnt didnt isnt arent wasnt werent wont wouldnt cant couldnt shouldnt hasnt havent hadnt
    ain't n't fails fail lacks lack"""
)
# They deny only what follows directly.
SHORT_NEGATORS: Final = _set("without instead unlike except lacks lack fails fail hardly barely scarcely nothing")
# "Prevents vanishing", "avoids overfitting": what follows does not happen.
PREVENTERS: Final = _set("""prevent avoid hinder forbid prohibit inhibit eliminate heldout unseen exclude withhold""")
# "Reduces overfitting" says neither that it happens nor that it does not.
SOFTENERS: Final = _set("reduce decrease lower less fewer diminish mitigate limit counter fight against before")

_NUMBERS: Final = "zero one two three four five six seven eight nine ten eleven twelve"
NUMBER_WORDS: Final = {word: str(value) for value, word in enumerate(_NUMBERS.split())} | {
    "twenty": "20",
    "thirty": "30",
    "fifty": "50",
    "hundred": "100",
    "thousand": "1000",
    "million": "1000000",
}

# What clauses begin with, so that a negation before them does not reach behind them.
CLAUSE_STARTS: Final = _set(
    "but while whereas because since so although though which who if unless however when until yet that's thus "
    "therefore hence otherwise where"
)
# Joined to the word behind them: "non-linear" is "nonlinear", while "held-out" is two words.
PREFIXES: Final = _set("non co over under un re pre mis sub semi anti")
# What a clause that begins with one of them says is mostly given.
CONDITIONS: Final = _set("as when if whenever once")
AUXILIARIES: Final = _set(
    "is are was were be been has have had can could may might must shall should will would do does did "
    "isn't aren't doesn't don't cannot can't won't"
)
