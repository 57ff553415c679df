## Seasons

help-quiz-season = Start a new season
season-form-title = New season
season-form-intro = A season is a stretch of time, a term say, whose points are counted from zero. Nothing changes yet: the next step tells you what will happen, and asks.
season-name = Name of the season
season-form-submit = Next
season-ask = 🏁 Start a new season?
season-will-begin = “{ $name }” begins on { $date }. From that day on the leaderboard shows “This season”, counted from zero, instead of “All time”; today, this week and this month go on.
season-will-end = The current season, “{ $name }”, ends now: I post its final podium in the channel.
season-will-end-later = The current season, “{ $name }”, ends once the open question closes, which still counts for it. Then I post its final podium in the channel.
season-will-keep = Everybody can look up a season that is over on /leaderboard, under “Last season”. Streaks, answers and grades stay as they are. A season that has been started can't be taken back.
action-season-start = Start the season
season-started = “{ $name }” begins on { $date }.
season-podium = 🏆 { $name }: the final podium
season-members = { $members ->
    [one] 1 member scored
   *[other] { $members } members scored
}
season-next = Next up: “{ $name }”, from { $date }
season-kept = Streaks go on.
season-number = Season { $number }
season-nobody = Nobody scored in this season.
season-days = { $first } – { $last }, as it stood
season-until = until { $last }, as it stood
action-season-standings = All standings
action-last-season = Last season
period-season = This season
error-season-name = Give the season a name of up to { $limit } characters.
error-season-begun = A season begins on { $date } already. Start the next one after that day's question.
error-season-gone = There's no such season in this channel.
audit-season = started the season “{ $name }” (from { $date })
