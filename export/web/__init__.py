"""A preset as an offline web page: HTML, the TFLite files and LiteRT.js in one folder."""

from tfstyle.export.web.page import write_page
from tfstyle.export.web.runtime import litert_js

__all__ = ["litert_js", "write_page"]
