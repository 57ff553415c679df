## My page: calendar, topics, past answers, my data

param-stats-what = past answers, export, or forget
mypage-calendar = Calendar of the last 12 weeks: { $days ->
    [one] { $days } study day
   *[other] { $days } study days
} and { $points ->
    [one] { $points } point
   *[other] { $points } points
}. Each row is a weekday; darker means more points.
mypage-legend = Last 12 weeks · Monday on top · darker means more points, the outline is today
mypage-topics = Average score by topic
mypage-topic = { $topic } · { $score } on average · { $questions ->
    [one] { $questions } question
   *[other] { $questions } questions
}
mypage-weakest = “{ $topic }” is your weakest topic right now.
mypage-answers = Past answers
what-answers = Past answers
what-export = Export
what-forget = Delete everything
mypage-answers-title = 🗂 Past answers
mypage-open = No. { $place } · { $score }
mypage-back = My stats
mypage-back-to-answers = Past answers
mypage-said = Your answer to the question of { $date }:
mypage-reviewed = Your answer in the review of { $date }:
mypage-not-kept = It's too long ago: the text is no longer kept.
mypage-gone = This question isn't in the deck any more.
mypage-export = Export
mypage-export-title = 📦 What's kept about you
mypage-export-about = What's stored about you is in here. Only you can see it.
mypage-export-readme = Everything quizmaster keeps about you. Each name is a table; times are UTC. Accounts linked with yours are included. Of a question that isn't closed yet, the key points you missed have no text.
mypage-forget = Delete everything
mypage-forget-title = 🗑 Delete everything kept about you?
mypage-forget-goes = Your answers and grades, points and streak, name and settings, reviews, hints, disputes and the messages only you could see will go. Standings are worked out again.
mypage-forget-stays = Questions you've suggested and the list of changes stay, because others need them, but without your name.
mypage-forget-public = What you shared in channels, and quotes of you there, are removed within a minute. Other messages that have your name in a ranking (final podiums, leaderboards, solutions, weekly recaps) stay as they were posted, unless an admin there deletes them.
mypage-forget-final = This can't be undone. You may want to export first.
mypage-forget-now = Delete everything
mypage-forgotten = It's all deleted. If you answer again, you'll start from scratch.
