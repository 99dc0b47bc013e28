"""Files of tens of thousands of lines, taken in: how long it takes, and whether the screen is free meanwhile."""
