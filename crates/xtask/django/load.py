"""Makes the tables, loads an NDJSON file, and prints the cookie of a signed-in superuser."""

import json
import os
import sys
from datetime import datetime

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from users.models import Group, IntegrationUser  # noqa: E402

AT_A_TIME = 10_000


def moment(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")) if text else None


def lines(path):
    with open(path, encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def flush(batch, groups):
    through = IntegrationUser.groups.through
    users = IntegrationUser.objects.bulk_create([user for user, _ in batch], batch_size=500)
    links = [
        through(integrationuser_id=user.pk, group_id=groups[name])
        for user, (_, names) in zip(users, batch)
        for name in names
    ]
    through.objects.bulk_create(links, batch_size=1000)


@transaction.atomic
def load(path):
    Group.objects.bulk_create(
        Group(variable_name=group["variableName"], label=group["label"], type=group["type"])
        for line in lines(path)
        if (group := line.get("group"))
    )
    groups = dict(Group.objects.values_list("variable_name", "pk"))
    batch = []
    for line in lines(path):
        user = line.get("integrationUser")
        if not user:
            continue
        made = IntegrationUser(
            client_id=user["oauthClientId"],
            party_number=user.get("partyNumber") or user["oauthClientId"][:64],
            name=user.get("firstName", ""),
            email=user.get("email", ""),
            description=user.get("description", ""),
            active=user.get("status", {}).get("value", 1) == 1,
            date_added=moment(user.get("dateAdded")) or datetime.fromisoformat("2026-01-01T00:00:00+00:00"),
            last_used=moment(user.get("lastLogin")),
        )
        batch.append((made, [group["variableName"] for group in user["groups"]["items"]]))
        if len(batch) == AT_A_TIME:
            flush(batch, groups)
            batch = []
    flush(batch, groups)


def main(path):
    # There is no history of changes to keep.
    call_command("migrate", verbosity=0, run_syncdb=True)
    call_command("collectstatic", verbosity=0, interactive=False)
    load(path)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    user = User.objects.create_superuser("bench")
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    print(f"{settings.SESSION_COOKIE_NAME}={session.session_key}")


if __name__ == "__main__":
    main(sys.argv[1])
