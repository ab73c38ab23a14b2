"""The addresses of users, user roles and security, below a location's settings."""

from django.urls import path

from chairside.web.roles import pages as roles
from chairside.web.users import deeds, invitation, pages, security

urlpatterns = [
    path("roles/", roles.roles, name="roles"),
    path("roles/new/", roles.new_role, name="new_role"),
    path("roles/<uuid:role_id>/", roles.role, name="role"),
    path("roles/<uuid:role_id>/removal/", roles.removal, name="role_removal"),
    path("users/", pages.users, name="users"),
    path("users/new/", invitation.new_user, name="new_user"),
    path("users/<uuid:user_id>/", pages.user, name="user"),
    path("users/<uuid:user_id>/link/", invitation.link, name="user_link"),
    path("users/<uuid:user_id>/state/", deeds.state, name="user_state"),
    path("users/<uuid:user_id>/second-factor/", deeds.second_factor, name="user_second_factor"),
    path("users/<uuid:user_id>/removal/", deeds.removal, name="user_removal"),
    path("security/", security.security, name="security_settings"),
]
