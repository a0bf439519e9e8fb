"""The studio's tables on SQLite or PostgreSQL, and how they are opened and brought up to date."""
