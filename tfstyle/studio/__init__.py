"""The art platform: paint, keep, rate and learn, for one person on a laptop or for a school.

| room | what it offers |
|---|---|
| `database` | the tables, and how they are opened and migrated |
| `blobs` | bytes by their SHA-256: on disk, or in an S3-compatible store |
| `pictures` | what comes in: identified by content, bounded, without the place it was taken at |
| `accounts` | who is there: passwords, sessions, roles, invitations, quotas |
| `facts` | what the studio has learned of itself |
| `jobs` | work that outlives the page that asked for it, and the worker that does it |
| `painting` | a picture in a style, in all styles, by masks, by blends |
| `library` | styles: the zoo's and everyone's own |
| `gallery` | what was painted, how, and again |
| `ratings` | what people like, and what is learned of it |
| `advice` | what can be measured in a picture, said in words |
| `texts` | every sentence of the pages, in English and Chinese |
| `pages` | what the browser shows |

Rooms below `pages` know no web framework; `pages` and `app` know no SQL.
"""
