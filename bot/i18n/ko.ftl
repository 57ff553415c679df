# 사람이 읽는 문장은 모두 여기와 en.ftl에 있어요. 변수는 코드가 채웁니다.

## 질문

question-title = 🧠 오늘의 질문 · { $date } · 난이도 { $stars } · { $topic }
question-follow-ups = 이어지는 질문 { $count }개
question-answered = { $count ->
    [0] 아직 아무도 답하지 않았어요
   *[other] 지금까지 { $count }명이 답했어요
}
question-closes = { $when }에 풀이 공개
question-closed = 마감 · 풀이는 아래에 있어요
question-skipped = 건너뛴 질문이에요
when-today = 오늘 { $time }
when-tomorrow = 내일 { $time }
when-date = { $date } { $time }
follow-up-title = ↪️ 이어지는 질문 { $place }/{ $total }
follow-up-notice = 앞 질문에 답하면 열려요.
topic-activation-functions = 활성화 함수
topic-adaptation = 모델 맞춤
topic-agents = 에이전트와 도구
topic-alignment = 정렬(RLHF·DPO)
topic-autoencoders = 오토인코더
topic-convolution = 합성곱 신경망
topic-data = 데이터
topic-embeddings = 임베딩
topic-evaluation = 평가
topic-frameworks = 프레임워크
topic-generalization = 일반화
topic-generative-models = 생성 모델
topic-gradient-descent = 경사하강법
topic-hardware = GPU와 메모리
topic-history = 딥러닝의 흐름
topic-implementation = 구현
topic-inference = 추론 속도와 메모리
topic-initialization = 초기화
topic-language-models = 언어 모델
topic-normalization = 데이터·배치 정규화
topic-optimization = 최적화
topic-practice = 실전 감각
topic-recommendation = 추천 시스템
topic-representation-learning = 표현 학습
topic-retrieval = 검색과 RAG
topic-sequence-models = 시퀀스 모델
topic-tokenization = 토큰화
topic-training-at-scale = 대규모 학습
topic-transformers = 트랜스포머

## 그림

figure-gd-curve = 가로축은 가중치 w, 세로축은 손실 L(w)인 U자 곡선이에요. 공이 왼쪽 비탈을 따라 점점 짧은 걸음으로 내려가요.
figure-gd-curve-unnamed = U자 곡선이에요. 공이 왼쪽 비탈을 따라 점점 짧은 걸음으로 내려가고, 두 축의 이름은 물음표로 가려져 있어요.
figure-word2vec-network = 층이 세 개인 신경망이에요. 원핫 입력 V개, 은닉 노드 N개, 출력 노드 V개가 있고, 은닉층 앞의 가중치에는 left, 뒤의 가중치에는 right라고 적혀 있어요.

## 버튼

action-answer = 답하기
action-hint = 힌트
action-follow-ups = 이어지는 질문
action-more-hint = 힌트 하나 더
action-leaderboard = 순위
action-previous = ← 이전
action-following = 더 보기 →
action-demo = 데모로 보기
action-retry = 다시 답하기
action-again = 고쳐서 다시 보내기
action-open = 열기
form-not-opened = 입력 창이 열리지 않았어요. 버튼을 누르면 열려요.
action-next = 이어지는 질문 { $place }/{ $total } →
action-dispute = 이의 있어요
action-dispute-accept = 받아들이기
action-dispute-keep = 그대로 두기
action-next-dispute = 다음 이의 보기
action-cancel = 그만두기
action-tune = 값 바꿔 보기
action-pick-demo = 골라서 돌리기
action-all-demos = 데모 목록 보기
action-opposite = 반대 예시
action-code = 코드 보기
action-own-values = 내 값으로 돌리기
action-share = 공유
action-post-now = 지금 올리기
action-questions = 주제와 난이도
action-settings = 설정 바꾸기

## 답하기

answer-form-title = 답하기
answer-form-label = { $left ->
    [0] 내 답
   *[other] 내 답 (남은 기회 { $left }번)
}
answer-form-placeholder = 두세 문장이면 충분해요. 한국어·영어·섞어 써도 돼요.
answer-form-submit = 보내기
hint-title = 💡 힌트 { $taken }/{ $total }

## 채점

