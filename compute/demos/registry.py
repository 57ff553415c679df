"""The demos that ship, in the order members see them; listing them imports no torch."""

from compute.demos import activation_gradients, gd_lr_too_large, relu_curve_fit
from compute.demos.demo import Catalog

DEMOS = Catalog(activation_gradients.DEMO, relu_curve_fit.DEMO, gd_lr_too_large.DEMO)
