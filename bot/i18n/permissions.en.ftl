# Discord's own names of the permissions the bot needs, as server settings show them.

permission-view-channel = View Channel
permission-send-messages = Send Messages
permission-create-public-threads = Create Public Threads
permission-send-messages-in-threads = Send Messages in Threads
permission-attach-files = Attach Files
permission-read-message-history = Read Message History

figures-forbidden = I can't show pictures in { $channel }, so the figures of questions are missing there. Please give me this permission in the channel: { $missing }.
figures-forbidden-meanwhile = The question has been posted, with its figure told in words.
