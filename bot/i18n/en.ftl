# Everything a member reads stands here and in ko.ftl. The code fills in the variables.

## Questions

question-title = 🧠 Today's question · { $date } · { $stars } · { $topic }
question-follow-ups = { $count ->
    [one] 1 follow-up
   *[other] { $count } follow-ups
}
question-answered = { $count ->
    [0] nobody has answered yet
    [one] 1 person has answered
   *[other] { $count } people have answered
}
question-closes = solution { $when }
question-closed = closed · the solution is below
question-skipped = this question was skipped
when-today = today at { $time }
when-tomorrow = tomorrow at { $time }
when-date = on { $date } at { $time }
follow-up-title = ↪️ Follow-up { $place }/{ $total }
follow-up-notice = Opens once you've answered the question before it.
topic-activation-functions = Activation functions
topic-adaptation = Adapting models
topic-agents = Agents and tools
topic-alignment = Alignment
topic-autoencoders = Autoencoders
topic-convolution = Convolutional networks
topic-data = Data
topic-embeddings = Embeddings
topic-evaluation = Evaluation
topic-frameworks = Frameworks
topic-generalization = Generalisation
topic-generative-models = Generative models
topic-gradient-descent = Gradient descent
topic-hardware = GPUs and memory
topic-history = How we got here
topic-implementation = Implementation
topic-inference = Inference
topic-initialization = Initialisation
topic-language-models = Language models
topic-normalization = Normalisation
topic-optimization = Optimisation
topic-practice = Practice
topic-recommendation = Recommendation
topic-representation-learning = Representation learning
topic-retrieval = Retrieval
topic-sequence-models = Sequence models
topic-tokenization = Tokenisation
topic-training-at-scale = Training at scale
topic-transformers = Transformers

## Figures

figure-gd-curve = A U-shaped curve of the loss L(w) over a weight w. A ball rolls down its left side in ever shorter steps.
figure-gd-curve-unnamed = A U-shaped curve. A ball rolls down its left side in ever shorter steps, and both axes are marked with a question mark.
figure-word2vec-network = A network of three layers: a one-hot input of V nodes, N hidden nodes and V output nodes. The weights before the hidden layer are marked left, those after it right.

## Buttons

action-answer = Answer
action-hint = Hint
action-follow-ups = Follow-ups
action-more-hint = One more hint
action-leaderboard = Leaderboard
action-previous = ← Previous
action-following = More →
action-demo = See a demo
action-retry = Try again
action-again = Fix it and send again
action-open = Open
form-not-opened = The form didn't open. Press the button to open it.
action-next = Follow-up { $place }/{ $total } →
action-dispute = I disagree
action-dispute-accept = Accept
action-dispute-keep = Keep the grade
action-next-dispute = Next dispute
action-cancel = Cancel
action-tune = Try other values
action-pick-demo = Pick one to run
action-all-demos = See all demos
action-share = Share
action-opposite = Counter-example
action-code = Show the code
action-own-values = Try your own values
action-post-now = Post one now
action-questions = Topics and difficulty
action-settings = Change settings

## Answering

answer-form-title = Answer
answer-form-label = { $left ->
    [0] Your answer
    [one] Your answer (last attempt)
   *[other] Your answer ({ $left } attempts left)
}
answer-form-placeholder = Two or three sentences are plenty. Korean, English or a mix is fine.
answer-form-submit = Send
hint-title = 💡 Hint { $taken }/{ $total }

## Grading

