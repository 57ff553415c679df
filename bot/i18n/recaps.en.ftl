## The weekly recap

recap-title = 📅 The week in review · { $since } – { $until }
recap-new = new
column-moved = Change
recap-improved = Most improved: { $name }, { $points ->
    [one] 1 point
   *[other] { $points } points
} more than the week before
recap-hardest = Hardest question: “{ $question }” ({ $points ->
    [one] 1 point
   *[other] { $points } points
} on average)
recap-liked = Most 👍 this week: “{ $question }” (asked on { $day }, 👍 { $likes })
recap-weak = Worth another look: { $topics }
recap-topic = { $topic } ({ $points } on average)
recap-chart = Average points of each question
recap-earned = Points of the week
recap-points = { $points ->
    [one] 1 point
   *[other] { $points } points
}
recap-footer = { $members ->
    [one] 1 member took part
   *[other] { $members } members took part
}
