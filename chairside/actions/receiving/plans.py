"""How the planner is set on the intake's own connections."""

# Small tables today, large ones tomorrow: with these the planner looks rows up by their index from the
# first day, and a statement is planned once.
PLANS = (
    "-c plan_cache_mode=force_generic_plan -c jit=off "
    "-c enable_hashjoin=off -c enable_mergejoin=off -c enable_seqscan=off"
)
REMEMBERED = 30.0  # seconds; a plan made for an empty table does harm once the table has grown