grading-now = 답을 저장했고 지금 채점하고 있어요.
grading-second = 앞의 답을 채점하는 중이에요. 이 답도 저장했고 이어서 채점할게요.
grading-later = 채점기가 쉬고 있어요. 답은 저장됐고, 돌아오면 바로 채점해서 알려 드릴게요.
grade-score = { $score }점
grade-correct = 핵심을 잘 짚었어요
grade-partial-most = 절반 이상 맞았어요
grade-partial-some = 일부만 맞았어요
grade-answers-another = 이 답은 다른 질문에 더 가까워 보여요: { $question }
grade-personal = 나눠 주셔서 고마워요
grade-personal-about = 이 질문은 채점하지 않아요. 답해 주신 것만으로 참여 점수를 드려요.
grade-incorrect = 아직 핵심에 닿지 않았어요
grade-off-topic = 다른 질문의 답 같아요
grade-no-answer = 아직 답이라고 보기 어려워요
grade-no-answer-advice = 아는 만큼만 한두 문장으로 적어 보세요.
grade-not-mentioned = 이번 답에는 없었어요
grade-more = { $count ->
    [1] 아직 나오지 않은 이야기가 하나 있어요.
   *[other] 아직 나오지 않은 이야기가 { $count }가지 있어요.
}
grade-value = 다시 따져 보면 얼마쯤 나올까요?
grade-unclear = 아직 분명하지 않아요
grade-bonus = 덤: { $text }
grade-look-again = 이 부분을 다시 볼까요?
grade-right-is = 맞는 내용: { $text }
grade-misconception = 혹시 이렇게 생각하셨나요? { $text }
grade-attempt = 시도 { $attempt }/{ $total }
grade-gain = +{ $points }점
grade-gain-more = +{ $points }점 ({ $value }점 중 { $had }점은 이미 받았어요)
grade-gain-none = 앞서 받은 { $had }점은 그대로예요
grade-enough = 핵심은 { $count }가지만 말해도 돼요. 그 이상은 덤이에요.
grade-late = 마감 뒤에 온 답이라 점수에는 들어가지 않아요
grade-retry = 다시 답해서 −{ $cost }%
grade-hints = 힌트 { $count }개 −{ $cost }%
grade-last-step = 이어지는 질문은 여기까지예요
streak-days = 🔥 { $days }일째

## 풀이

reveal-title = 📖 풀이
reveal-follow-up-title = 📖 이어지는 질문 { $place }/{ $total } 풀이
reveal-enough = { $bonuses ->
    [0] {""}
   *[other] 덤 말고{" "}
}이 중 { $count ->
    [1] 한 가지
    [2] 두 가지
    [3] 세 가지
   *[other] { $count }가지
}만 말해도 충분해요.
reveal-met = { $members }명 중 { $met }명
reveal-model-answer = 모범 답안: { $text }
reveal-misconception = 흔한 오해: { $text }
reveal-sources = 더 읽기: { $titles }

## 순위

leaderboard-title = 🏆 { $period }
leaderboard-empty = 아직 기록이 없어요. 첫 답을 남겨 보세요.
leaderboard-me = { $name } (나)
leaderboard-not-yet = 아직 내 기록은 없어요.
leaderboard-gap = { $rank }위까지 { $points }점
period-today = 오늘
period-week = 이번 주
period-month = 이번 달
period-all = 전체
column-rank = 순위
column-name = 이름
column-points = 점수
column-streak = 연속
stats-title = 📊 내 기록
stats-points = { $points ->
    [0] 아직 점수가 없어요.
   *[other] 지금까지 { $points }점을 모았어요.
}
stats-alone = 여기서 답한 사람은 아직 나뿐이에요.
stats-level = { $members }명 모두 점수가 같아요.
stats-shared = { $members }명 중 공동 { $rank }위예요.
stats-rank = { $members }명 중 { $rank }위예요.
stats-streak = { $days ->
    [0] { $longest ->
        [0] 아직 연속 기록이 없어요. 질문 하나에서 { $least }점 이상 받거나 복습에서 1점이라도 받은 날부터 이어져요.
       *[other] 지금은 이어 가는 기록이 없어요 (최고 { $longest }일).
    }
   *[other] 🔥 { $days }일째 이어 가는 중이에요 (최고 { $longest }일).
}
stats-days = 지금까지 { $days }일 공부했어요.
stats-none = 아직 기록이 없어요. 오늘의 질문에 답하면 여기에 쌓여요.

