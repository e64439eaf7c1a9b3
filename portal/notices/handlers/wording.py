"""The kinds of notice about companies, members and certificates. Nothing personal: that stays on pages."""

from django.utils.translation import gettext_lazy as _

from portal.notices.registry import Kind, kinds

KINDS = [
    Kind(
        key="people.company_registered",
        title=_("%(company)s has been entered"),
        text=_("Complete its details and submit it for review. Until then nobody else sees it."),
        essential=True,
    ),
    Kind(
        key="people.company_submitted",
        title=_("%(company)s asks to be registered"),
        text=_("Its papers wait for review."),
    ),
    Kind(
        key="people.company_approved",
        title=_("%(company)s has been registered"),
        text=_("You can now list products and, from level L1 on, take part in tenders."),
        essential=True,
    ),
    Kind(
        key="people.company_returned",
        title=_("The registration of %(company)s was returned for completion"),
        text=_("What is missing is written on the company's page. Complete it and submit again."),
        essential=True,
    ),
    Kind(
        key="people.company_rejected",
        title=_("The registration of %(company)s was rejected"),
        text=_("The reason is written on the company's page, and until when you may appeal or apply anew."),
        essential=True,
    ),
    Kind(
        key="people.company_appealed",
        title=_("%(company)s appeals against its rejection"),
        text=_("Read what was decided and what the company says, and answer by %(due)s."),
        essential=True,
    ),
    Kind(
        key="people.appeal_received",
        title=_("The appeal of %(company)s has arrived"),
        text=_("Another person than who rejected decides by %(due)s. The answer comes by e-mail."),
        essential=True,
    ),
    Kind(
        key="people.appeal_soon",
        title=_("The appeal of %(company)s waits for an answer"),
        text=_("The company was promised one by %(due)s."),
        essential=True,
    ),
    Kind(
        key="people.appeal_late",
        title=_("The appeal of %(company)s is late"),
        text=_("The company was promised an answer by %(due)s. Decide now."),
        essential=True,
    ),
    Kind(
        key="people.appeal_upheld",
        title=_("The appeal of %(company)s was upheld"),
        text=_("The registration is reviewed anew by another officer. The reason is written on the company's page."),
        essential=True,
    ),
    Kind(
        key="people.appeal_declined",
        title=_("The appeal of %(company)s was declined"),
        text=_("The registration stays rejected. The reason and the day of a new application are on its page."),
        essential=True,
    ),
    Kind(
        key="people.appeal_upheld_told",
        title=_("The appeal of %(company)s against your rejection was upheld"),
        text=_("A colleague reviews the registration anew. The reason is written with the appeal."),
    ),
    Kind(
        key="people.appeal_declined_told",
        title=_("The appeal of %(company)s against your rejection was declined"),
        text=_("The rejection stands. The reason is written with the appeal."),
    ),
    Kind(
        key="people.company_resting_soon",
        title=_("%(company)s becomes dormant on %(day)s"),
        text=_("A dormant company cannot bid or list products. Sign in once before that day and it stays active."),
        essential=True,
    ),
    Kind(
        key="people.company_rested",
        title=_("%(company)s is dormant now"),
        text=_("It cannot bid or list products. Its page says how it is verified anew and woken."),
        essential=True,
    ),
    Kind(
        key="people.reverification_asked",
        title=_("%(company)s asks to be verified anew"),
        text=_("It was dormant. Compare its new certificate with its data and propose the reinstatement."),
    ),
    Kind(
        key="people.reverification_declined",
        title=_("%(company)s was not verified anew"),
        text=_("It stays dormant. The reason is written on its page, where another certificate can be sent."),
        essential=True,
    ),
    Kind(
        key="people.company_woken",
        title=_("%(company)s is active again"),
        text=_("It was verified anew. It can bid and list products as before."),
        essential=True,
    ),
    Kind(
        key="people.company_suspended",
        title=_("%(company)s has been suspended"),
        text=_("Until the suspension is lifted the company cannot bid. The reason is written on its page."),
        essential=True,
    ),
    Kind(
        key="people.company_closed",
        title=_("%(company)s has left the portal"),
        text=_("Its products are out of the e-Catalog and it no longer bids. What was agreed before stays in force."),
        essential=True,
    ),
    Kind(
        key="people.company_merged",
        title=_("%(company)s was merged into %(successor)s"),
        text=_(
            "What %(company)s has agreed goes on. Administrators and finance of the successor now act for it as well, "
            "and payments go to the successor's account. New business is done in the successor's name."
        ),
        essential=True,
    ),
    Kind(
        key="people.company_reinstated",
        title=_("The suspension of %(company)s has been lifted"),
        text=_("The company can take part again."),
        essential=True,
    ),
    Kind(
        key="people.company_level_changed",
        title=_("%(company)s now has level %(level)s"),
        text=_("What the level allows is explained on the company's page."),
        essential=True,
    ),
    Kind(
        key="people.company_tax_closed",
        title=_("%(company)s: the tax office says that the business is suspended or closed"),
        text=_("New bids and payments wait until this is settled. Check the entry on the company's page."),
        essential=True,
    ),
    Kind(
        key="people.proposal_made",
        title=_("A proposal about %(company)s waits for your decision"),
        text=_("A second person decides: read the reason on the company's page."),
    ),
    Kind(
        key="people.proposal_decided",
        title=_("Your proposal about %(company)s has been decided"),
        text=_("The decision and its reason are written on the company's page."),
    ),
    Kind(
        key="people.join_requested",
        title=_("Somebody asks to join %(company)s"),
        text=_("Accept or decline by %(due)s; after that the purchasing office decides."),
        essential=True,
    ),
    Kind(
        key="people.join_passed_on",
        title=_("%(company)s is already registered"),
        text=_("Your request to join it was passed on. Its administrators, or the purchasing office, answer it."),
        essential=True,
    ),
    Kind(
        key="people.join_escalated",
        title=_("A request to join %(company)s waits for the purchasing office"),
        text=_("The company has no administrator, or none answered in time. Accept or decline it."),
    ),
    Kind(
        key="people.join_accepted",
        title=_("You now belong to %(company)s"),
        text=_("You can act for the company from now on."),
        essential=True,
    ),
    Kind(
        key="people.join_declined",
        title=_("Your request to join %(company)s was declined"),
        text=_("Ask the company's administrators if you think this is a mistake."),
        essential=True,
    ),
    Kind(
        key="people.invitation_sent",
        title=_("%(company)s invites you to the portal"),
        text=_("Open the link by %(until)s and sign in, or sign up with this e-mail address. It works once."),
        essential=True,
    ),
    Kind(
        key="people.invitation_accepted",
        title=_("Your invitation to %(company)s was accepted"),
        text=_("The list of people on the company's page shows who joined."),
    ),
    Kind(
        key="people.roles_changed",
        title=_("Your roles at %(company)s have changed"),
        text=_("The company's page shows what you may do now."),
        essential=True,
    ),
    Kind(
        key="people.membership_disabled",
        title=_("You no longer act for %(company)s"),
        text=_("Ask the company's administrators if you think this is a mistake."),
        essential=True,
    ),
    Kind(
        key="people.membership_enabled",
        title=_("You act for %(company)s again"),
        text=_("You can act for the company from now on."),
        essential=True,
    ),
    Kind(
        key="people.second_factor_reset",
        title=_("Your second sign-in factor was removed"),
        text=_(
            "You set up a new one at the next sign-in. If you did not ask for this, call the portal's administrator."
        ),
        essential=True,
    ),
    Kind(
        key="people.certificate_added",
        title=_("A certificate of %(company)s waits for verification"),
        text=_("Certificate %(number)s: compare the document with its issuer's register."),
    ),
    Kind(
        key="people.certificate_verified",
        title=_("Certificate %(number)s has been verified"),
        text=_("It counts from now on."),
    ),
    Kind(
        key="people.certificate_revoked",
        title=_("Certificate %(number)s was not accepted"),
        text=_("The reason is written on the company's page."),
        essential=True,
    ),
    Kind(
        key="people.certificate_expired",
        title=_("Certificate %(number)s has expired"),
        text=_("What depended on it no longer applies. Add the renewed certificate."),
        essential=True,
    ),
    Kind(
        key="people.certificate_expiring",
        title=_("Certificate %(number)s ends on %(last)s"),
        text=_("%(days)s days are left. Add the renewed certificate in time."),
        essential=True,
    ),
]
for kind in KINDS:
    kinds.register(kind)
