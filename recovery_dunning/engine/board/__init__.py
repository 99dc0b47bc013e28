"""What the board tells: key figures, how debtors pay, what is expected of them and when."""
