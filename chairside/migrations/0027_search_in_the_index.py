"""Keep a thread's contact in the index of the inbox, so that a search by name or words is answered in it."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("chairside", "0026_numbers_from_the_index")]

    operations = [
        migrations.RemoveIndex("thread", "inbox_all"),
        migrations.AddIndex(
            "thread",
            models.Index(
                fields=["location", "-last_at", "-id"],
                include=["contact"],
                condition=Q(last_at__isnull=False),
                name="inbox_all",
            ),
        ),
    ]
