"""Where people, browsers and carriers knock: translate to one action or one query."""
