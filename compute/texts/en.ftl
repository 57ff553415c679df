names-close = Did you mean { $names }?
names-count = There are { $count } to pick from.
names-all = Pick one of { $names }.

no-demos = Demos aren't installed here yet: quizmaster doctor tells whoever runs the bot how to add them.
unknown-demo = There's no demo “{ $given }”. { $hint }
unknown-figure = There's no figure “{ $given }”. { $hint }
unknown-param = { $demo } has no setting “{ $given }”. { $hint }
unknown-preset = { $demo } has no preset “{ $given }”. { $hint }

bad-param = { $name } has to be { $rule } here (it's “{ $given }”). { $ask }
rule-choice = one of the listed choices
rule-bool = on or off
rule-text = in the agreed form
rule-ints = { $least } to { $most } different whole numbers, with commas
rule-floats = { $least } to { $most } different numbers, with commas
rule-choices = { $least } to { $most } different ones of the listed choices, with commas
rule-minimum = at least { $limit }
rule-maximum = at most { $limit }
rule-int = a whole number
rule-float = a number
ask-text = Write it like “{ $example }”.
ask-choices = Pick { $choices }.
ask-bool = Pick true or false.
ask-range = Pick a value from { $span }.

script-needs = Needs { $packages }.

unknown-job = There's no such demo result. Check its number, or run the demo again.
not-yours = Only the person who started this demo can stop it.
too-many-jobs = One person can run { $limit } demos at a time. Try again when one has finished.
too-many-in-channel = One channel can run { $limit } demos at a time. Try again when one has finished.
nothing-yet = You haven't run a demo yet. Pick one with /demo.
no-room = The results of demos can't be kept: the disk is full, or can't be written to. Please tell an admin.
queue-full = Too many demos are waiting. Please try again in a little while.

grader-loading = The grader is still getting ready. Please try again in a moment.
grader-failed = The grader couldn't be loaded. An admin has to look at the service's log.
grader-busy = The grader has too much to do. Please try again in a moment.
not-graded = This answer couldn't be graded.

unauthorized = The service token is missing or wrong. Check QUIZMASTER_COMPUTE_TOKEN.
too-large = The request is too large. Send less than { $size } MiB at a time.
bad-json = The request can't be read. Check that it is valid JSON.
bad-request = The request's { $where } isn't right. Check its type and length.
no-such-page = There's nothing to do at this address. Check it and try again.
internal = Something went wrong inside the service. Please try again in a moment.

crashed = The demo stopped unexpectedly. Nothing else is affected, so please try again.
out-of-memory = The demo needed more memory than it may use. Run it again with smaller values.
overreached = The demo reached for another program, somebody else's files or the network, so it was stopped. Please tell an admin.
lacks-a-file = This demo needs a file that is missing where it runs. Please tell an admin.
not-fenced = Only quizmaster's own demos run here: this machine can't keep other demos away from its files and the network.
filled-the-disk = The demo wrote too much to the disk. Run it again with smaller values.
too-slow = The demo didn't finish within { $limit } s, so it was stopped. Try smaller values.
lost = The machine that ran this demo went away, and so did the next one. Please try it again.
restarted = The demo service restarted while this demo was waiting or running. Run it once more.

topic-activations = Activations and initialisation
topic-optimization = Optimisation
topic-convolution = Convolutional networks
topic-generalization = Generalisation and overfitting
topic-normalization = Batch norm and dropout
topic-autoencoders = Autoencoders
topic-generative = Generative models
topic-embeddings = Embeddings and recommendation
topic-language = Language models and attention
topic-hardware = GPUs and speed
topic-practice = Building and debugging
