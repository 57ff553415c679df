## The reveal

action-explanation = Explanation
explanation-title = 📖 Explanation
action-like = { $likes ->
    [0] 👍
   *[other] 👍 { $likes }
}
action-unlike = Take it back
liked = You've given this question a 👍.
liked-no-more = You've taken your 👍 back.
reveal-best-answer = { $name } wrote: “{ $text }”
reveal-day = Today: { $ranks }
reveal-rank = { $rank }. { $name } { $points }
reveal-next = Next question: { $when } · { $topic }
error-not-revealed = The solution comes when the question closes.
error-dispute-unanswered = You haven't answered this question, so there's no grade of yours to dispute. If the solution looks wrong, tell an admin of this channel.
error-dispute-ungraded = Your answer is still being graded. Press this again once you have your grade.
