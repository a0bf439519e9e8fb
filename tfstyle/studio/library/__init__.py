"""Styles: the zoo's, and everyone's own, with where they come from and who may use them.

| module | what it offers |
|---|---|
| `library` | `Library`: styles in the tables, found, added, shared |
| `styles` | `StyleInfo`, and what is asked of a new style |
| `zoo_styles` | what the presets that ship know to paint |
| `preset_files` | a trained style as one file, and back without trusting it |
"""

from tfstyle.studio.library.library import Library
from tfstyle.studio.library.styles import StyleInfo

__all__ = ["Library", "StyleInfo"]
