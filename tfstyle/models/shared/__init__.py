"""What the training algorithms share: the base of all, the players, data, styles and modes."""
