from django.urls import path

from .views import by_post, changes, committees, invitations, on_behalf, people

urlpatterns = [
    path("accounts/invitations/<str:token>/", invitations.invitation_accept, name="invitation_accept"),
    path("accounts/invitations/<str:token>/new/", invitations.invitation_renew, name="invitation_renew"),
    path("workspace/committees/<int:pk>/people/", people.committee_people, name="committee_people"),
    path("accounts/still-here/<str:token>/", changes.still_here, name="still_here"),
    path("workspace/committees/<int:pk>/hand-over/", changes.committee_handover, name="committee_handover"),
    path("workspace/committees/<int:pk>/sheet/", changes.committee_sheet, name="committee_sheet"),
    path("workspace/committees/<int:pk>/still-here/", changes.committee_still_here, name="committee_still_here"),
    path("workspace/invitations/<int:pk>/withdraw/", people.invitation_withdraw, name="invitation_withdraw"),
    path("workspace/seats/<int:pk>/", people.seat_detail, name="seat_detail"),
    path("workspace/seats/<int:pk>/role/", people.seat_change, name="seat_change"),
    path("workspace/seats/<int:pk>/end/", people.seat_end, name="seat_end"),
    path("desk/people/", people.people_search, name="people_search"),
    path("desk/people/committees/new/", committees.committee_new, name="committee_new"),
    path("desk/committees/<int:pk>/people/", people.committee_people, {"at_desk": True}, name="desk_committee_people"),
    path("desk/committees/<int:pk>/on-behalf/", on_behalf.on_behalf_begin, name="on_behalf_begin"),
    path("desk/on-behalf/<int:pk>/end/", on_behalf.on_behalf_end, name="on_behalf_end"),
    path("desk/on-behalf/<int:pk>/sheet/", on_behalf.on_behalf_sheet, name="on_behalf_sheet"),
    path("desk/committees/<int:pk>/post/", by_post.committee_post, name="desk_committee_post"),
    path("desk/seats/<int:pk>/post/", by_post.seat_post, name="desk_seat_post"),
    path("desk/committees/<int:pk>/hand-over/", changes.desk_committee_handover, name="desk_committee_handover"),
    path("desk/committees/<int:pk>/no-answer/", changes.committee_silence, name="committee_silence"),
    path("desk/committees/<int:pk>/no-answer/answered/", changes.silence_answered, name="silence_answered"),
    path("desk/committees/<int:pk>/no-answer/seat/", changes.silence_seat, name="silence_seat"),
    path("desk/committees/<int:pk>/dissolved/", changes.committee_dissolve, name="committee_dissolve"),
    path("desk/communities/<slug:slug>/guests/", people.community_guests, name="community_guests"),
]
