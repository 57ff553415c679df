right-value = The right value
plausible-figure = A plausible figure
wrong-value = The answer is { $value }
