"""What the studio answers beside its pages: files, uploads, log-in, health.

| module | what it offers |
|---|---|
| `guard` | every request first: host, origin, who it is, headers of the answer |
| `csrf` | a token that a forged request does not have |
| `rates` | how often one may ask |
| `files` | pictures, thumbnails, downloads, preset files |
| `uploads` | pictures and preset files that come in |
| `doors` | log in, log out, accept an invitation |
"""
