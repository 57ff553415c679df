## A member's own settings

help-settings-me = Choose your language, time zone, review reminder, and whether you may be quoted
preferences-title = My settings
preferences-language = Language of messages only you see
preferences-platform = Same as the app
preferences-timezone = My time zone
preferences-timezone-example = Seoul, Asia/Seoul or kst; may stay empty
preferences-reminder = Reminder when something is due for review
preferences-off = None
preferences-quote = May my best answers be quoted?
preferences-no = No
preferences-yes = Yes, with my name
preferences-speaks = Language: { $language }
preferences-lives = Time zone: { $timezone }
preferences-reminded = On days with something to review, you'll hear of it privately at { $time } ({ $timezone }).
preferences-no-reminder = You won't be reminded of reviews.
preferences-quoted = A good answer of yours may be shown to everyone, with your name.
preferences-not-quoted = Your answers aren't quoted in solutions.
