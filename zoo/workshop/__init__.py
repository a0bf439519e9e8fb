"""Where the zoo's presets are made: measured, shown, painted for the tests, written with a card.

`python -m tfstyle.zoo.make_preset` is its door. Nothing that a user of the zoo calls comes here.
"""
