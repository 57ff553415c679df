# { $where }에는 "3번째 줄"이나 "목록.md 3번째 줄"이 들어가요.

## 자리

line = { $line }번째 줄
line-of-file = { $file } { $line }번째 줄
at-line = { $line }번째 줄: { $why }

## 질문이 아닌 줄

no-question = 질문이 없어요
no-question-read = 질문으로 읽히지 않아요
placeholder = 아직 내용을 채우지 않은 자리예요
contents = 목차예요
advertisement = 광고예요
of-no-question = 어느 질문에도 딸려 있지 않아요
heading-of-none = 질문이 딸리지 않은 제목이에요
reason-of-none = 이유가 적혀 있는데, 어떤 오해의 이유인지 알 수 없어요
unused-column = 쓰지 않는 열이에요
no-row = 표의 행이 아니에요
broken-row = 표의 행으로 읽을 수 없어요: { $detail }
not-json = JSON이 아니에요: { $detail }
no-value = 숫자나 JSON이 와야 할 자리에 다른 값이 있어요: { $detail }
too-long = { $limit }자보다 길어요
bad-field = { $field } 값을 쓸 수 없어요: { $detail }
bad-whole = 질문으로 쓸 수 없어요: { $detail }
id-line = ID 줄은 `id` · topic · kind · 난이도 3/5처럼 써야 해요
demo-line = 데모 줄은 `name` `{ "{" }"param": 1{ "}" }`처럼 써야 해요

## 질문을 어떻게 읽었는지

same-question = { $where }과 같은 질문이에요
reworded = 표현은 다르지만 { $where }과 같은 질문으로 합쳤어요
apart-by-parent = 앞 질문이 달라서 { $where }의 질문과 합치지 않았어요
apart-but-alike = { $where }의 질문과 비슷하지만 합치지 않았어요
follow-up-here = 여기서는 이어지는 질문인데, { $where }에서는 따로 묻는 질문이에요
main-there = 여기서는 다른 질문에서 이어지는데, { $where }에는 이 질문에서 이어지는 질문이 있어요
asks-several = 한꺼번에 여러 가지를 물어요
split = 질문 { NUMBER($count, useGrouping: 0) }개로 나눴어요
listed-as-own = 질문 아래에 적힌 질문들을 따로 묻는 질문으로 읽었어요
listed-as-follow-ups = 질문 아래에 적힌 질문들을 그 질문에서 이어지는 질문으로 읽었어요
nested-twice = 두 단계 아래에 있지만 그냥 이어지는 질문으로 읽었어요
follows-follow-up = 이어지는 질문에서 또 이어져서, 맨 앞 질문에서 이어지는 질문으로 읽었어요
follows-itself = 자기 자신에서 이어진다고 되어 있어서, 따로 묻는 질문으로 읽었어요
follows-none = 앞 질문이 없어서, 따로 묻는 질문으로 읽었어요
follows-unknown = 앞 질문을 찾을 수 없어서, 따로 묻는 질문으로 읽었어요: { $name }
no-id-line = ID 줄이 없어요. ID는 새로 짓고 주제는 위 질문을 따랐어요
bad-id = ID에는 영어 소문자와 숫자, 하이픈만 쓸 수 있어서 이 ID는 뺐어요: { $id }
taken-id = { $where }에 이미 있는 ID라서 뺐어요: { $id }

## 답을 어떻게 읽었는지

draft = 초안으로 남아요: { $why }
no-answer = 답이 없어요
bare-number = 숫자만 있어서 답으로 읽지 않았어요. 답이라면 앞에 ‘답:’을 붙여 주세요
code-answer = 답이 코드라서 채점할 수 없어요. 풀이를 공개할 때 보여 줘요
picked-answer = 답이 보기 하나나 숫자 하나라서 채점할 수 없어요. 풀이를 공개할 때 보여 줘요
notes-may-answer = 여기 딸린 메모가 위 질문의 답일 수도 있어요
aside = 답이 아니라서 뺐어요
image-left-out = 그림은 빼고 읽었어요
text-cut = 글이 길어서 { $limit }자까지만 남겼어요
keywords-cut = 키워드 { NUMBER($count, useGrouping: 0) }개 가운데 앞의 { $kept }개만 남겼어요
no-https = https 주소가 아니라서 제목으로만 남겼어요

## 파일을 어떻게 읽었는지

read-as = 파일이 UTF-8이 아니라서 { $encoding } 인코딩으로 읽었어요
read-as-terms = 질문이 없는 목록이라 줄표 앞의 용어 { NUMBER($count, useGrouping: 0) }개를 질문으로, 뒤의 설명을 답으로 읽었어요
endless-block = 여기서 시작한 코드나 주석이 끝나지 않아서, 아래 내용을 모두 그 안에 든 것으로 읽었어요
look-alikes = 영어 글자와 비슷하게 생긴 다른 문자를 영어 글자로 바꿨어요

## 파일을 받지 않는 이유

missing = 없는 파일이에요
no-file = 일반 파일이 아니에요
unreadable = 읽을 수 없어요: { $detail }
empty = 비어 있어요
no-text = 텍스트가 아니에요. 텍스트, CSV, Word로 저장해 주세요
unknown-encoding = UTF-8이나 CP949로 된 텍스트가 아니에요
encrypted = 암호가 걸려 있어요
no-word-document = Word 문서가 아니에요. 파일이 손상됐을 수 있어요
no-anki-package = Anki 패키지가 아니에요. 파일이 손상됐을 수 있어요
no-spreadsheet = 스프레드시트가 아니에요. 파일이 손상됐을 수 있어요
damaged-file = 손상된 파일이에요
damaged-document = 손상된 문서예요
damaged-package = 손상된 Anki 패키지예요
foreign-document = Word에서 만든 문서가 아니에요
foreign-zip = zip 파일인데, Word 문서도 Anki 패키지도 아니에요. 압축을 풀고 안에 든 파일을 보내 주세요
spreadsheet = 스프레드시트예요. CSV로 저장해 주세요
too-large = { $limit }MB보다 커요
too-large-unpacked = 압축을 풀면 { $limit }MB가 넘어요
too-many-lines = { $limit }줄보다 길어요
too-many-questions = 질문이 { $limit }개보다 많아요
too-deep = 너무 깊게 중첩돼 있어요
text-too-long = { $limit }자보다 긴 글이 있어요
number-too-long = 너무 길어서 읽을 수 없는 숫자가 있어요
no-list = 질문 목록이 아니에요
nothing-asked = 질문이 하나도 없어요
no-question-column = 질문이 적힌 열을 찾지 못했어요. 열 이름을 question이나 질문으로 바꾸거나 --columns question=이름,answer=이름처럼 알려 주세요
no-column = { $name } 열이 없어요. 있는 열: { $held }
no-columns = 이름 붙은 열이 없어서 --columns를 쓸 수 없어요
unknown-separator = 알 수 없는 구분자예요: { $separator }
same-id = { $where }에 이미 있는 ID예요: { $id }
