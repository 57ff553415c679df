names-close = 혹시 { $names }인가요?
names-count = 모두 { $count }개가 있어요.
names-all = 이 가운데 골라 주세요: { $names }.

no-demos = 여기에는 아직 데모가 설치되지 않았어요. 봇을 운영하는 분은 quizmaster doctor 명령으로 설치 방법을 볼 수 있어요.
unknown-demo = ‘{ $given }’ 데모는 없어요. { $hint }
unknown-figure = ‘{ $given }’ 그림은 없어요. { $hint }
unknown-param = { $demo } 데모에 ‘{ $given }’ 값은 없어요. { $hint }
unknown-preset = { $demo } 데모에 ‘{ $given }’ 프리셋은 없어요. { $hint }

bad-param = 이 데모에서 { $name } 값은 { $rule } (지금 ‘{ $given }’). { $ask }
rule-choice = 정해진 것 중 하나여야 해요
rule-bool = 켜기나 끄기여야 해요
rule-text = 정해진 꼴이어야 해요
rule-ints = 서로 다른 정수 { $least }–{ $most }개를 쉼표로 나눠 써야 해요
rule-floats = 서로 다른 숫자 { $least }–{ $most }개를 쉼표로 나눠 써야 해요
rule-choices = 정해진 것 중 서로 다른 { $least }–{ $most }개를 쉼표로 나눠 써야 해요
rule-minimum = { $limit } 이상이어야 해요
rule-maximum = { $limit } 이하여야 해요
rule-int = 정수여야 해요
rule-float = 숫자여야 해요
ask-text = ‘{ $example }’처럼 써 주세요.
ask-choices = { $choices } 가운데 다시 골라 주세요.
ask-bool = true나 false로 다시 골라 주세요.
ask-range = { $span } 사이로 다시 골라 주세요.

script-needs = 필요한 패키지: { $packages }.

unknown-job = 찾는 데모 결과가 없어요. 번호를 확인하거나 데모를 다시 돌려 주세요.
not-yours = 이 데모는 시작한 사람만 멈출 수 있어요.
too-many-jobs = 한 사람이 동시에 돌릴 수 있는 데모는 { $limit }개예요. 하나가 끝나면 다시 시도해 주세요.
too-many-in-channel = 한 채널에서 동시에 돌릴 수 있는 데모는 { $limit }개예요. 하나가 끝나면 다시 시도해 주세요.
nothing-yet = 아직 돌려 본 데모가 없어요. /demo로 하나 골라 보세요.
no-room = 디스크가 가득 찼거나 쓸 수 없어서 데모 결과를 저장하지 못해요. 관리자에게 알려 주세요.
queue-full = 기다리는 데모가 너무 많아요. 조금 뒤에 다시 시도해 주세요.

grader-loading = 채점기가 아직 준비 중이에요. 잠시 뒤에 다시 시도해 주세요.
grader-failed = 채점기를 불러오지 못했어요. 관리자가 서비스 로그를 확인해야 해요.
grader-busy = 채점이 밀려 있어요. 잠시 뒤에 다시 시도해 주세요.
not-graded = 이 답은 채점하지 못했어요.

unauthorized = 서비스 토큰이 없거나 맞지 않아요. QUIZMASTER_COMPUTE_TOKEN을 확인해 주세요.
too-large = 요청이 너무 커요. { $size } MiB보다 작게 나눠서 보내 주세요.
bad-json = 요청을 읽을 수 없어요. 올바른 JSON인지 확인해 주세요.
bad-request = 요청의 { $where } 값이 올바르지 않아요. 형식과 길이를 확인해 주세요.
no-such-page = 이 주소로는 할 수 있는 일이 없어요. 주소를 확인해 주세요.
internal = 서비스 안에서 문제가 생겼어요. 잠시 뒤에 다시 시도해 주세요.

crashed = 데모가 돌다가 갑자기 멈췄어요. 다른 데모에는 영향이 없으니 다시 시도해 주세요.
out-of-memory = 데모가 쓸 수 있는 메모리를 넘어서 멈췄어요. 값을 더 작게 해서 다시 돌려 주세요.
overreached = 데모가 다른 프로그램이나 남의 파일, 네트워크를 쓰려고 해서 멈췄어요. 관리자에게 알려 주세요.
lacks-a-file = 데모에 필요한 파일이 없어서 돌리지 못했어요. 관리자에게 알려 주세요.
not-fenced = 여기에서는 quizmaster에 들어 있는 데모만 돌릴 수 있어요. 다른 데모가 이 컴퓨터의 파일과 네트워크를 못 쓰게 막을 방법이 없어서요.
filled-the-disk = 데모가 디스크에 너무 많이 써서 멈췄어요. 값을 더 작게 해서 다시 돌려 주세요.
too-slow = 데모가 { $limit }초 안에 끝나지 않아 멈췄어요. 값을 더 작게 해서 다시 돌려 주세요.
lost = 데모를 돌리던 컴퓨터가 멈췄고, 다시 맡긴 곳도 멈췄어요. 잠시 뒤에 다시 실행해 주세요.
restarted = 데모 서비스가 다시 시작되면서 이 데모가 끊겼어요. 한 번 더 돌려 주세요.

topic-activations = 활성화 함수와 초기화
topic-optimization = 최적화
topic-convolution = 합성곱 신경망
topic-generalization = 일반화와 과적합
topic-normalization = 배치 정규화와 드롭아웃
topic-autoencoders = 오토인코더
topic-generative = 생성 모델
topic-embeddings = 임베딩과 추천
topic-language = 언어 모델과 어텐션
topic-hardware = GPU와 속도
topic-practice = 구현과 디버깅
