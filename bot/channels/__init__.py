"""One visitor, many doors: one render step per door."""
