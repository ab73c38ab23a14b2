"""Remember how a user wants the routing panel."""

from chairside.models import User


def choose_panel(user: User, *, pinned: bool | None = None, own_only: bool | None = None) -> None:
    """Keep what was chosen; None leaves it as it is."""
    chosen = {"panel_pinned": pinned, "tracks_own_only": own_only}
    kept = {name: value for name, value in chosen.items() if value is not None}
    if kept:
        User.objects.filter(pk=user.pk).update(**kept)
