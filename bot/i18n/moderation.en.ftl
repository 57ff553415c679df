# What admins read when they look after the quiz.

help-quiz-members = See who takes part, take points back, hide what's public
param-quiz-members-name = a name to look for
moderation-title = 👤 Who takes part
moderation-choose = Choose somebody to look at. Whoever answered last comes first.
moderation-nobody = Nobody's taken part yet.
moderation-nobody-named = Nobody of that name has taken part.
moderation-private = Only you can see this. What you do here is noted in the list of changes.
moderation-muted-name = { $name } (muted)
moderation-is-muted = Muted in this channel.
moderation-nothing = They've answered and shared nothing in this channel.
moderation-points = { $points ->
    [one] { $points } point
   *[other] { $points } points
}
moderation-answer = attempt { $number }
moderation-review = review { $number }
moderation-guess = guess before a demo
moderation-is-void = doesn't count (it was worth { $points })
moderation-share = Posted in the channel: { $share }
moderation-is-public = everyone can see it
moderation-is-hidden = hidden
moderation-hidden = An admin has hidden this message.
moderation-erased = Whoever posted this has deleted everything kept about them.
moderation-everyone = ← Everyone
action-void = Don't count { $number }
action-unvoid = Count { $number } again
action-hide = Hide { $number }
action-unhide = Show { $number } again
action-mute = Mute
action-unmute = Unmute

audit-mute = muted { $name }
audit-unmute = let { $name } take part again
audit-void = took an answer of { $name } out of the count ({ $points ->
    [one] { $points } point
   *[other] { $points } points
}): { $question }
audit-unvoid = let an answer of { $name } count again ({ $points ->
    [one] { $points } point
   *[other] { $points } points
}): { $question }
audit-void-review = took a review of { $name } out of the count ({ $points ->
    [one] { $points } point
   *[other] { $points } points
}): { $question }
audit-unvoid-review = let a review of { $name } count again ({ $points ->
    [one] { $points } point
   *[other] { $points } points
}): { $question }
audit-void-guess = took a guess of { $name } out of the count ({ $points ->
    [one] { $points } point
   *[other] { $points } points
}): { $question }
audit-unvoid-guess = let a guess of { $name } count again ({ $points ->
    [one] { $points } point
   *[other] { $points } points
}): { $question }
audit-hide = hid what { $name } shared: { $share }
audit-unhide = showed again what { $name } shared: { $share }

error-muted = An admin has muted you in this channel's quiz, so this wasn't taken. Ask them if you'd like to know why.
error-answer-gone = This isn't there any more.
error-share-gone = This message isn't there any more.
error-member-gone = This member isn't here any more.