## 한눈에

overview-rank = { $rank }위
overview-studied = { $days }일 공부
overview-not-answered = 아직 답하지 않았어요
overview-grading = 채점하고 있어요
overview-follow-up = 이어지는 질문 { $place }/{ $total }
overview-next = { $channel } · 다음 질문은 { $when }에 올라와요
overview-none-planned = { $channel } · 지금은 질문을 쉬고 있어요
overview-start-title = 👋 반가워요
overview-start-about = 채널에 질문이 하나씩 올라오고, 내 말로 답하면 바로 채점해서 왜 그런지 알려 드려요.
overview-start-member = 함께 있는 채널 중에는 아직 퀴즈를 시작한 곳이 없어요. 관리자에게 시작해 달라고 부탁해 보세요.
overview-start-admin = 함께 있는 채널 중에는 아직 퀴즈를 시작한 곳이 없어요. 아래에서 채널을 고르면 바로 시작할 수 있어요.

## 데모

demo-list-title = 📈 돌려 볼 수 있는 데모
demo-list-usage = 예: /demo gd-1d lr=0.3, 비교하려면 /demo gd-1d lr=0.1 vs lr=1.05
demo-unknown = ‘{ $name }’ 데모는 없어요. 혹시 이 데모를 찾으셨나요?
demo-list-of = { $span }, 쉼표로 나눠 { $least }–{ $most }개
demo-again = 마지막 결과 다시 보기
demo-code-intro = 이 스크립트를 내 컴퓨터에서 돌리면 같은 숫자가 나와요.
demo-queued = 대기 { $position }번째
demo-failed = 데모가 끝까지 돌지 못했어요. 값을 바꿔 다시 해 보세요.
demo-cancelled = 데모를 그만뒀어요.
demo-on = 켬
demo-off = 끔
demo-form-submit = 실행
demo-form-rest = 나머지: { $titles }
demo-pick-title = 데모 돌리기
demo-pick-name = 데모
demo-pick-settings = 값 (비우면 기본값)
demo-shared-by = 돌린 사람: { $name }

## 관리

quiz-posted = 새 질문을 올렸어요.
quiz-skipped = 질문을 건너뛰고 다른 질문을 올렸어요.
settings-title = 퀴즈 설정
settings-at = 올리는 시각 (예: 09:00, 9시 반)
settings-timezone = 시간대 (도시나 UTC+9)
settings-weekdays = 요일
settings-language = 채널 언어
settings-decks = 질문 묶음 (여럿이면 번갈아)
settings-of-topics = 주제 { $count }개
decks-title = 질문 묶음
questions-title = 주제와 난이도
questions-topics = 주제 (비우면 전부)
questions-levels = 난이도 (비우면 전부)
settings-submit = 저장
settings-saved = ✅ 저장했어요
settings-next = 다음 질문은 { $when }에 올라가요. 내용은 그때 공개돼요. 올라가는 글은 이렇게 시작해요.
settings-paused = 고른 요일이 없어서 질문을 올리지 않아요.
deck-deep-learning = 딥러닝 면접
deck-modern = 요즘 딥러닝
deck-with-drafts = { $deck } (채점하지 않는 초안 포함)
day-0 = 월
day-1 = 화
day-2 = 수
day-3 = 목
day-4 = 금
day-5 = 토
day-6 = 일
language-ko = 한국어
language-en = English

## 채널에 닿지 않을 때

