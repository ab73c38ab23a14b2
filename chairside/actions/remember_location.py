"""Remember at which location a user works, so that the next sign-in opens it."""

from chairside.models import Location, User


def remember_location(user: User, location: Location) -> None:
    """Keep the location; nothing is written when it is the same."""
    if user.last_location_id != location.pk:
        User.objects.filter(pk=user.pk).update(last_location=location)
