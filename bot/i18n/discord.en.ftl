# What only members on Discord read.

discord-command-quiz = Run the quiz in this channel
discord-command-settings = Choose your language, time zone, reminder, and whether you may be quoted
discord-command-question = Suggest a question, or review what was suggested
discord-param-channel = a channel other than this one
discord-admins-only = Only admins can do this: whoever has Manage Server, or may use /quiz under Server Settings → Integrations.

discord-held-title = Something is waiting
discord-held = { $name }, something only you can read is waiting here.
discord-pick-up = Show me
discord-nothing-held = Nothing is waiting for you here. You've seen it all.

discord-options-left-out = There's no room for { $count } more in this list.
discord-not-told = Discord didn't tell me what I need for that. Please try again in a moment.
discord-kept-for-later = Got it, and it's safe. Discord isn't telling me what I need for it right now; I'll carry on as soon as it does.
discord-not-shown = Discord won't take my reply to that, so I can't show it here.
