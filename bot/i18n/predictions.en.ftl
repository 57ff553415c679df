## Predict first

action-predict = Predict first
action-prediction-run = Run it and see
action-more = More
prediction-how = Your choice is private. You can change it until the demo runs; being right is worth { $points } points once a day.
prediction-known = This channel has seen the answer before, so being right earns no points this time. Your choice is private, and you can change it until the demo runs.
prediction-posted = The channel has been asked. When all have chosen, run it with the last button there.
prediction-kept = You chose
prediction-may-change = Until the demo runs you can change it with another button.
prediction-told = The result is in the channel.
prediction-right = Right: { $names } ({ $right } of { $count })
prediction-nobody = { $count ->
    [1] One member chose, and was wrong.
   *[other] { $count } members chose, and nobody was right.
}
error-predict-what = Name the demo to predict first, for example: /demo gd-1d predict
error-no-prediction = There's nothing to predict about the demo “{ $name }”. Just run it: /demo { $name }
error-prediction-gone = This question is gone. Start a new one with /demo.
error-prediction-over = The demo has run already; the result is in the channel.
error-nobody-guessed = Nobody has chosen yet. Choose first.
