# What admins read about who changed what.

help-quiz-audit = See who changed what, and when
audit-title = 🗒️ Changes
audit-empty = Nothing's been changed yet.
audit-zone = Times are in { $zone }. Only you can see this.
audit-whom = { $name }
audit-nobody = somebody who's gone
audit-none = none
audit-all = all

audit-set-up = started the quiz in this channel
audit-at = Time: { $before } → { $after }
audit-timezone = Time zone: { $before } → { $after }
audit-weekdays = Days: { $before } → { $after }
audit-language = Language: { $before } → { $after }
audit-decks = Decks: { $before } → { $after }
audit-topics = Topics: { $before } → { $after }
audit-levels = Difficulty: { $before } → { $after }
