"""What says nothing, however much it looks like an answer."""
