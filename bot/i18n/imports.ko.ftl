## 채팅으로 보낸 질문 목록

help-question-import = 우리 팀의 질문 목록으로 묶음을 만들어요
import-title = 질문 가져오기
import-intro = Markdown, 텍스트, CSV, TSV, JSON, Word(.docx), Anki(.apkg) 파일을 5MB까지 받아요. 저장하기 전에 무엇을 읽었는지 먼저 보여 드려요.
import-file = 질문 목록 파일
import-deck = 묶음 이름 (영어 소문자·숫자·하이픈)
import-submit = 읽기
import-reading = { $file } 파일을 읽고 있어요…
import-report = 📥 { $file }
import-counts = 질문 { $questions }개(본 질문 { $mains }개)를 읽었어요. 답이 있는 질문은 { $answered }개, 답이 없어 초안으로 남는 질문은 { $drafts }개예요.
import-first = 이렇게 올라가요:
import-doubt = 확인할 곳 { $count }개
import-skipped = 뺀 곳 { $count }개
import-merged = 합친 곳 { $count }개
import-line = 줄
import-text = 내용
import-why = 이유
import-footer = 아직 저장하지 않았어요. 나만 볼 수 있어요.
import-save = ‘{ $deck }’ 묶음으로 저장
import-saved = ✅ 저장했어요
import-saved-deck = ‘{ $deck }’ 묶음은 30초 안에 설정에서 고를 수 있어요.
error-bad-deck-name = ‘{ $given }’ 이름은 쓸 수 없어요. 영어 소문자, 숫자, 하이픈을 40자까지 써 주세요.
error-no-file = 파일이 없어요. 파일을 골라 다시 보내 주세요.
error-file-too-large = 파일이 { $limit }MB보다 커요. 나눠서 가져와 주세요.
error-attachment-gone = 파일을 받아 오지 못했어요. 한 번 더 보내 주세요.
error-import-gone = 읽어 둔 내용이 이제 없어요. 파일을 한 번 더 보내 주세요.
