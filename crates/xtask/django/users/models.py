"""The same integration users and groups, as one would write them down in Django."""

from django.db import models


class Group(models.Model):
    variable_name = models.CharField(max_length=100, unique=True)
    label = models.CharField(max_length=120, db_index=True)
    type = models.CharField(max_length=13, choices=[("Sales", "Sales"), ("Administrator", "Administrator")])

    class Meta:
        ordering = ["label"]

    def __str__(self):
        return self.label


class IntegrationUser(models.Model):
    client_id = models.CharField(max_length=255, unique=True)
    party_number = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=120, blank=True, db_index=True)
    email = models.EmailField(blank=True)
    description = models.TextField(blank=True)
    active = models.BooleanField(default=True, db_index=True)
    date_added = models.DateTimeField(db_index=True)
    last_used = models.DateTimeField(null=True, blank=True, db_index=True)
    groups = models.ManyToManyField(Group, blank=True)

    class Meta:
        ordering = ["-date_added", "-id"]

    def __str__(self):
        return self.client_id
