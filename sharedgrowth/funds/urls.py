"""Addresses of funds, under ``/funds/``."""

from django.urls import path

from sharedgrowth.funds.views import drawdowns, exports, funds, gem, gem_public, papers, terms

app_name = "funds"
urlpatterns = [
    path("", funds.fund_list, name="fund-list"),
    path("plan/", funds.fund_plan, name="fund-plan"),
    path("terms/", terms.terms_list, name="terms-list"),
    path("terms/new/", terms.terms_create, name="terms-create"),
    path("terms/<int:pk>/approve/", terms.terms_approve, name="terms-approve"),
    path("lines/<int:pk>/", funds.line_detail, name="line-detail"),
    path("lines/<int:pk>/do/<slug:deed>/", funds.line_deed, name="line-deed"),
    path("transfers/<uuid:uid>/do/<slug:deed>/", funds.transfer_deed, name="transfer-deed"),
    path("matches/<uuid:uid>/do/<slug:deed>/", funds.match_deed, name="match-deed"),
    path("receipts/<uuid:uid>/do/<slug:deed>/", funds.receipt_deed, name="receipt-deed"),
    path("commitments/export.xlsx", exports.commitment_export, name="commitment-export"),
    path("payments/export.xlsx", exports.drawdown_export, name="drawdown-export"),
    path("commitments/", drawdowns.commitment_list, name="commitment-list"),
    path("commitments/<uuid:uid>/", drawdowns.commitment_detail, name="commitment-detail"),
    path("commitments/<uuid:uid>/letter.pdf", papers.commitment_letter, name="commitment-letter"),
    path("commitments/<uuid:uid>/do/<slug:deed>/", drawdowns.commitment_deed, name="commitment-deed"),
    path("payments/", drawdowns.drawdown_list, name="drawdown-list"),
    path("payments/<uuid:uid>/", drawdowns.drawdown_detail, name="drawdown-detail"),
    path("payments/<uuid:uid>/do/<slug:deed>/", drawdowns.drawdown_deed, name="drawdown-deed"),
    path("gem/", gem_public.gem_list, name="gem-list"),
    path("gem/new/", gem.gem_create, name="gem-create"),
    path("gem/contributions/<uuid:uid>/do/<slug:deed>/", gem.contribution_deed, name="contribution-deed"),
    path("gem/proposals/<uuid:uid>/", gem.gem_proposal, name="gem-proposal"),
    path("gem/proposals/<uuid:uid>/paper.pdf", papers.gem_paper, name="gem-paper"),
    path("gem/proposals/<uuid:uid>/do/<slug:deed>/", gem.proposal_deed, name="proposal-deed"),
    path("gem/tranches/<int:pk>/do/<slug:deed>/", gem.tranche_deed, name="tranche-deed"),
    path("gem/reports/<uuid:uid>/do/<slug:deed>/", gem.report_deed, name="report-deed"),
    path("gem/<str:number>/", gem.gem_detail, name="gem-detail"),
    path("gem/<str:number>/propose/", gem.gem_propose, name="gem-propose"),
    path("gem/<str:number>/do/<slug:deed>/", gem.gem_deed, name="gem-deed"),
    path("gem/<str:number>/<int:no>/summary.pdf", gem.gem_summary, name="gem-summary"),
    path("gem/<str:number>/<int:no>/do/<slug:deed>/", gem.gem_year_deed, name="gem-year-deed"),
    path("<str:code>/", funds.fund_detail, name="fund-detail"),
    path("<str:code>/<year:year>/report.pdf", papers.year_report, name="year-report"),
    path("<str:code>/report.xlsx", funds.fund_xlsx, name="fund-xlsx"),
    path("<str:code>/do/<slug:deed>/", funds.fund_deed, name="fund-deed"),
    path("<str:code>/<year:year>/do/<slug:deed>/", funds.year_deed, name="year-deed"),
]
