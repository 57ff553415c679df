## Seasons

help-quiz-season = Start a new season
season-form-title = New season
season-form-intro = Points count from zero when a season begins. You'll see what happens before it does.
season-name = Name of the season
season-form-submit = Go on
season-ask = 🏁 A new season
season-will-begin = “{ $name }” begins on { $date }. From that day on, points on the leaderboard count from zero.
season-will-end = “{ $name }” ends now: its final podium goes to the channel, and its standings stay in the archive.
season-will-end-later = “{ $name }” ends once the open question closes, and that one still counts for it. Then its final podium goes to the channel, and its standings stay in the archive.
season-will-keep = Streaks, answers and grades stay as they are. This can't be undone.
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
audit-season = Started the season “{ $name }” from { $date }
