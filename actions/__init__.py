"""Custom actions: each file one feature; they call bot.services and hold no wording."""
