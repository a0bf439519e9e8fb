"""Jobs that take long: a painting becomes a fast style, two sets of pictures a translator.

| module | what it offers |
|---|---|
| `handlers` | `handlers(services)`: what a studio's worker can do |
| `style` | `StyleTraining`: the kind `train_style` |
| `domains` | `DomainTraining`: the kind `train_domains` |
| `judging` | `JudgeRefit`: the kind `refit_judge` |
| `videos` | `VideoTranslation`: the kind `video`, by `video_options` and `video_rooms` |
| `kind` | `Training`: what the first two share |
| `qualities` | quick, good or best, and how long each took here |
| `runs` | a training run in a process of its own: begun, watched, paused, gone on with |
| `progress` | how far a run is, read from what it writes |
| `curve` | its loss, as a few points |
| `child` | a process that ends with its worker |
| `leash` | the inside of that process |
| `folder` | what a job keeps on the disk until it has ended |
"""

from tfstyle.studio.training.domains import DomainTraining
from tfstyle.studio.training.handlers import handlers
from tfstyle.studio.training.style import StyleTraining
from tfstyle.studio.training.video_options import VideoOptions
from tfstyle.studio.training.videos import VideoTranslation

__all__ = ["DomainTraining", "StyleTraining", "VideoOptions", "VideoTranslation", "handlers"]
