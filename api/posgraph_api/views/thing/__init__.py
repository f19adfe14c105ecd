"""The page of a single thing: blocks of facts on an actor, a topic, a statement or a source."""
