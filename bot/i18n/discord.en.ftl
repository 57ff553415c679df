# What only members on Discord read.

discord-command-quiz = Run the quiz in this channel
discord-param-channel = another channel than this one
param-quiz-settings-timezone = the channel's time zone, for example Asia/Seoul

discord-open = Open the form
discord-again = Edit and send again
discord-held = { $name }, something only you can read is waiting here.
discord-pick-up = Show me
discord-nothing-held = Nothing is waiting for you here. You've seen it all.
discord-unknown-button = This button doesn't lead anywhere any more. Try /help to see what you can do.
discord-not-yours = This button belongs to somebody else's conversation.
discord-not-there = You can't see the channel this belongs to, so it can't go on from here.
