## Streaks and freezes

streak-freezes = { $freezes ->
    [one] { $freezes } freeze
   *[other] { $freezes } freezes
}
stats-freezes = { $freezes ->
    [0] No freezes yet.
    [one] { $freezes } freeze.
   *[other] { $freezes } freezes.
} Each saves your streak on a day you miss. You earn one for every 7 study days in a row and hold up to 2.
streak-saved = { $freezes ->
    [one] { $freezes } freeze saved your streak
   *[other] { $freezes } freezes saved your streak
}
celebrate-days = That makes { $count } study days!
celebrate-week = Your best week so far: { $count } points!
celebrate-chain = You've finished all the follow-ups!
celebrate-full = Full marks!
