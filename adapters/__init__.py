"""The edges: every way a request gets in. Each translates to `bot.model` and delivers what comes back."""