grading-now = Your answer is saved and being graded.
grading-second = Your earlier answer is still being graded. This one is saved and comes next.
grading-later = The grader is taking a break. Your answer is saved, and you'll get your grade as soon as it's back.
grade-score = { $score ->
    [one] 1 point
   *[other] { $score } points
}
grade-correct = you've got the core of it
grade-partial-most = more than half right
grade-partial-some = partly right
grade-answers-another = This comes closer to answering another question: { $question }
grade-personal = Thanks for sharing
grade-personal-about = This question isn't graded. You get the points for taking part.
grade-incorrect = not there yet
grade-off-topic = this seems to answer another question
grade-no-answer = that's not quite an answer yet
grade-no-answer-advice = Write down what you know in a sentence or two.
grade-not-mentioned = not in this answer
grade-more = { $count ->
    [one] There's one more idea to this.
   *[other] There are { $count } more ideas to this.
}
grade-value = Going through it once more, what number do you get?
grade-unclear = Not clear yet
grade-bonus = Bonus: { $text }
grade-look-again = Shall we look at this again?
grade-right-is = What's right: { $text }
grade-misconception = Is this what you had in mind? { $text }
grade-attempt = attempt { $attempt }/{ $total }
grade-gain = +{ $points }
grade-gain-more = +{ $points } ({ $value }, of which you had { $had })
grade-gain-none = you keep the { $had } you had
grade-enough = { $count } key { $count ->
    [one] idea is
   *[other] ideas are
} enough here; what goes beyond is a bonus.
grade-late = answered after the solution, so it earns no points
grade-retry = −{ $cost }% for trying again
grade-hints = −{ $cost }% for { $count ->
    [one] 1 hint
   *[other] { $count } hints
}
grade-last-step = that was the last follow-up
streak-days = 🔥 day { $days }

## Solution

reveal-title = 📖 Solution
reveal-follow-up-title = 📖 Solution to follow-up { $place }/{ $total }
reveal-enough = { $count ->
    [one] Any one of these is enough
   *[other] Any { $count } of these are enough
}{ $bonuses ->
    [0] {"."}
   *[other] {","} a bonus aside.
}
reveal-met = { $met } of { $members }
reveal-model-answer = A model answer: { $text }
reveal-misconception = A common misconception: { $text }
reveal-sources = Read more: { $titles }

## Standings

leaderboard-title = 🏆 { $period }
leaderboard-empty = No points yet. Be the first to answer.
leaderboard-me = { $name } (you)
leaderboard-not-yet = You don't have any points here yet.
leaderboard-gap = { $points ->
    [one] 1 point
   *[other] { $points } points
} to rank { $rank }
period-today = Today
period-week = This week
period-month = This month
period-all = All time
column-rank = Rank
column-name = Name
column-points = Points
column-streak = Streak
stats-title = 📊 My stats
stats-points = { $points ->
    [0] No points yet.
    [one] { $points } point so far.
   *[other] { $points } points so far.
}
stats-alone = Nobody else has answered here yet.
stats-level = { $members ->
    [2] You and one other member are level.
   *[other] All { $members } of you are level.
}
stats-shared = You're tied for rank { $rank } of { $members }.
stats-rank = You're ranked { $rank } of { $members }.
stats-streak = { $days ->
    [0] { $longest ->
        [0] No streak yet. A day counts once an answer earns { $least } points, or a review more than 0.
       *[other] No streak right now (best: { $longest }).
    }
    [one] 🔥 1 day in a row (best: { $longest }).
   *[other] 🔥 { $days } days in a row (best: { $longest }).
}
stats-days = { $days ->
    [one] You've studied on 1 day so far.
   *[other] You've studied on { $days } days so far.
}
stats-none = Nothing here yet. Answer today's question and it starts to add up.

## At a glance

overview-rank = rank { $rank }
overview-studied = { $days ->
    [one] 1 day studied
   *[other] { $days } days studied
}
overview-not-answered = You haven't answered yet
overview-grading = being graded
overview-follow-up = follow-up { $place }/{ $total }
overview-next = { $channel } · the next question comes { $when }
overview-none-planned = { $channel } · no questions are planned right now
overview-start-title = 👋 Welcome
overview-start-about = Questions come up in a channel. Answer in your own words and you get your grade right away, with the reasons.
overview-start-member = None of your channels runs a quiz yet. Ask an admin to start one.
overview-start-admin = None of your channels runs a quiz yet. Choose one below to start.

