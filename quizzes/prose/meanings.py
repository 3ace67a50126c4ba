"""From plain word lists to which words mean the same, which the opposite, and which a learner may swap.

The lists are our own. Words on one line mean about the same in a technical answer; they need not be synonyms elsewhere.
Everything is looked up by stem, so a line holds one form of each word.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

# One line, one meaning.
KIN: Final = """
use utilise employ apply exploit
choose select pick decide selection choice
tune adjust adapt tweak calibrate set optimise
update change modify alter vary adjust transform
hyperparameter setting knob
show demonstrate reveal display indicate tell
make create produce generate build form construct
get obtain receive acquire gain
keep retain preserve maintain stay remain hold
unseen new fresh unknown heldout untouched
heldout aside separate reserved withheld apart
example sample instance observation datum row case record
feature attribute variable input column predictor covariate
label target class annotation
category class group
model classifier predictor network learner
network net
neuron unit node
disable zero drop deactivate remove off
remove delete discard drop eliminate erase pop
insert add append push put
begin start initial first
end finish final last terminate stop
quick fast rapid speed accelerate swift
slow sluggish decelerate
fraction share proportion ratio percentage portion percent rate part
predict forecast guess flag estimate output classify say
actual true real truly really
find detect catch identify recognise locate discover retrieve capture
mean average expectation expected
variance spread variability fluctuate noise noisy scatter
noise noisy random
random stochastic randomly chance
error mistake fault wrong
error loss cost
loss cost objective
test check examine
evaluate assess measure judge estimate evaluation
estimate estimation score performance
overfit memorise memorize overfitting
generalise generalize generalisation
rely depend dependence dependent codependent
coadapt codepend rely
ensemble average committee combination
independent separate unrelated
connect link attach join wire bind tie
connection link edge wire
path route circuit loop
gap break broken open interrupt
circuit loop
complete closed whole
battery cell
current electricity
same equal identical equivalent alike
different distinct unequal
whole entire full complete total
size length amount quantity magnitude
many numerous multiple several various
distance far
scale range magnitude unit
dominate swamp outweigh overwhelm
standardise normalise scale rescale
normalise sum
sum total add
probability likelihood chance odds distribution
positive nonnegative
logit score
class category
optimistic biased inflated overestimate overoptimistic good
unbiased honest fair reliable trustworthy
reliable stable robust steady trustworthy consistent
stable steady robust
fixed static constant unchanged
dynamic flexible resizable
contiguous adjacent consecutive neighbouring next
access reach lookup retrieve jump read
traverse walk iterate follow
pointer reference link address
index position subscript
element item entry node member value
store hold contain keep save record
collection list container group
function method procedure routine subroutine
return output give
argument parameter
prototype declaration signature
compile compiler
inherit inheritance subclass derive
reuse reusable reusability
encapsulate encapsulation hide hidden
abstract abstraction
maintain maintenance maintainable modify debug
specify declare define state describe
diverge explode unstable oscillate bounce overshoot
oscillate jump bounce fluctuate
vanish shrink disappear fade decay
shrink small smaller decay
sparse sparsity zero
step update
direction gradient slope
gradient derivative slope
minimise optimise
converge settle
scarce little small rare few
rare scarce infrequent uncommon minority
frequent common majority dominant
majority frequent
minority rare
imbalanced unbalanced skewed
memory ram storage
copy duplicate replicate
evaporate vapour vaporise dry
vapour steam gas
heat warm hot temperature
cold cool chill
float buoyant
light lightweight lighter
dense density heavy compact
expand swell enlarge
separate divide split isolate
split divide partition separate
mixture mix blend combine
combine join merge unite together
dissolve soluble
filter sieve strain screen
food sugar glucose
energy power
carry bring transport transfer move deliver bear
move travel flow pass
flow pass run travel go
speed velocity
vibrate oscillate vibration
pitch tone sound
code instruction information message
information knowledge data
protein enzyme
catalyst catalyse
reaction process
body organism
consume used deplete
translate convert turn
turn convert change transform become translate
convert transform change
calculate compute work
compute computation calculation
cheap inexpensive efficient
expensive costly
efficient efficiency
important crucial essential vital key
require need necessary must
cause lead make because produce reason
result outcome consequence effect
effect influence impact affect
help aid support assist improve
improve better enhance boost
problem issue difficulty trouble
hard difficult challenging
easy simple
goal aim purpose objective
method approach technique way
quantity amount number count
count number tally
repeat again redo iterate
order sequence arrangement ordering
sort arrange order rank
shuffle permute randomise reorder mix
representative typical varied
divide split
batch minibatch
epoch pass iteration
layer level
deep depth
wide width
skip shortcut residual bypass
identity itself unchanged
direct straight immediate
penalty penalise regularise regularisation
regularisation regulariser penalty
weight parameter coefficient
coefficient weight
parameter weight
leak leakage contaminate
production deployment deploy serving
available accessible
predict prediction inference
correlate correlation association related
cause causal causation
approximate estimate rough
exact precise
assume assumption suppose
threshold cutoff
curve plot graph
boundary border limit
limit restrict bound constrain cap
largest maximum max biggest highest top
smallest minimum min lowest
top front
attention attend focus
token word
word token
sentence sequence text
vector embedding representation
represent representation encode
encode embed
similar alike close near
near close neighbour
recent latest new
past previous earlier history
future later ahead
human person people
machine computer device
picture image photo
feature pattern
pattern structure regularity
human people user
nonlinear nonlinearity
kernel filter
multiply product times
divide quotient ratio
square quadratic squared
root sqrt
twice double two
half halve
one single
once single
zero nothing none
lifo lastinfirstout
fifo firstinfirstout
distribute distribution
shift drift change
gather collect
finite limited
infinite endless unlimited
visible observable observed seen
hidden latent unobserved
infer deduce conclude
conclude conclusion
amount volume
kind type sort
container cup beaker vessel jar
mass weigh weight
weigh heavy
explain describe clarify
reveal expose uncover show
guarantee ensure assure promise
likely probable plausible
typical usual standard ordinary
strange odd unusual anomalous
anomaly outlier exception
correct right accurate valid proper
useless worthless pointless futile
useful valuable worthwhile beneficial
enough sufficient adequate ample
missing absent empty blank null nan
fill impute substitute
replace substitute swap exchange
swap exchange interchange permute
mark flag tag annotate
measure quantify gauge assess
watch monitor observe track
track follow trace
warn alert alarm
violate break
repair fix correct remedy cure
harm damage hurt impair worsen
save spare economise
price cost expense
cost spend pay
reward payoff
delay latency lag wait
immediate instant prompt
invariant unchanged preserved unaffected constant
symmetric symmetry mirrored
tradeoff compromise balance
conflict contradict disagree clash
agree match coincide consistent
overlap intersect share
unique distinct single sole
part piece portion fragment chunk section
chunk block segment piece
surround context neighbourhood
join merge concatenate
compress squeeze condense shrink
stretch scale elongate extend
shift move displace offset
rotate turn
map project transform
flatten unroll reshape
blur smooth soften
sharp steep abrupt peaked
spike jump burst
peak maximum mode
valley minimum trough
slope steepness tilt
curvature bend hessian
straight linear
place position location spot slot
origin source provenance
history log record
snapshot checkpoint copy
current present today
stale outdated old
fresh new unseen
forget lose erase overwrite
learn acquire
teach instruct train
imitate mimic emulate copy
fabricate invent hallucinate
truth fact
confident certain sure
uncertain unsure doubtful
uncertainty doubt
evidence proof support
prove demonstrate derive
equation formula expression
vote majority
outperform beat exceed surpass
lucky luck fluke chance accident
spurious accidental coincidental
cue clue hint signal
perturb disturb jitter nudge
robust resilient tolerant insensitive
sensitive responsive
ignore neglect disregard overlook
notice detect see
hide mask conceal cover occlude
contain comprise consist
word term
document page article passage
lifo last newest
fifo first oldest
send transmit forward
route path way
record tuple entry
column field
key identifier
identify distinguish recognise
lookup search query find
scan search
request query
drawback disadvantage downside weakness
advantage benefit upside strength
undo rollback revert restore
restore recover
execute run perform
cpu processor
forever indefinitely infinite endless
protect secure guard defend safeguard
permit allow let
software program application app
developer programmer coder
bug defect fault error mistake
requirement specification
phase stage step
verify validate check test
module component unit
version release revision
edge boundary border extreme limit
germ pathogen virus bacterium microbe
disease illness infection sickness
offspring child descendant young
trait characteristic property feature
reproduce breed
gene dna genetic
organism animal creature
absorb soak
emit release
reflect bounce
sunlight sun solar
lamp bulb
tilt lean slant
rotate spin revolve
orbit revolve circle
soil dirt ground
attract pull
repel push
force push pull
particle molecule atom
freeze solidify
tiny small little
occur happen
flexible dynamic adaptable
divide split share
damage destroy break
communicate talk exchange
agree synchronise
arrive reach
redundant duplicate repeat
redundancy duplication
crash fail
detailed thorough
value figure
level degree extent
bias offset intercept
answer response reply
request query ask
search explore look
best optimal ideal
goal target
path trajectory
gap difference distance hole
residual remainder rest leftover
propagate spread pass
accumulate sum gather
prune cut trim
clip truncate cap
parallel simultaneous concurrent
sequential serial consecutive
hardware machine
processor core
bandwidth throughput
overflow explode
underflow vanish
deploy ship release
bug defect fault
nearby adjacent neighbour
suffer degrade worse
sum aggregate pool
centre center centroid middle
midpoint middle halfway
own private individual
belong member
subset part
superset contain
occur happen appear arise
appear seem look
arise emerge
cancel offset compensate
compensate correct
saturate plateau flat
plateau flat level
uniform flat even equal
even equal
concentrate focus peaked
spread uniform flat
explicit direct
implicit indirect
tell inform
distinguish discriminate separate differentiate
identify recognise
mistake confuse
confuse mix
trust rely believe
believe think
expose leak
permit allow enable
forbid prevent prohibit
hurry rush
drift diverge
collapse degenerate
degenerate trivial
redundant superfluous unnecessary
needless unnecessary
necessary required
optional voluntary
manual human
automatic automated
blind unaware hidden
aware know
know understand
understand grasp
"""

# Left and right of the bar mean the opposite; words on one side are kin.
OPPOSITES: Final = """
increase grow rise higher more larger greater up upward bigger raise gain climb large high big enlarge \
strengthen upwards | decrease shrink fall lower less smaller fewer down downward reduce decline drop low \
small little diminish weaken downwards
fast quick rapid accelerate speed quicken | slow decelerate
good reliable accurate useful helpful | bad misleading unreliable useless harmful poor deceptive
best | worst
better improve | worse deteriorate degrade hurt
always ever every | never
all every each | none
many multiple several | few single one
same equal identical constant | different unequal vary distinct
connected attached joined linked | disconnected detached separate gap
open gap | closed complete
true correct right | false wrong incorrect untrue
positive | negative
before earlier | after later
first | last
above | below
add insert push | remove delete pop
start begin | end finish stop
easy simple | hard difficult
expand swell | contract
converge | diverge explode
vanish | explode
stable | unstable
independent | dependent
random stochastic | deterministic
fixed static | dynamic flexible variable
sparse | dense
linear | nonlinear
discrete | continuous
finite | infinite
minimise minimum smallest least lowest | maximise maximum largest most highest
heat warm hot | cool cold chill
evaporate | condense
absorb | release emit
light | heavy
possible | impossible
allow enable | prevent forbid
include | exclude
win | lose
present | absent missing
present | past
deep | shallow
wide | narrow
strong | weak
majority frequent | minority rare
optimistic overestimate | pessimistic underestimate
cheap | expensive costly
local | global
convex | concave
inside | outside
together jointly | separately
on | off
before | after
accept | reject
attract | repel
solid | gas
own separate private isolated | share common joint
inner | outer
forward | backward reverse
steep | flat gentle
horizontal | vertical
sequential serial | parallel simultaneous concurrent
coarse | fine
peaked sharp | uniform flat smooth
smooth | rough
early | late
encode | decode
compress | decompress
near close | far distant
noisy | clean
full | empty
exact precise | approximate rough
even | odd
agree match | contradict conflict
online | offline
internal | external
similar alike | different dissimilar
remember memorise | forget
succeed success | fail failure
keep retain preserve | discard drop remove
lose | gain
freeze frozen | trainable
real | fake synthetic
known | unknown
ascend | descend
overflow | underflow
robust insensitive | sensitive fragile brittle
lucky | unlucky
symmetric | asymmetric
confident certain sure | uncertain unsure
upper | lower
wide | narrow
"""

# Not opposites, but two roles that a learner may swap: what is said of the one is not said of the other.
CONTRASTS: Final = """
train training | validation | test testing | production
precision | recall
bias | variance
sensitivity | specificity
overfit overfitting | underfit underfitting
l1 lasso | l2 ridge
generative | discriminative
supervised | unsupervised
bagging forest | boosting
encoder | decoder
row | column
query | key
prior | posterior | likelihood
mean | median | mode
numerator | denominator
forward | backward
batch | layer
classification | regression
parameter | hyperparameter
gradient | hessian
sgd | adam
array | list
stack | queue
lifo | fifo
push | pop
sensor | motor
dna | rna | mrna
mitosis | meiosis
protein | fat | carbohydrate
voltage | current | resistance
series | parallel
evaporation | condensation
predator | prey
acid | base
proton | electron | neutron
odds | logit
mcmc | variational
aleatoric | epistemic
explicit | implicit
lower | upper
left | right
compile | interpret
local | global
source | target
teacher | student
generator | discriminator
actual real true | predicted
cpu | gpu
fp | fn
tp | fp
primal | dual
policy | value
actor | critic
prefill | decode
latency | throughput
marginal | conditional | joint
population | sample
null | alternative
micro | macro
explore | exploit
injective | surjective
nominal | ordinal
width | depth
client | server
read | write
necessary | sufficient
causal | bidirectional
filter | wrapper
inner | outer
eigenvalue | eigenvector
momentum | adam
warmup | decay
user | item
student | teacher
"""

# Several words that are one; what stands right of the arrow is looked up as a single word.
PHRASES: Final = """
w o > without
learning rate > lr
learning rates > lr
batch normalisation > batchnorm
batch normalization > batchnorm
batch norm > batchnorm
bn > batchnorm
layer normalisation > layernorm
layer normalization > layernorm
layer norm > layernorm
cross validation > crossvalidation
cv > crossvalidation
standard deviation > std
standard deviations > std
stddev > std
stdev > std
mean squared error > mse
maximum likelihood > mle
prob > probability
probs > probability
pred > prediction
preds > prediction
param > parameter
params > parameter
hyperparams > hyperparameter
hyperparam > hyperparameter
dist > distribution
distr > distribution
var > variance
avg > average
config > setting
configs > setting
configuration > setting
configurations > setting
approx > approximate
acc > accuracy
val > validation
dim > dimension
dims > dimension
grad > gradient
grads > gradient
info > information
diff > difference
init > initialise
seq > sequence
eval > evaluation
dup > duplicate
dups > duplicate
col > column
cols > column
dep > dependent
indep > independent
freq > frequent
img > image
imgs > image
num > number
pts > point
coeff > coefficient
coeffs > coefficient
no one > nobody
thru > through
go up > increase
goes up > increase
gets larger > increase
go down > decrease
goes down > decrease
went up > increase
went down > decrease
blow up > explode
blows up > explode
held out > heldout
hold out > heldout
kept aside > heldout
set aside > heldout
put aside > heldout
left out > heldout
switched off > disable
turned off > disable
turns off > disable
switches off > disable
set to zero > zero
sets to zero > zero
add up > sum
adds up > sum
adding up > sum
sum up > sum
sums up > sum
last in first out > lifo
last one in > lifo
first in first out > fifo
in first out > lifo
burned out > burn
burnt out > burn
burns out > burn
used up > consume
speed up > accelerate
speeds up > accelerate
slow down > decelerate
slows down > decelerate
next to each other > contiguous
next to > contiguous
carbon dioxide > co2
neural network > network
neural networks > network
by heart > memorise
rely on > depend
too good > optimistic
learn by heart > memorise
learns by heart > memorise
as a result > therefore
such as > like
at the same time > simultaneously
each other > mutual
one another > mutual
look at > see
looked at > see
does well > good
do well > good
do badly > bad
does badly > bad
random guessing > chance
by hand > manual
point to > pointer
points to > pointer
true positive > tp
true positives > tp
false positive > fp
false positives > fp
false negative > fn
false negatives > fn
true negatives > tn
one vs rest > ovr
one versus rest > ovr
one versus the rest > ovr
one against the rest > ovr
one vs all > ovr
take place > occur
takes place > occur
took place > occur
rolled back > rollback
roll back > rollback
rolls back > rollback
give off > emit
gives off > emit
bounces back > reflect
bounce back > reflect
line by line > stepwise
step by step > stepwise
one at a time > stepwise
one by one > stepwise
operating system > os
operating systems > os
messenger rna > mrna
h2o > water
o2 > oxygen
db > database
dbs > database
temp > temperature
for ever > forever
"""


def side_lines(text: str) -> Iterable[list[list[str]]]:
    """Each line as its sides, each side as its words."""
    for line in text.strip().splitlines():
        yield [side.split() for side in line.split("|")]
