"""What demos are about, in the order in which members see them."""

from enum import Enum

from content.schema import Bilingual


class Topic(Enum):
    ACTIVATIONS = ("활성화 함수와 초기화", "Activations and initialisation")
    OPTIMIZATION = ("최적화", "Optimisation")
    CONVOLUTION = ("합성곱 신경망", "Convolutional networks")
    GENERALIZATION = ("일반화와 과적합", "Generalisation and overfitting")
    NORMALIZATION = ("배치 정규화와 드롭아웃", "Batch norm and dropout")
    AUTOENCODERS = ("오토인코더", "Autoencoders")
    GENERATIVE = ("생성 모델", "Generative models")
    EMBEDDINGS = ("임베딩과 추천", "Embeddings and recommendation")
    HARDWARE = ("GPU와 속도", "GPUs and speed")
    PRACTICE = ("구현과 디버깅", "Building and debugging")

    @property
    def title(self) -> Bilingual:
        ko, en = self.value
        return Bilingual(ko=ko, en=en)