## Demos

demo-list-title = 📈 Demos you can run
demo-list-usage = For example: /demo gd-1d lr=0.3, or to compare: /demo gd-1d lr=0.1 vs lr=1.05
demo-unknown = There's no demo called “{ $name }”. Did you mean one of these?
demo-list-of = { $span }; { $least } to { $most } of them, with commas
demo-again = show my last result again
demo-code-intro = Run this script on your own computer and you get the same numbers.
demo-queued = number { $position } in the queue
demo-failed = The demo didn't finish. Try again with other values.
demo-cancelled = The demo was cancelled.
demo-on = on
demo-off = off
demo-form-submit = Run
demo-form-rest = More: { $titles }
demo-pick-title = Run a demo
demo-pick-name = Demo
demo-pick-settings = Values (empty for the defaults)
demo-shared-by = run by { $name }

## Admin

quiz-posted = A new question is up.
quiz-skipped = That question is skipped and another one is up.
settings-title = Quiz settings
settings-at = Time to post (like 09:00 or 9am)
settings-timezone = Time zone (a city, or UTC+9)
settings-weekdays = Days
settings-language = Channel language
settings-decks = Question decks (several take turns)
settings-of-topics = { $count ->
    [one] 1 topic
   *[other] { $count } topics
}
decks-title = Question decks
questions-title = Topics and difficulty
questions-topics = Topics (none means all)
questions-levels = Difficulty (none means all)
settings-submit = Save
settings-saved = ✅ Saved
settings-next = The next post goes up { $when }. It stays a surprise until then and begins like this:
settings-paused = No day is chosen, so nothing will be posted.
deck-deep-learning = Deep learning interview
deck-modern = Modern deep learning
deck-with-drafts = { $deck }, with ungraded drafts
day-0 = Mon
day-1 = Tue
day-2 = Wed
day-3 = Thu
day-4 = Fri
day-5 = Sat
day-6 = Sun
language-ko = 한국어
language-en = English

## When a channel is out of reach

trouble-title = 🔧 The quiz needs a hand
trouble-forbidden = I can't post in { $channel } yet. Please give me these permissions there: { $missing }.
trouble-forbidden-somehow = I'm not allowed to post in { $channel }. Please let me into that channel; if only some people may post there, let me post, too.
trouble-uninvited = I'm not in { $channel } yet. Type /invite there and pick me.
trouble-archived = { $channel } has been archived. The quiz goes on once somebody unarchives it; to go on elsewhere, type /quiz settings there.
trouble-gone = { $channel } is gone. To go on elsewhere, use /quiz settings in another channel.
trouble-removed = I can't get into { $channel } any more: I was removed, or the app's access was revoked. Add me again and the quiz goes on.
trouble-empty = There's no question left to post in { $channel }: its deck is gone, or none of it has a reference answer. Choose another deck with /quiz settings.
trouble-untagged = { $channel } only takes posts with a tag, and has none that I may use. Please add one for everybody, or stop requiring tags.
trouble-refused = { $channel } doesn't take what I post. Please look at its settings; too many open threads can be the reason, too. I'll keep trying.
trouble-away = { $channel } can't be reached right now. I'll keep trying.
trouble-kept = The settings are kept. The quiz goes on by itself once this is fixed.

## Help

