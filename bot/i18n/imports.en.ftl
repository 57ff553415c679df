## Lists sent into the chat

help-question-import = Make a deck from your team's own list
import-title = Import questions
import-intro = Markdown, text, CSV, TSV, JSON, Word (.docx), a web page (.html) or Anki (.apkg), 5 MB at most. You see what was read before anything is saved.
import-file = Your list
import-deck = Name of the deck (a-z, 0-9, hyphens)
import-submit = Read it
import-reading = I'll read { $file } and tell you here what's in it.
import-report = 📥 { $file }
import-counts = { $questions ->
    [one] 1 question
   *[other] { $questions } questions
} ({ $mains } main), { $answered } with an answer, { $drafts } without (those stay drafts).
import-first = As they would be posted; answers stay hidden until the reveal:
import-answer = Answer: { $text }
import-doubt = { $count } to look at
import-draft = { $count ->
    [one] 1 draft
   *[other] { $count } drafts
}
import-skipped = { $count } left out
import-merged = { $count } merged
import-line = Line
import-text = Text
import-why = Why
import-footer = Nothing is saved yet. Only you see this.
import-save = Save as “{ $deck }”
import-saved = ✅ Saved
import-saved-deck = The deck “{ $deck }” can be chosen in the settings now. The button opens the settings with this deck chosen; just save.
error-bad-deck-name = “{ $given }” can't name a deck: use up to 40 lower-case letters, digits and hyphens.
error-no-file = There was no file. Choose one and send the form again.
error-file-too-large = The file is larger than { $limit } MB. Split it and import the parts.
error-attachment-gone = I couldn't fetch the file. Please send it once more.
error-import-direct = Every channel can choose an imported deck, so an admin imports it in a channel, not here.
error-import-gone = What I read is no longer kept. Please send the file once more.
error-import-too-long = I couldn't read this list in time. Split it and import the parts.
error-deck-taken = There is a deck of that name already. Choose another name.
error-import-failed = I couldn't read this list. Whoever runs the bot finds more in its log.
error-deck-unwritable = The deck couldn't be saved. Whoever runs the bot finds the reason in its log.
audit-import = made a deck from an imported list: { $deck }
