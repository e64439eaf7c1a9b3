"""Addresses of Corporate Citizenship Friends, under ``/friends/``."""

from django.urls import path, re_path
from django.urls.resolvers import URLPattern

from sharedgrowth.friends.views import activities, campaigns, donations, home, mine, places, reports, terms, vouchers

app_name = "friends"
urlpatterns: list[URLPattern] = []

# The page for everybody, members, what the office enters --------------------------------------------------------------
urlpatterns += [
    path("", home.friends_home, name="home"),
    path("join/", home.member_join, name="member-join"),
    path("choose/", home.member_choose, name="member-choose"),
    path("leave/", home.member_leave, name="member-leave"),
    path("members/", home.member_list, name="member-list"),
    path("themes/", home.theme_list, name="theme-list"),
    path("themes/new/", home.theme_create, name="theme-create"),
    path("recipients/", home.recipient_list, name="recipient-list"),
    path("recipients/new/", home.recipient_create, name="recipient-create"),
    path("recipients/<uuid:uid>/", home.recipient_edit, name="recipient-edit"),
    path("terms/", terms.terms_list, name="terms-list"),
    path("terms/new/", terms.terms_create, name="terms-create"),
    path("terms/<int:pk>/approve/", terms.terms_approve, name="terms-approve"),
]

# Activities -----------------------------------------------------------------------------------------------------------
ACTIVITY = "activities/<str:number>/"
urlpatterns += [
    path("activities/", activities.activity_list, name="activity-list"),
    path("activities/new/", activities.activity_create, name="activity-create"),
    path(ACTIVITY, activities.activity_detail, name="activity-detail"),
    path(ACTIVITY + "edit/", activities.activity_edit, name="activity-edit"),
    path(ACTIVITY + "risk/", activities.activity_risk, name="activity-risk"),
    re_path(
        r"^activities/(?P<number>[^/]+)/(?P<step>approve|open|close|hold|verify)/$",
        activities.activity_step,
        name="activity-step",
    ),
    path(ACTIVITY + "cancel/", activities.activity_cancel, name="activity-cancel"),
    path(ACTIVITY + "report/", activities.activity_report, name="activity-report"),
    path(ACTIVITY + "return/", activities.activity_return, name="activity-return"),
    path(ACTIVITY + "activity.ics", activities.activity_calendar, name="activity-ics"),
    path(ACTIVITY + "plan.pdf", mine.plan_pdf, name="plan-pdf"),
    path(ACTIVITY + "sign-up/", places.sign_up, name="sign-up"),
    path(ACTIVITY + "guest/", places.guest_invite, name="guest-invite"),
    path(ACTIVITY + "code/", places.site_code, name="site-code"),
    path(ACTIVITY + "code/new/", places.site_code_renew, name="site-code-renew"),
    path(ACTIVITY + "people/", places.roster, name="roster"),
    path(ACTIVITY + "pictures/", mine.photo_list, name="photo-list"),
    path(ACTIVITY + "pictures/add/", mine.photo_add, name="photo-add"),
    re_path(r"^pictures/(?P<uid>[0-9a-f-]{36})/(?P<step>show|take-down)/$", mine.photo_step, name="photo-step"),
]

# People: places, coming and leaving, own hours ------------------------------------------------------------------------
PLACE = r"^places/(?P<uid>[0-9a-f-]{36})/"
urlpatterns += [
    path("places/<uuid:uid>/leave/", places.place_leave, name="place-leave"),
    re_path(PLACE + r"pictures/(?P<answer>yes|no)/$", places.place_photos, name="place-photos"),
    re_path(PLACE + r"(?P<act>in|out|confirm|absent)/$", places.roster_tick, name="roster-tick"),
    path("places/<uuid:uid>/times/", places.roster_times, name="roster-times"),
    path("here/<str:token>/", places.here, name="here"),
    path("guest/<str:token>/", places.guest, name="guest"),
    path("mine/", mine.mine, name="mine"),
    path("mine/certificate/", mine.certificate_issue, name="certificate-issue"),
    path("mine/certificates/<str:number>.pdf", mine.certificate_pdf, name="certificate-pdf"),
]

