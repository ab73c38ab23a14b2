"""Keep a thread's id in the index that holds its number, so that a part of a number is looked for in it alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("chairside", "0025_words_without_waiting")]

    operations = [
        migrations.RemoveConstraint("thread", "one_thread_per_number"),
        migrations.AddConstraint(
            "thread",
            models.UniqueConstraint(
                fields=["location", "contact", "number"], include=["id"], name="one_thread_per_number"
            ),
        ),
    ]
