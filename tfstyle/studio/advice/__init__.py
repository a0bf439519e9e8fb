"""What can be measured in a picture, said in words, with a drawing of each finding.

Pure functions of a uint8 picture: `analyse` measures, `overlay` draws a finding over its picture,
`advise` compares with a master's painting and shows three changes applied, `page` puts all of it
into sentences. The same picture gives the same advice; every sentence follows from numbers that
stand beside it with what they were compared with. numpy, scipy and Pillow do all of it.
"""

from tfstyle.studio.advice.analysis import FINDINGS, analyse
from tfstyle.studio.advice.findings import Analysis, Finding, Number, Statement
from tfstyle.studio.advice.overlays import overlay
from tfstyle.studio.advice.page import Change, NumberRow, Section, page
from tfstyle.studio.advice.suggestions import Suggestion, advise

__all__ = [
    "FINDINGS",
    "Analysis",
    "Change",
    "Finding",
    "Number",
    "NumberRow",
    "Section",
    "Statement",
    "Suggestion",
    "advise",
    "analyse",
    "overlay",
    "page",
]
