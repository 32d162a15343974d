from django.contrib import admin

from .models import Group, IntegrationUser


@admin.register(IntegrationUser)
class IntegrationUserAdmin(admin.ModelAdmin):
    list_display = ["client_id", "name", "active", "group_labels", "last_used", "date_added"]
    search_fields = ["name", "client_id", "party_number"]
    list_filter = ["active", "date_added", "last_used"]
    filter_horizontal = ["groups"]
    list_per_page = 50

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="groups")
    def group_labels(self, user):
        return ", ".join(group.label for group in user.groups.all()) or "-"


@admin.register(Group)
class GroupAdmin(admin.ModelAdmin):
    list_display = ["label", "type"]
    search_fields = ["label", "variable_name"]
