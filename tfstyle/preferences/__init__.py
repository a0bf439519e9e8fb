"""What people prefer, learned of their votes: mathematics on arrays, without models or databases.

| file | what it holds |
|---|---|
| `votes` | comparisons and stars of several people, as rows of one likelihood |
| `people` | Bradley-Terry with uncertainty, each person's taste drawn towards everyone's |
| `styles` | what is liked of styles: their order, and how strong they should be |
| `asking` | which two to ask of next |
| `looks` | what can be measured of a painting, alike in NumPy and inside of a training step |
| `taste` | what is liked of looks: a text in a recipe, a term of a loss |
| `learning` | from votes and pictures to a taste |
| `reading` | the votes of a studio's database, read and never written |

`styles`, `people` and the rest compute on NumPy alone; `taste` can be read without it.
"""
