# What only members on Slack read.

## The app, as api.slack.com and the app's profile show it

slack-tagline = A deep-learning question a day, grades that say why, demos you can run.
slack-about =
    quizmaster posts a deep-learning question every day. Answer it in two or three sentences, in Korean, English or a mix: a private grade quotes what you've got and says what's missing. Follow-ups lead further, the solution comes when the question closes, and /demo trains a small model right now and shows its plot.

    It reads no conversation: it knows only what you send it by its buttons, forms and commands. Your answers and what the grades say are shown to you alone; points go on the leaderboard. Admins see an answer, too, when you object to its grade.
slack-command-quiz = Run the quiz in this channel, or see help
slack-command-settings = Choose your language, time zone, reminder, and whether you may be quoted
slack-command-question = Suggest a question, review suggestions, or see help
slack-shortcut-answer-about = Send this message of yours as your answer to the open question

## Typed commands

slack-unknown-command = There's no command called “/{ $name }”. What you can use here: { $known }.

## Commands of admins

slack-admins-only = Only admins can do this: whoever made the channel, and the workspace's admins.
slack-admins-only-or-group = Only admins can do this: whoever made the channel, the workspace's admins, and @{ $group }.

slack-maker-unknown = I can't see who made this channel, perhaps because I'm not in it. If it was you, /invite me first, then try again.

## A group DM

slack-group-dm = There's no quiz in group DMs. Use a channel, which may be private, or our direct messages.

## Forms and the Home tab

slack-cancel = Cancel
slack-greeting-what = I post one question a day in a channel of yours, grade what you answer in your own words, and say why.
slack-set-up = Choose a channel for the quiz. A form opens for the time and the days.
slack-choose = Choose a channel

## A form that takes a file

slack-no-files = I'm not allowed to read files in this workspace yet (files:read). Whoever runs me has to install the app here once more.

## What the app was not granted

slack-no-scope = I can't show you this in this workspace yet, because I lack a permission ({ $scopes }). Whoever runs me has to install the app here once more.

## A card with a picture

slack-picture-elsewhere = Slack can't show a picture or a file here to you alone, so I've sent this to our direct messages.
slack-picture-nowhere = Slack doesn't let me send you direct messages, so I can't show you the picture or file that belongs here.

## A demo where the bot isn't

slack-demo-elsewhere = I'm not in this channel, so I'm running the demo in our direct messages.

## A message as an answer

slack-not-your-message = Only a message you wrote yourself can be your answer.

## While Slack does not answer

slack-away = Slack isn't answering me right now, so that didn't go through. Try again in a moment.