trouble-title = 🔧 퀴즈를 이어 가려면 도움이 필요해요
trouble-forbidden = { $channel } 채널에 아직 글을 올릴 수 없어요. 이 채널에서 저에게 다음 권한을 주세요: { $missing }.
trouble-forbidden-somehow = { $channel } 채널에 글을 올릴 수 없어요. 저를 이 채널에 들여보내 주세요. 글을 쓸 수 있는 사람을 정해 둔 채널이라면 저도 쓸 수 있게 해 주세요.
trouble-uninvited = 저는 아직 { $channel } 채널에 없어요. 그 채널에서 /invite로 저를 초대해 주세요.
trouble-archived = { $channel } 채널이 보관됐어요. 보관을 풀면 이어지고, 다른 채널에서 이어 가려면 그곳에서 /quiz settings를 써 주세요.
trouble-gone = { $channel } 채널이 없어졌어요. 다른 채널에서 이어 가려면 그곳에서 /quiz settings를 써 주세요.
trouble-removed = 이제 { $channel } 채널에 들어갈 수 없어요. 저를 내보냈거나 앱 연결이 끊겼어요. 다시 추가해 주시면 퀴즈를 이어 갈게요.
trouble-empty = { $channel } 채널에 올릴 질문이 없어요. 질문 묶음이 사라졌거나 기준 답이 있는 질문이 없어요. /quiz settings에서 다른 묶음을 골라 주세요.
trouble-untagged = { $channel } 채널은 태그를 단 글만 받는데, 제가 달 수 있는 태그가 없어요. 누구나 달 수 있는 태그를 만들거나 태그 필수 설정을 꺼 주세요.
trouble-refused = { $channel } 채널이 제 글을 받아 주지 않아요. 채널 설정을 살펴봐 주세요. 열린 스레드가 너무 많아서일 수도 있어요. 저도 계속 시도할게요.
trouble-away = 지금은 { $channel } 채널에 연결되지 않아요. 계속 시도할게요.
trouble-kept = 설정은 그대로 있어요. 해결되면 저절로 이어져요.

## 도움말

help-title = ❔ 도움말
help-intro = 정해 둔 시각에 질문이 올라와요. 질문 아래 첫 번째 버튼으로 답하거나 다음 명령을 써 보세요. 답과 채점 내용은 나만 볼 수 있고, 점수는 순위에 올라요.
help-unknown = ‘{ $name }’ 명령은 없거나 쓸 수 없어요. 쓸 수 있는 명령은 다음과 같아요.
help-admins = 관리자 명령
help-answer = 열려 있는 질문에 답해요
help-hint = 힌트를 하나 봐요
help-leaderboard = 순위를 봐요
help-stats = 내 점수와 연속 기록을 봐요
help-demo = 작은 모델을 그 자리에서 학습시켜 그림으로 봐요
help-quiz-now = 질문을 지금 하나 올려요
help-quiz-skip = 지금 질문을 건너뛰고 다른 질문을 올려요
help-quiz-disputes = 채점에 이의가 있는 답을 하나씩 검토해요
help-quiz-settings = 시각·요일·언어·질문 묶음을 정해요
help-quiz-questions = 주제와 난이도를 골라요
help-help = 이 도움말을 봐요
help-more = /help 뒤에 명령 이름을 쓰면 그 명령을 자세히 볼 수 있어요. 예: /help demo (Slack에서는 /quiz help demo)
help-example = 예: { $line }
help-answer-example = 양수 구간에서는 기울기가 1이라 줄지 않아요
help-leaderboard-example = week
help-demo-example = relu-curve-fit units=16
help-quiz-settings-example = Asia/Seoul
param-answer-text = 내 답
param-leaderboard-period = 기간
param-demo-name = 데모 이름
param-demo-settings = 값 (예: units=16)
param-quiz-settings-timezone = 채널의 시간대 (도시, KST, UTC+9)
param-help-about = 자세히 볼 명령 (예: demo)

## 문제가 생겼을 때

