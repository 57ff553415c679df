# What is said about questions that members suggest.

topic-suggested = By members

## Suggesting

suggestion-form-title = Suggest a question
suggestion-form-intro = Once an admin approves it, it'll be asked in this channel.
suggestion-form-submit = Suggest
suggestion-question = Question ({ $least }–{ $most } characters)
suggestion-question-placeholder = For example: Why does batch normalisation speed up training?
suggestion-reference = Model answer ({ $least }–{ $most } characters)
suggestion-reference-placeholder = Everyone's answers are graded against this one. Two or three sentences are plenty.
suggestion-key-points = Key points (one per line, up to { $limit })
suggestion-key-points-placeholder = What an answer must say. Left empty, each sentence of the model answer counts as one.
suggestion-checking = Your suggestion is saved, and its model answer is being graded.
suggestion-taken = 📝 Got your suggestion
suggestion-taken-next = You'll hear from me once an admin has decided.
action-suggest-another = Suggest another

## How it holds up

suggestion-checked = I graded the model answer like any other answer.
suggestion-score = { $score ->
    [one] 1 point
   *[other] { $score } points
} · it takes { $needed } to be approved
suggestion-unchecked = The model answer hasn't been graded yet. That's done when an admin looks at it.
suggestion-no-answer = The grader can't read this as an answer. Say what you know in sentences instead of repeating the question.
suggestion-missed = not found in the model answer
suggestion-out-of-reach = The model answer doesn't cover every key point, so even that answer doesn't get full marks.
suggestion-repeats = There's a similar question already: “{ $question }”

## Deciding

suggestion-new = 📝 A question was suggested
suggestion-review = 📝 Suggestion { $place } of { $total }
suggestion-credit = suggested by { $name }
suggestion-edit-title = Edit the suggestion
suggestion-reword-title = Edit an approved question
suggestion-reject-title = Reject the suggestion
suggestion-reason = Reason
suggestion-reason-placeholder = May stay empty. The author reads it as you write it.
action-approve = Approve
action-edit = Edit
action-reject = Reject
action-next-suggestion = Next one →
suggestion-too-weak = This can't be approved yet, as the model answer doesn't reach { $needed } points. Edit it and try again.
suggestion-too-little = This can't be approved yet, as the model answer doesn't reach { $needed } points. Add these key points to it or take them out: { $missed }
suggestion-not-checkable = The grader is taking a break, so this can't be approved yet. Try again in a moment.
suggestion-approved = 📝 Approved
suggestion-approved-next = It'll be asked here when its turn comes.
suggestion-rejected = 📝 Rejected
suggestion-rejected-next = I'll tell the author.
suggestion-left = { $count ->
    [0] no more suggestions
    [one] 1 more is waiting
   *[other] { $count } more are waiting
}
suggestions-none = No suggestions are waiting.

## For the author

suggestion-outcome-approved-title = 📝 Your question was approved
suggestion-outcome-approved = It'll be asked in { $channel } when its turn comes. Thank you!
suggestion-outcome-rejected-title = 📝 Your question wasn't approved
suggestion-outcome-reason = The admin's reason: { $reason }

## Help

help-question-suggest = Suggest a question for this channel
help-question-review = Approve or reject suggested questions

## When something goes wrong

error-suggestion-question = A question takes { $least }–{ $most } characters (yours has { $given }).
error-suggestion-reference = A model answer takes { $least }–{ $most } characters (yours has { $given }).
error-suggestion-points = There can be up to { $limit } key points (yours has { $given }).
error-suggestion-point = A key point takes { $least }–{ $most } characters on a line (one of yours has { $given }).
error-suggestion-reason = A reason can be up to { $most } characters (yours has { $given }).
error-suggestions-of-member = You have { $limit } suggestions waiting. Come back once they've been decided.
error-suggestions-of-channel = There are { $limit } suggestions waiting in this channel. Try again after an admin has looked at them.
error-suggestion-changed = This suggestion has been edited in the meantime. Read it again and decide then (/question review).
error-suggestion-gone = This suggestion isn't there any more.
error-suggestion-approved = { $name } has already approved this one.
error-suggestion-rejected = { $name } has already rejected this one.
error-suggestion-approved-by-nobody = Somebody who's gone has already approved this one.
error-suggestion-rejected-by-nobody = Somebody who's gone has already rejected this one.
error-suggestion-withdrawn = Whoever suggested this has taken it back.
error-suggestion-retired = This question isn't asked any more. Ask it again first, then change it.
error-suggestion-decided = An admin has decided on this already, so it can't be taken back.
error-suggestion-not-yours = You can only take back what you suggested yourself.

## What became of suggestions

help-question-mine = See what became of the questions you suggested
help-question-approved = Change approved questions, or stop asking them
suggestions-mine = 📝 Questions you suggested
suggestions-none-of-mine = You haven't suggested a question in this channel.
suggestions-none-approved = No question has been approved yet.
suggestion-state-pending = waiting
suggestion-state-approved = approved
suggestion-state-rejected = not approved
suggestion-state-withdrawn = taken back
suggestion-state-retired = not asked any more
suggestion-not-asked-yet = not asked yet
suggestion-asked = asked { $times ->
    [one] once
   *[other] { $times } times
}
suggestion-answered = answered by { $members ->
    [one] { $members } member
   *[other] { $members } members
}
suggestion-mean = { $points ->
    [one] { $points } point
   *[other] { $points } points
} on average
suggestion-approved-one = 📝 Approved question { $place }/{ $total }
suggestion-reworded = 📝 Question changed
suggestion-reworded-next = It's asked like this from now on. Earlier grades stay as they are.
action-withdraw = Take it back
action-withdraw-one = Take back { $number }
action-my-suggestions = My suggestions
action-suggest = Suggest a question
action-retire = Stop asking it
action-ask-again = Ask it again
action-approved-questions = Approved questions
audit-suggestion-approved = approved a suggested question: { $question }
audit-suggestion-rejected = rejected a suggested question: { $question }
audit-suggestion-reworded = changed an approved question: { $before } → { $after }
audit-suggestion-retired = stopped asking a question: { $question }
audit-suggestion-again = brought a question back: { $question }
