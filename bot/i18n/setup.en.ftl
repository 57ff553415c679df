# What an admin reads while a quiz is set up and run.

now-title = Close the open question first?
now-open = { $count ->
    [0] This question is open, and nobody has answered it yet. It would close { $when }.
    [one] This question is open, and 1 person has answered it. It would close { $when }.
   *[other] This question is open, and { $count } people have answered it. It would close { $when }.
}
now-lost = Once you go on it's closed and its solution comes out; whoever starts an answer after that gets no points for it. Answers being written right now still count if they're sent within 10 minutes.
skip-title = Drop the open question?
skip-lost = Once you go on another one comes in its place, and its solution isn't posted; whoever starts an answer after that gets no points for it. Points that members have for it stay theirs.
action-yes-skip = Drop it and post another
now-posted-already = Another admin just posted it.
audit-now = asked for a new question at once: { $question }
audit-skip = skipped the open question for another: { $question }
now-expired = That was asked for more than 10 minutes ago, so nothing was posted. Ask again if you still want a new question.
action-yes-now = Close it and post the next

plan-title = 📅 Planned for { $channel }
plan-none = Nothing is planned. Questions are chosen as usual.
plan-else = On all other days the question is chosen as usual.
plan-question-gone = a question that is no longer there; the usual choice comes instead
plan-not-due = ⚠️ No question comes then, so this one won't be asked.
plan-remove = Cancel { $day }
plan-which = Which question do you mean?
plan-narrow = There are more. Add a word to narrow it down.
plan-when = When should it be asked?
plan-form-title = Plan a question
plan-question = Question (words from it, or its id)
plan-question-example = For example: why ReLU
plan-date = Day
plan-added = It's planned for { $day }.
plan-follow-up = What you looked for is a follow-up: it comes once the question before it is answered.
plan-removed = Nothing is planned for { $day } any more.
plan-gone = The question you planned for { $channel } on { $day } is no longer there, so another one was asked.
plan-not-found = No question of this channel has “{ $given }” in it. Try other words.
plan-several = { $count } questions have these words. Choose one.
plan-no-days = No day is chosen in the settings, so there is nothing to plan for.
plan-bad-day = Choose a day from the list (you gave “{ $given }”).
action-plan = Plan a question
help-quiz-plan = Choose the question of a certain day
param-quiz-plan-question = words from the question; without them, what is planned
audit-planned = planned for { $day }: { $question }
audit-unplanned = took back what was planned for { $day }

reminder = ⏰ This closes { $when }. { $count ->
    [0] Nobody has answered yet.
    [one] 1 person has answered so far.
   *[other] { $count } people have answered so far.
}
reminder-label = Remind below the question
reminder-hours = { $hours ->
    [0] not at all
    [one] 1 hour before it closes
   *[other] { $hours } hours before it closes
}
reminder-fact = ⏰ { $hours } h before
help-quiz-reminders = Remind before a question closes, and ping with a new one
audit-reminder = Reminder: { $before } → { $after }

greeting-title = 👋 Hi, I'm quizmaster
greeting-what = I post one question a day here, grade what you answer in your own words, and say why.
greeting-start = An admin starts it with the button: time, days and questions, then Save.
greeting-later = Nothing is posted before that. The help command lists all I can do.
action-start = Set up the quiz

reminder-title = Reminder
reminder-and-ping-title = Reminder and ping
ping-label = Ping with each daily question
ping-example = @study (leave it empty to ping nobody)
audit-ping = Ping: { $before } → { $after }
error-unknown-ping = There's no role or user group called “{ $given }” here. Write its exact name, or mention it.
discord-several-roles = There are several roles called “{ $given }”. Write <@&id> with the id of the one you mean.
discord-may-not-ping = I'm not allowed to mention @{ $name }. Let anyone mention that role in its settings, or allow me to mention all roles.
discord-may-not-ping-all = I'm not allowed to use { $name }. Allow me to mention @everyone, @here and all roles first.