help-title = ❔ Help
help-intro = Questions come up at set times. Press the first button below one, or use one of these commands. Only you can see your answers and what the grades say; points go on the leaderboard.
help-unknown = There's no command “{ $name }” that you can use. You can use these:
help-admins = For admins
help-answer = Answer the open question
help-hint = Take a hint
help-leaderboard = See the leaderboard
help-stats = See your points and streak
help-demo = Train a small model right now and see the plot
help-quiz-now = Post a question right now
help-quiz-skip = Skip this question and post another
help-quiz-disputes = Go through answers whose grade somebody disputes
help-quiz-settings = Set time, days, language and decks
help-quiz-questions = Choose topics and difficulty
help-help = Show this help
help-more = To read more about a command, type its name after /help, for example /help demo. On Slack that's /quiz help demo.
help-example = For example: { $line }
help-answer-example = for positive inputs the slope is 1, so the gradient doesn't shrink
help-leaderboard-example = week
help-demo-example = relu-curve-fit units=16
help-quiz-settings-example = Asia/Seoul
param-answer-text = your answer
param-leaderboard-period = period
param-demo-name = demo name
param-demo-settings = values, for example units=16
param-quiz-settings-timezone = the channel's time zone: a city, KST or UTC+9
param-help-about = the command to read about, for example demo

## When something goes wrong

error-no-command = Write a command's name after the /, for example /help.
error-unknown-command = There's no command called “{ $name }”. The help lists what you can use.
error-too-many-words = I didn't understand “{ $extra }” after /{ $name }. Take it out and send it again.
error-unknown-button = This button no longer works. Type the command instead.
error-not-yours = This button belongs to somebody else's conversation.
channel-private = private-channel
error-not-there = You can't see the channel this is about, so it can't go on from here.
error-unknown-param = /{ $command } doesn't take a value called “{ $name }”.
error-too-many-params = That's too many values for /{ $command }. Keep a few and send it again.
error-missing-param = The value “{ $name }” is needed.
error-too-long = “{ $name }” can be up to { $limit } characters (yours has { $given }).
error-not-a-choice = Instead of “{ $given }”, write one of { $choices }.
error-not-a-seed = “seed” must be a whole number from 0 to 999999999 (you gave “{ $given }”).
error-not-a-number = “{ $name }” must be a whole number from 0 up (you gave “{ $given }”).
error-bad-setting = I couldn't read “{ $given }”. Write name=value, for example units=16.
error-admins-only = Only admins can do this.
error-answer-empty = Your answer is empty. Write a sentence or two.
error-answer-too-short = That's too little text to grade. Write a sentence or two.
error-answer-too-long = An answer can be up to { $limit } characters (yours has { $given }). Your text is still here, so shorten it and send it again.
error-no-attempts = You've used all { $total } attempts on this question. See you at the next one.
error-dispute-not-yours = You can only dispute the grade of your own answer.
error-dispute-gone = That answer isn't here. Press the button again in the channel you answered in.
error-dispute-too-old = It's too long ago: what you answered is no longer kept.
error-dispute-ruled = { $name } has decided this already.
error-dispute-ruled-by-nobody = Somebody who's gone has decided this already.
error-dispute-reason = You can write up to { $limit } characters (yours has { $given }).
error-dispute-reason-short = Please say why in a sentence; whoever answered will read it.
error-dispute-unchanged = This changes nothing. Tick what the answer states, or give a score other than { $score }; to leave the grade as it is, press “Keep the grade”.
error-dispute-score = A score is a number from 0 to { $limit }.
error-no-open-round = There's no open question right now.
error-round-closed = This question is closed. The solution is below it.
error-question-gone = This question isn't available any more.
error-not-yet = This question opens once you've answered the one before it.
error-no-follow-up = There are no more follow-ups. You made it to the end!
error-no-hints = This question has no hints.
which-place = In which channel?
error-not-set-up = The quiz hasn't started here yet. Try a channel that has one; an admin can start one here, too, with /quiz settings.
error-unknown-demo = There's no demo called “{ $name }”. Type /demo to see the list.
error-nothing-to-tune = The demo “{ $name }” has no values to change. Just run it again.
error-compare-two = Only two runs can be compared at a time, for example: lr=0.1 vs lr=1.05
error-run-over = This demo has finished already.
error-no-such-run = There's no result #{ $job }. Check the number at the foot of the result.
error-nothing-runs = No demo of yours is running.
error-nothing-run-yet = You haven't run a demo yet. Pick one with /demo.
demo-shared = Shared in { $channel }.
demo-shared-already = This result is already in the channel.
error-nothing-to-share = There's no result to share. Run the demo again.
error-demos-unavailable = The demo server is taking a break. Try again in a moment.
error-unavailable = Storage had a hiccup, so that didn't go through. Try again in a moment.
error-unexpected = Something went wrong and that didn't go through. Try again, and tell an admin if it keeps happening.
kept-for-later = Got it, and it's safe. Storage is taking a break; I'll carry on as soon as it's back.
error-not-kept = I couldn't save that just now, so I haven't taken it. Anything you typed is still here: try again in a moment.
error-too-fast = That was a bit fast, so I've left this one out. Take a few seconds and try again.
error-unknown-topic = There's no topic called “{ $given }”. Pick from the list.
error-bad-level = “{ $given }” isn't a difficulty. Pick from the list.
error-unknown-deck = There's no deck called “{ $given }”. Pick from the list.
error-bad-time = “{ $given }” isn't a time of day. Write it like 09:00, 9am or 9:30 pm.
error-bad-timezone = There's no time zone called “{ $given }”. Write a city, an abbreviation or an offset, like Seoul, KST or UTC+9.
error-several-timezones = “{ $given }” may be one of several time zones: { $candidates }. Write the one you mean.
error-bad-weekdays = Pick days from the list (you gave “{ $given }”).

