# An admin reads what a line of a list was taken for; the line itself stands beside it.

## Places

line = line { $line }
line-of-file = { $file }:{ $line }
at-line = line { $line }: { $why }

## What a line is not

no-question = has no question
no-question-read = does not read like a question
placeholder = is a placeholder
contents = is a table of contents
advertisement = is an advertisement
of-no-question = belongs to no question
heading-of-none = heads no question
reason-of-none = says why, but of no misconception
unused-column = is a column that isn't used
no-row = is no row of a table
broken-row = is no row of a table: { $detail }
not-json = is not JSON: { $detail }
no-value = holds what is no number or JSON: { $detail }
too-long = is longer than { $limit } characters
bad-field = { $field }: { $detail }
bad-whole = can't be a question: { $detail }
id-line = an ID line reads `id` · topic · kind · difficulty 3/5
demo-line = a demo line reads `name` `{ "{" }"param": 1{ "}" }`

## What was made of a question

same-question = same question as { $where }
reworded = worded otherwise, merged with { $where }
apart-by-parent = follows from another question, kept apart from { $where }
apart-but-alike = reads much like { $where }, but kept apart
follow-up-here = is a follow-up here, but a question of its own at { $where }
main-there = follows from a question here, but has follow-ups at { $where }
asks-several = asks several things at once
split = split into { NUMBER($count, useGrouping: 0) } questions
listed-as-own = questions listed under another are taken as questions of their own
listed-as-follow-ups = questions listed under another are taken as its follow-ups
nested-twice = is nested twice, taken as a plain follow-up
follows-follow-up = follows from a follow-up, taken as one of the question itself
follows-itself = follows from itself, taken as a main question
follows-none = follows from no question, taken as a main one
follows-unknown = follows from a question that is not here: { $name }, taken as a main one
no-id-line = has no ID line: gets an id, and the topic of the question above
bad-id = its id { $id } is not of lower-case letters, digits and hyphens, left out
taken-id = its id { $id } is already on { $where }, left out

## What was made of an answer

draft = stays a draft: { $why }
no-answer = has no answer
bare-number = is a number by itself: if it's the answer, write `Answer:` before it
code-answer = its answer is code, which can't be graded: kept for the reveal
picked-answer = its answer is a choice or a digit, which can't be graded: kept for the reveal
notes-may-answer = its notes may answer the question above it
aside = is no part of the answer, left out
image-left-out = an image is left out
text-cut = a text is cut to { $limit } characters
keywords-cut = has { NUMBER($count, useGrouping: 0) } keywords, the first { $kept } are kept
no-https = is no https address, kept as a title

## What was made of a file

read-as = the file is not UTF-8, so it was read as { $encoding }
read-as-terms = asks nothing: read as { NUMBER($count, useGrouping: 0) } terms to explain, each answered by what stands behind its dash
endless-block = begins code or a comment that never ends: what stands below is read as part of it
look-alikes = letters of another script replaced

## Why a file is refused

missing = does not exist
no-file = is not a regular file
unreadable = cannot be read: { $detail }
empty = is empty
no-text = is not text: save it as text, CSV or Word
unknown-encoding = is neither UTF-8 nor CP949 text
encrypted = is encrypted
no-word-document = is not a Word document: it may be damaged
no-anki-package = is not an Anki package: it may be damaged
no-spreadsheet = is not a spreadsheet: it may be damaged
damaged-file = is a damaged file
damaged-document = is a damaged document
damaged-package = is a damaged Anki package
foreign-document = is no document that Word writes
foreign-zip = is a zip file, but neither a Word document nor an Anki package: unpack it and import what is in it
spreadsheet = is a spreadsheet: save it as CSV
too-large = is larger than { $limit } MB
too-large-unpacked = holds more than { $limit } MB
too-many-lines = has more than { $limit } lines
too-many-questions = holds more than { $limit } questions
too-deep = is nested too deeply
text-too-long = a text is longer than { $limit } characters
number-too-long = holds a number too long to read
no-list = is not a list of questions
nothing-asked = holds no question
no-question-column = holds no column of questions: name one question (or 질문), or say which it is, as in --columns question=NAME,answer=NAME
no-column = has no column { $name }: its columns are { $held }
no-columns = has no named columns, so --columns can't be used
unknown-separator = has the unknown separator { $separator }
same-id = the id { $id } is already that of { $where }
