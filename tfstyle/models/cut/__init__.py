"""CUT and FastCUT: unpaired translation in one direction, held together by contrasted patches."""

from tfstyle.models.cut.cut import CUT

__all__ = ["CUT"]