## Playground

playground-channel = daily-question

## Disputes

dispute-form-title = I disagree
dispute-form-intro = An admin looks at your answer and its grade, and decides. Nobody else sees this.
dispute-form-submit = Send
dispute-reason = Which part of your answer is right?
dispute-reason-placeholder = May stay empty. For example: my second sentence is about the gradient.
dispute-taken = Thanks, we have it. You'll hear as soon as an admin has decided.
dispute-already-open = You've disputed this grade already. You'll hear as soon as an admin has decided.
dispute-not-added = What you've written now wasn't sent:
dispute-already-accepted = Your dispute about this answer has been accepted already.
dispute-already-kept = This answer has been looked at already, and its grade stays.
dispute-new = Somebody disputes a grade
dispute-review = Disputed grade { $place } of { $total }
dispute-graded = It got { $score ->
    [one] 1 point
   *[other] { $score } points
}
dispute-says = They say: { $reason }
dispute-by = Answered by { $name }
dispute-score = Score (0–100)
dispute-score-placeholder = Empty: what the ticked points add up to ({ $score } now, never less)
dispute-points = What this answer states
dispute-accept-title = Accept the dispute
dispute-accept-reason = Anything to add?
dispute-accept-reason-placeholder = May stay empty. Whoever answered will read it.
dispute-keep-title = Keep the grade
dispute-keep-reason = Why
dispute-keep-reason-placeholder = Whoever answered will read it. Say what would make the answer better.
dispute-ruled-accepted = Accepted. Points and standings are corrected, other answers to this question are graded again, and everyone whose points change is told.
dispute-ruled-kept = The grade stays. Whoever answered is told why.
disputes-none = No disputes are waiting.
disputes-left = { $count } more waiting
dispute-accepted = Your dispute was accepted
dispute-kept = The grade stays as it is
audit-dispute-accepted = accepted the dispute of { $name }: { $points ->
    [one] 1 point
   *[other] { $points } points
}
audit-dispute-kept = kept the grade that { $name } disputed
dispute-others = An answer to this question was judged anew, so yours was graded again
dispute-change = { $before ->
    [one] 1 point
   *[other] { $before } points
} → { $after ->
    [one] 1 point
   *[other] { $after } points
}
dispute-same = Your score stays at { $points }, but what was found in your answer has changed.
dispute-because = The admin says: { $reason }