# Donations ------------------------------------------------------------------------------------------------------------
DONATION = "donations/<str:number>/"
urlpatterns += [
    path("donations/", donations.donation_list, name="donation-list"),
    path("donations/new/", donations.donation_pledge, name="donation-pledge"),
    path(DONATION, donations.donation_detail, name="donation-detail"),
    re_path(r"^donations/(?P<number>[^/]+)/(?P<step>approve|close)/$", donations.donation_step, name="donation-step"),
    path(DONATION + "check/", donations.donation_check, name="donation-check"),
    path(DONATION + "refuse/", donations.donation_refuse, name="donation-refuse"),
    path(DONATION + "take-back/", donations.donation_take_back, name="donation-take-back"),
    path(DONATION + "hand-over/", donations.donation_hand_over, name="donation-hand-over"),
    path(DONATION + "receipt/", donations.donation_receipt, name="donation-receipt"),
    path(DONATION + "confirmation.pdf", donations.donation_pdf, name="donation-pdf"),
]

# Advance payment: campaigns, prepayments, vouchers --------------------------------------------------------------------
CAMPAIGN, PREPAYMENT = "campaigns/<str:number>/", "prepayments/<str:number>/"
urlpatterns += [
    path("campaigns/", campaigns.campaign_list, name="campaign-list"),
    path("campaigns/new/", campaigns.campaign_create, name="campaign-create"),
    path(CAMPAIGN, campaigns.campaign_detail, name="campaign-detail"),
    path(CAMPAIGN + "edit/", campaigns.campaign_edit, name="campaign-edit"),
    re_path(r"^campaigns/(?P<number>[^/]+)/(?P<step>open|settle)/$", campaigns.campaign_step, name="campaign-step"),
    path(CAMPAIGN + "close/", campaigns.campaign_close, name="campaign-close"),
    path(CAMPAIGN + "cancel/", campaigns.campaign_cancel, name="campaign-cancel"),
    path(CAMPAIGN + "market/", campaigns.market_add, name="market-add"),
    path("markets/<uuid:uid>/shop/", campaigns.shop_add, name="shop-add"),
    path("markets/<uuid:uid>/pledge/", campaigns.pledge, name="pledge"),
    path("pledges/<uuid:uid>/withdraw/", campaigns.pledge_withdraw, name="pledge-withdraw"),
    path("shops/<uuid:uid>/code/", campaigns.shop_code, name="shop-code"),
    path(PREPAYMENT, vouchers.prepayment_detail, name="prepayment-detail"),
    path(PREPAYMENT + "paid/", vouchers.prepayment_paid, name="prepayment-paid"),
    path(PREPAYMENT + "vouchers/", vouchers.prepayment_vouchers, name="prepayment-vouchers"),
    path(PREPAYMENT + "renew/", vouchers.prepayment_renew, name="prepayment-renew"),
    path(PREPAYMENT + "give/", vouchers.prepayment_give, name="prepayment-give"),
    path(PREPAYMENT + "settle/", vouchers.prepayment_settle, name="prepayment-settle"),
    path(PREPAYMENT + "protocol.pdf", vouchers.prepayment_pdf, name="prepayment-pdf"),
    path("redeem/", vouchers.redeem, name="redeem"),
]

# Yearly reports -------------------------------------------------------------------------------------------------------
urlpatterns += [
    path("reports/", reports.report_list, name="report-list"),
    path("reports/new/", reports.report_draft, name="report-draft"),
    path("reports/<year:year>/", reports.report_detail, name="report-detail"),
    path("reports/<year:year>/report.pdf", reports.report_pdf, name="report-pdf"),
    path("reports/<year:year>/figures.csv", reports.report_csv, name="report-csv"),
    path("reports/<year:year>/publish/", reports.report_publish, name="report-publish"),
]
