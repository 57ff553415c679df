## Review

help-review = Review the questions you missed
review-title = 🔁 Review · { $topic }
review-left = { $count ->
    [0] Nothing else to review
    [one] { $count } question to review
   *[other] { $count } questions to review
}
review-form-label = Your answer
review-hint-free = Hints cost nothing in a review.
review-added = 🔁 added to your reviews
review-again = Next review: { $when }
review-points = the day's first review, +{ $points }
review-next = Next review
review-topic = Review { $topic }
review-begin = Review
review-none-title = 🔁 Review
review-none = You've nothing to review yet. Whatever you answer with less than 100 points is kept here and asked again when you're about to forget it.
review-none-open = What you missed is asked again once its question is closed. There's nothing to review yet.
review-none-muted = There are questions to review, but an admin has muted you in their channel's quiz.
review-none-due = Nothing to review right now. Next review: { $when }
review-in-minutes = { $minutes ->
    [one] in a minute
   *[other] in { $minutes } minutes
}
review-in-days = in { $days } days ({ $date })
review-reminder-title = 🔁 Time for a review
review-reminder = { $count ->
    [one] There's one question to review.
   *[other] There are { $count } questions to review.
}
review-reminder-off = You can turn this reminder off with /settings me.
error-review-gone = This question can't be reviewed right now. Try another one with /review.
error-review-done = You've answered this review already. Go on with /review.
