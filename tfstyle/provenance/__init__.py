"""How a picture was made, as a record that travels in its file: which weights, asked for what.

| module | what it offers |
|---|---|
| `record` | `Provenance` and its parts, as JSON and back |
| `xmp` | the same as an XMP packet, and found again in one |

Neither knows a picture format: `images` puts records into files and finds them there. A record has
no time and no path in it: the same command writes the same bytes, anywhere. It can be edited by
whoever has the file; it informs, and proves nothing.
"""

from tfstyle.provenance.record import COMPOSED, GENERATED, TRANSLATED, Origin, Provenance, Step

__all__ = ["COMPOSED", "GENERATED", "TRANSLATED", "Origin", "Provenance", "Step"]
