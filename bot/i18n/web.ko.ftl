# 웹 플레이그라운드 화면의 글이에요. 명령과 카드의 글은 ko.ftl에 있어요.

web-tagline = 매일 딥러닝 질문 하나
web-channels = 채널
web-channel-about = 매일 질문 하나에 답하고, 왜 그런지 함께 알아봐요
web-menu = 메뉴 열기
web-switch-member = 다른 이름으로 들어가기
web-skip = 입력란으로 건너뛰기
web-language = Language
web-other-language = English
web-theme = 밝은 화면·어두운 화면 바꾸기

web-welcome-title = 어서 오세요!
web-welcome-text = 여기서 쓸 이름을 알려 주세요. 가입도 비밀번호도 없어요.
web-welcome-name = 이름
web-welcome-placeholder = 예: 민지
web-welcome-enter = 들어가기
web-welcome-tabs = 다른 탭에서 다른 이름으로 들어가면 두 사람이 함께하는 것처럼 해 볼 수 있어요.
web-welcome-error = 이름은 1자 이상 { $limit }자 이하로 적어 주세요.
web-switch-title = 다른 이름으로 들어가기
web-switch-text = 이름을 바꾸면 그 이름의 기록으로 이어져요. 지금 이름의 기록은 그대로 남아요.
web-cancel = 취소
web-close = 닫기
web-download = 파일로 받기

web-stream = 메시지
web-private = 나만 볼 수 있어요
web-replies = { $count ->
   *[other] 답글 { $count }개
}
web-newer = 새 메시지 보기
web-thinking = quizmaster가 답을 준비하고 있어요
web-enlarge = 크게 보기
web-point-met = 맞은 점
web-point-missed = 빠진 점
web-point-wrong = 틀린 점
web-point-bonus = 덤
web-meter = 막대

web-empty-title = 아직 조용하네요
web-empty-text = 첫 질문은 정해진 시간에 올라와요. 기다리기 어렵다면 지금 하나 받아 보세요.
web-try-now = 질문 받기
web-try-demo = 데모 보기
web-try-help = 도움말
web-no-channels = 아직 채널이 없어요. quizmaster를 다시 시작하면 하나가 만들어져요.

web-compose = 명령 입력
web-compose-placeholder = /를 눌러 명령을 골라 보세요
web-compose-send = 보내기
web-compose-answer = 답으로 보내기
web-compose-keys = ↑↓ 고르기 · Tab 채우기 · Enter 보내기 · Esc 닫기
web-compose-unsent = 마지막으로 보낸 내용이 전달되지 않았을 수 있어요. 그대로 다시 보내면 한 번만 처리돼요.
web-compose-unpressed = 마지막으로 누른 버튼이 전달되지 않았을 수 있어요. 아무 반응이 없으면 다시 눌러 주세요.
web-suggestions = 명령 목록
web-plain-line = 아직 보내지 않았어요. 질문에 대한 답인가요?
web-too-long = 한 번에 { $limit }자까지 보낼 수 있어요. 조금 줄여서 다시 보내 주세요.

web-form-required = ‘{ $field }’ 칸을 채워 주세요.
web-form-keys = Ctrl+Enter로 보낼 수 있어요
web-form-sending = 보내는 중…
web-form-choose = 파일 고르기
web-form-drop = 여기로 끌어다 놓아도 돼요
web-form-uploading = 파일을 아직 올리고 있어요. 잠시만 기다려 주세요.

web-lost = 연결이 끊겼어요. 다시 연결하고 있어요…
web-unshown = 지금은 화면을 열 수 없어요. 곧 다시 열어 볼게요.
