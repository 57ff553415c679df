## 연속 기록과 프리즈

streak-freezes = 프리즈 { $freezes }개
stats-freezes = { $freezes ->
    [0] 아직 프리즈가 없어요. 7일을 이어 가면 하나씩, 2개까지 모이고, 하루 빠져도 연속 기록을 지켜 줘요.
   *[other] 프리즈 { $freezes }개. 하루 빠져도 하나를 써서 연속 기록을 지켜요. 7일을 이어 가면 하나씩, 2개까지 모여요.
}
streak-saved = 프리즈 { $freezes }개로 연속 기록을 지켰어요
celebrate-days = 공부한 날이 { $count }일이 됐어요!
celebrate-week = 지금까지 가장 좋은 한 주예요: { $count }점!
celebrate-chain = 이어지는 질문까지 모두 해냈어요!
celebrate-full = 만점이에요!
