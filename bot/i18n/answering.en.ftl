# What members read while they answer

hint-price = 10% off for each hint
hint-last = that was the last hint
grade-no-answer-hint = Write down what you know in a sentence or two. If you're stuck, take a hint (each takes 10% off).
time-left-days = ⏳ { $days } days{ $hours ->
    [0] {""}
   *[other] {" "}{ $hours } h
} left
time-left-hours = ⏳ { $hours } h{ $minutes ->
    [0] {""}
   *[other] {" "}{ $minutes } min
} left
time-left-minutes = ⏳ { $minutes } min left
time-over = ⏳ This question is closed, so an answer earns no points

## Which question is meant

which-title = Which question does this answer?
which-open = Several questions are open here. Which one do you mean?
which-main = First question
which-follow-up = Follow-up { $place }/{ $total }
which-question = Question { $number }
which-kept = Your text is safe. Pick a question and I'll grade it.
which-graded = I'll grade it for the question you pick, too. The grade it got stays.
action-elsewhere = I meant another question
error-no-other-question = There's no other question you can answer with this right now.

## After the close

action-solutions = Solutions to the follow-ups
