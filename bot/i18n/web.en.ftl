# The chrome of the web playground. Texts of commands and cards are in en.ftl.

web-tagline = Deep learning, day by day
web-channels = Channels
web-channel-about = Answer one question a day, and find out why
web-menu = Open menu
web-switch-member = Come in as someone else
web-skip = Skip to the input line
web-language = 언어
web-other-language = 한국어
web-theme = Switch between light and dark

web-welcome-title = Welcome!
web-welcome-text = What should we call you? No account, no password.
web-welcome-name = Name
web-welcome-placeholder = e.g. Alex
web-welcome-enter = Come in
web-welcome-tabs = Open a second tab with another name and you're two people.
web-welcome-error = A name has 1 to { $limit } characters.
web-switch-title = Come in as someone else
web-switch-text = You'll pick up where that name left off. What you did under this name stays.
web-cancel = Cancel
web-download = Download
web-close = Close

web-stream = Messages
web-private = Only you can see this
web-replies = { $count ->
    [one] { $count } reply
   *[other] { $count } replies
}
web-newer = Newer messages
web-thinking = quizmaster is working on it
web-enlarge = Enlarge
web-point-met = Met
web-point-missed = Missing
web-point-wrong = Wrong
web-point-bonus = Bonus
web-meter = Bar

web-empty-title = It's quiet here
web-empty-text = The first question comes at the set time. Can't wait? Ask for one now.
web-try-now = Get a question
web-try-demo = See a demo
web-try-help = Help
web-no-channels = There's no channel yet. Restart quizmaster and it'll make one.

web-compose = Type a command
web-compose-placeholder = Type / to pick a command
web-compose-send = Send
web-compose-answer = Send as answer
web-compose-keys = ↑↓ choose · Tab fill in · Enter send · Esc close
web-compose-unsent = What you sent last may not have arrived. Send it again as it is, and it counts once.
web-compose-unpressed = The button you pressed last may not have been heard. If nothing happens, press it again.
web-suggestions = Commands
web-plain-line = This isn't sent yet. Is it your answer to the question?
web-too-long = You can send up to { $limit } characters at once. Please shorten it a little.

web-form-required = Please fill in “{ $field }”.
web-form-keys = Ctrl+Enter sends it
web-form-sending = Sending…
web-form-choose = Choose a file
web-form-drop = You can also drop it here
web-form-uploading = The file is still on its way. Please wait a moment.

web-lost = Connection lost. Reconnecting…
web-unshown = This page can't be opened right now. It'll try again in a moment.