error-no-command = / 뒤에 명령 이름을 써 주세요. 예: /help
error-unknown-command = ‘{ $name }’ 명령은 없어요. 쓸 수 있는 명령은 도움말에 있어요.
error-too-many-words = /{ $name } 뒤에 쓴 ‘{ $extra }’ 부분은 알아듣지 못했어요. 빼고 다시 보내 주세요.
error-unknown-button = 이 버튼은 더 이상 쓸 수 없어요. 명령을 써서 다시 해 주세요.
error-not-yours = 다른 사람의 대화에 있는 버튼이에요.
channel-private = 비공개-채널
error-not-there = 이 내용이 있는 채널을 볼 수 없어서 여기서는 이어 갈 수 없어요.
error-unknown-param = /{ $command }에 ‘{ $name }’ 값은 없어요.
error-too-many-params = /{ $command }에 값이 너무 많아요. 몇 개만 남겨 다시 보내 주세요.
error-missing-param = ‘{ $name }’ 값이 필요해요.
error-too-long = ‘{ $name }’ 값은 { $limit }자까지예요 (지금 { $given }자).
error-not-a-choice = ‘{ $given }’ 대신 { $choices } 중 하나를 써 주세요.
error-not-a-seed = seed에는 0부터 999999999까지의 정수를 써 주세요 (지금 ‘{ $given }’).
error-not-a-number = ‘{ $name }’에는 0 이상의 정수를 써 주세요 (지금 ‘{ $given }’).
error-bad-setting = ‘{ $given }’ 부분은 읽지 못했어요. units=16처럼 이름=값으로 써 주세요.
error-admins-only = 관리자만 할 수 있어요.
error-answer-empty = 답이 비어 있어요. 한두 문장으로 적어 주세요.
error-answer-too-short = 글자가 너무 적어서 채점할 수 없어요. 한두 문장으로 적어 주세요.
error-answer-too-long = 답은 { $limit }자까지예요 (지금 { $given }자). 쓴 글은 그대로 있으니 줄여서 다시 보내 주세요.
error-no-attempts = 이 질문에는 { $total }번 모두 답했어요. 다음 질문에서 다시 만나요.
error-dispute-not-yours = 내 답에만 이의를 제기할 수 있어요.
error-dispute-gone = 이 답은 여기서 찾을 수 없어요. 답을 낸 채널에서 다시 눌러 주세요.
error-dispute-too-old = 너무 오래된 답이라 적은 글이 남아 있지 않아요.
error-dispute-ruled = 이미 결정된 이의예요 (결정한 사람: { $name }).
error-dispute-ruled-by-nobody = 기록을 지운 분이 이미 결정했어요.
error-dispute-reason = { $limit }자까지 적을 수 있어요 (지금 { $given }자).
error-dispute-reason-short = 왜 그런지 한 문장으로 적어 주세요. 답한 사람이 읽어요.
error-dispute-unchanged = 바뀌는 것이 없어요. 답에 담긴 핵심을 고르거나 { $score }점이 아닌 점수를 적어 주세요. 점수를 그대로 두려면 “그대로 두기”를 누르면 돼요.
error-dispute-score = 점수는 0부터 { $limit }까지의 숫자로 적어 주세요.
error-no-open-round = 지금 열려 있는 질문이 없어요.
error-round-closed = 이 질문은 마감됐어요. 풀이는 질문 아래에 있어요.
error-question-gone = 이 질문은 더 이상 없어요.
error-not-yet = 앞 질문에 먼저 답하면 이 질문이 열려요.
error-no-follow-up = 이어지는 질문이 더 없어요. 끝까지 왔어요!
error-no-hints = 이 질문에는 힌트가 없어요.
which-place = 어느 채널에서 할까요?
error-not-set-up = 여기서는 아직 퀴즈를 시작하지 않았어요. 퀴즈를 하는 채널에서 써 보세요. 관리자는 /quiz settings로 여기서도 시작할 수 있어요.
error-compare-two = 한 번에 두 가지까지만 비교할 수 있어요. 예: lr=0.1 vs lr=1.05
error-run-over = 이 데모는 이미 끝났어요.
error-no-such-run = #{ $job } 결과는 없어요. 결과 아래에 적힌 번호를 확인해 주세요.
error-nothing-runs = 지금 돌리고 있는 데모가 없어요.
error-nothing-run-yet = 아직 돌려 본 데모가 없어요. /demo로 하나 골라 보세요.
error-unknown-demo = ‘{ $name }’ 데모는 없어요. /demo로 목록을 볼 수 있어요.
error-nothing-to-tune = ‘{ $name }’ 데모에는 바꿀 값이 없어요. 그대로 다시 돌려 보세요.
demo-shared = { $channel }에 올렸어요.
demo-shared-already = 이 결과는 이미 채널에 올라가 있어요.
error-nothing-to-share = 공유할 결과가 없어요. 데모를 다시 돌려 주세요.
error-demos-unavailable = 데모를 돌리는 서버가 쉬고 있어요. 잠시 뒤에 다시 해 주세요.
error-unavailable = 저장소에 잠깐 문제가 생겨 처리하지 못했어요. 조금 뒤에 다시 해 주세요.
error-unexpected = 문제가 생겨 처리하지 못했어요. 다시 해 보고, 계속되면 관리자에게 알려 주세요.
kept-for-later = 받아 두었어요. 지금은 저장소가 쉬고 있어서, 돌아오면 바로 이어서 처리할게요.
error-not-kept = 지금은 저장할 수 없어서 받지 못했어요. 쓰신 글이 있으면 그대로 두었으니, 조금 뒤에 다시 해 주세요.
error-too-fast = 너무 빨라서 이번 것은 받지 않았어요. 몇 초만 쉬었다가 다시 해 주세요.
error-unknown-topic = ‘{ $given }’ 주제는 없어요. 목록에서 골라 주세요.
error-bad-level = ‘{ $given }’ 난이도는 없어요. 목록에서 골라 주세요.
error-unknown-deck = ‘{ $given }’ 묶음은 없어요. 목록에서 골라 주세요.
error-bad-time = ‘{ $given }’ 값은 시각으로 읽을 수 없어요. 09:00, 9시 반, 오후 9시처럼 써 주세요.
error-bad-timezone = ‘{ $given }’ 시간대는 없어요. 서울, KST, UTC+9처럼 도시나 약자로 써 주세요.
error-several-timezones = ‘{ $given }’에 해당하는 시간대가 여럿이에요: { $candidates }. 이 가운데 하나를 써 주세요.
error-bad-weekdays = 요일은 목록에서 골라 주세요 (지금 ‘{ $given }’).

