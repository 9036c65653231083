"""Case sheets: made, viewed, and as files."""
