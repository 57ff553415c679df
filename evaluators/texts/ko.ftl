right-value = 맞는 값을 구했어요
plausible-figure = 그럴듯한 수치로 어림했어요
# 2, 4, 5 and 9 are read without a final consonant.
wrong-value = { $ending ->
    [vowel] 답은 { $value }다
   *[consonant] 답은 { $value }이다
}
