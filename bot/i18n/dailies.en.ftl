# Several questions a day: when they come and from which decks.

help-quiz-times = Ask several questions a day, each time from decks of its own
action-times = Several a day
times-title = ⏰ When questions come
times-add = Add a time
times-remove = Remove { $at }
audit-times = Further questions a day: { $before } → { $after }
error-time-taken = A question already comes at { $at }. Please choose another time.
error-enough-times = There can be up to { $total } questions a day. Remove one first.
error-no-deck = Please choose at least one deck.
