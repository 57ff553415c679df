## Days off, holidays, pauses

help-quiz-calendar = See the next two weeks and set days off
help-quiz-pause = Pause the questions for a while
help-quiz-resume = Resume the questions after a pause
param-quiz-pause-until = the day to resume, for example 12/1

calendar-title = 🗓️ The next two weeks
calendar-day = Day
calendar-what = Posted at
calendar-question = { $times }
calendar-days = { $first } – { $last }
calendar-none = off · { $reason }
calendar-off = day off
calendar-pause = paused
calendar-later = Off after that: { $days }
calendar-unasked = ⚠️ Questions planned for times at which none comes won't be asked: { $days }. Plan them for other days with /quiz plan.
calendar-holidays = Off on the public holidays of { $country }.
calendar-no-holidays = Questions come on public holidays, too.
calendar-paused = The questions are paused until you resume them.
calendar-paused-until = The questions are paused and come again on { $date }.
calendar-until-resumed = until resumed
calendar-saved = Saved. On days off no question comes and no streak breaks.
calendar-pause-begun = The questions are paused now. No streak breaks meanwhile.
calendar-resumed = The questions go on.
action-days-off = Set days off
action-pause = Pause
action-resume = Resume

calendar-form-title = Days off
calendar-form-intro = One date or range per line, then what it's for. Delete a line and questions come on those days.
calendar-form-days = Days off
calendar-form-example = 12/25 Christmas
    Dec 30 - Jan 2 winter break
calendar-form-holidays = Public holidays off (one country, or none)
calendar-form-country = such as South Korea
pause-form-title = Pause
pause-form-intro = During a pause no question comes and no streak breaks.
pause-form-until = Resume on (leave empty to stay paused)
pause-form-example = such as 12/1, 1 Dec, next Monday

error-bad-date = I couldn't read a date in “{ $given }”. Write it like 12/25, 25 Dec or 2026-12-25.
error-far-date = “{ $given }” is too far away: it may be from a year ago to two years ahead.
error-backward-days = “{ $given }” ends before it starts.
error-too-many-days-off = There's room for { $limit } lines of days off.
error-days-off-too-long = With their years, days off have room for { $limit } characters ({ $given } now). Please shorten the reasons.
error-unknown-country = I don't know the holidays of “{ $given }”. Write one country, like South Korea or JP.
error-pause-past = The questions can come again tomorrow or later, and “{ $given }” is earlier.
error-pause-far = “{ $given }” is too far away. Write a day within the next two years, or leave it empty.
error-not-paused = The questions aren't paused.

settings-calendar = The questions are paused, so nothing will be posted for now.
audit-days-off = Days off: { $before } → { $after }
audit-holidays = Off on holidays of: { $before } → { $after }
audit-pause = Pause: { $before } → { $after }
error-long-days = “{ $given }” is longer than half a year. Pause the questions instead.
