"""What type checkers and editors see of `tfstyle.inference`, whose names are found when used."""

from tfstyle.inference.blending import keep_color as keep_color
from tfstyle.inference.options import TranslateOptions as TranslateOptions
from tfstyle.inference.padding import call_padded as call_padded
from tfstyle.inference.picture import flatten as flatten
from tfstyle.inference.tiling import tile_margin as tile_margin