## 놀이터

playground-channel = 오늘의-질문

## 이의

dispute-form-title = 이의 있어요
dispute-form-intro = 관리자가 답과 채점을 함께 보고 결정해요. 다른 사람에게는 보이지 않아요.
dispute-form-submit = 보내기
dispute-reason = 어디가 맞다고 생각하세요?
dispute-reason-placeholder = 안 적어도 돼요. 예: 두 번째 문장에서 기울기 이야기를 했어요.
dispute-taken = 이의를 받았어요. 관리자가 결정하면 바로 알려 드릴게요.
dispute-already-open = 이 점수에는 이미 이의를 냈어요. 관리자가 결정하면 바로 알려 드릴게요.
dispute-not-added = 지금 쓴 글은 보내지 않았어요.
dispute-already-accepted = 이 답에 대한 이의는 이미 받아들여졌어요.
dispute-already-kept = 이 답에 대한 이의는 이미 검토했고, 점수는 그대로예요.
dispute-new = 채점에 이의가 들어왔어요
dispute-review = 채점에 대한 이의 { $place }/{ $total }
dispute-graded = 채점 결과: { $score }점
dispute-says = 이의: { $reason }
dispute-by = 답한 사람: { $name }
dispute-score = 점수 (0–100)
dispute-score-placeholder = 비우면 고른 핵심대로 계산해요. 지금 { $score }점보다 낮아지지 않아요.
dispute-points = 이 답이 말한 핵심
dispute-accept-title = 이의 받아들이기
dispute-accept-reason = 덧붙일 말
dispute-accept-reason-placeholder = 안 적어도 돼요. 적으면 답한 사람이 읽어요.
dispute-keep-title = 점수 그대로 두기
dispute-keep-reason = 이유
dispute-keep-reason-placeholder = 답한 사람이 읽어요. 무엇이 더 있으면 좋은지 알려 주세요.
dispute-ruled-accepted = 받아들였어요. 점수와 순위를 고치고, 같은 질문에 낸 다른 답도 다시 채점하고, 점수가 바뀐 분께 알려 드려요.
dispute-ruled-kept = 그대로 두었어요. 이유를 답한 사람에게 알려요.
disputes-none = 검토할 이의가 없어요.
disputes-left = 검토할 이의가 { $count }건 더 있어요
dispute-accepted = 이의가 받아들여졌어요
dispute-kept = 점수는 그대로예요
audit-dispute-accepted = { $name }의 이의를 받아들였어요: { $points }점
audit-dispute-kept = { $name }이 이의를 낸 점수를 그대로 두었어요
dispute-others = 같은 질문의 채점이 바뀌어 다시 채점했어요
dispute-change = { $before }점 → { $after }점
dispute-same = 점수는 { $points }점 그대로이고, 답에서 인정된 내용이 바뀌었어요.
dispute-because = 관리자가 남긴 말: { $reason }
