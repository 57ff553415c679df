# Discord's own names of the permissions the bot needs, as server settings show them.

permission-view-channel = View Channel
permission-send-messages = Send Messages
permission-create-public-threads = Create Public Threads
permission-send-messages-in-threads = Send Messages in Threads
permission-attach-files = Attach Files
permission-read-message-history = Read Message History

permissions-lacking = I lack permissions in { $channel }, so threads or pictures may be left out. Please give me these permissions in the channel: { $missing }.
permissions-lacking-meanwhile = The question has been posted all the same.
ping-gone = { $name }, which questions in { $channel } mention, is gone, so they are posted without a mention. Type /quiz reminders there to choose somebody else.
