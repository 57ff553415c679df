# What only members on Discord read.

discord-command-quiz = Run the quiz in this channel
discord-command-question = Suggest a question, or review what was suggested
discord-param-channel = another channel than this one

discord-held = { $name }, something only you can read is waiting here.
discord-pick-up = Show me
discord-nothing-held = Nothing is waiting for you here. You've seen it all.
