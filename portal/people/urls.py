from django.urls import path

from portal.people.views import appeals, certificates, closing, companies, entrance, members, review, rights

app_name = "people"
urlpatterns = [
    # One's own account
    path("start/", companies.start, name="start"),
    path("profile/", entrance.profile_edit, name="profile-edit"),
    path("security/", entrance.security_settings, name="security-settings"),
    path("second-factor/", entrance.second_factor, name="second-factor"),
    path("resume/", entrance.form_resume, name="form-resume"),
    path("kept/", entrance.form_kept, name="form-kept"),
    path("switch/", members.membership_switch, name="membership-switch"),
    # Companies
    path("company/", companies.company_detail, name="company-detail"),
    path("company/register/", companies.company_register, name="company-register"),
    path("company/register/check/", companies.number_check, name="number-check"),
    path("company/register/received/", companies.application_received, name="application-received"),
    path("company/edit/", companies.company_edit, name="company-edit"),
    path("company/submit/", companies.company_submit, name="company-submit"),
    path("company/reopen/", companies.company_reopen, name="company-reopen"),
    path("company/appeal/", appeals.company_appeal, name="company-appeal"),
    path("company/wake/", appeals.company_wake, name="company-wake"),
    path("company/close/", closing.company_close, name="company-close"),
    path("companies/", review.company_list, name="company-list"),
    path("companies/<uuid:uid>/", companies.company_profile, name="company-profile"),
    path("companies/<uuid:uid>/review/", review.company_review, name="company-review"),
    path("companies/<uuid:uid>/propose/", review.company_propose, name="company-propose"),
    path("appeals/", appeals.appeal_list, name="appeal-list"),
    path("appeals/<uuid:uid>/", appeals.appeal_decide, name="appeal-decide"),
    path("proposals/<uuid:uid>/", review.proposal_decide, name="proposal-decide"),
    path("rights/", rights.right_list, name="right-list"),
    # Members
    path("members/", members.member_list, name="member-list"),
    path("members/<uuid:uid>/", members.member_edit, name="member-edit"),
    path("members/<uuid:uid>/access/", members.member_access, name="member-access"),
    path("invitations/", members.invitation_add, name="invitation-add"),
    path("invitations/<uuid:uid>/revoke/", members.invitation_revoke, name="invitation-revoke"),
    path("invitations/accept/<str:token>/", members.invitation_accept, name="invitation-accept"),
    path("requests/<uuid:uid>/", members.join_request_answer, name="join-request-answer"),
    path("requests/<uuid:uid>/withdraw/", members.join_request_withdraw, name="join-request-withdraw"),
    # Certificates
    path("certificates/add/", certificates.certificate_add, name="certificate-add"),
    path("certificates/<uuid:uid>/", certificates.certificate_detail, name="certificate-detail"),
    path("certificates/<uuid:uid>/decide/", certificates.certificate_decide, name="certificate-decide"),
]
