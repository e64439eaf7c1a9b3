from django.urls import path

from catalog.views import drafts, find, product, review

app_name = "catalog"
urlpatterns = [
    path("", find.product_search, name="product-search"),
    path("mine/classes/", find.class_choose, name="class-choose"),
    path("mine/", product.product_mine, name="product-mine"),
    path("mine/new/", drafts.product_new, name="product-new"),
    path("products/<uuid:uid>/", product.product_detail, name="product-detail"),
    path("products/<uuid:uid>/supply/", drafts.product_supply, name="product-supply"),
    path("products/<uuid:uid>/revise/", product.product_revise, name="product-revise"),
    path("products/<uuid:uid>/hide/", product.product_hide, name="product-hide"),
    path("products/<uuid:uid>/show/", product.product_show, name="product-show"),
    path("products/<uuid:uid>/block/", product.product_block, name="product-block"),
    path("products/<uuid:uid>/unblock/", product.product_unblock, name="product-unblock"),
    path("mine/drafts/<uuid:uid>/", drafts.draft_resume, name="draft-resume"),
    path("mine/drafts/<uuid:uid>/basics/", drafts.draft_basics, name="draft-basics"),
    path("mine/drafts/<uuid:uid>/attributes/", drafts.draft_attributes, name="draft-attributes"),
    path("mine/drafts/<uuid:uid>/supply/", drafts.draft_supply, name="draft-supply"),
    path("mine/drafts/<uuid:uid>/files/", drafts.draft_files, name="draft-files"),
    path("mine/drafts/<uuid:uid>/files/remove/", drafts.draft_file_remove, name="draft-file-remove"),
    path("mine/drafts/<uuid:uid>/check/", drafts.draft_check, name="draft-check"),
    path("mine/drafts/<uuid:uid>/discard/", drafts.draft_discard, name="draft-discard"),
    path("mine/drafts/<uuid:uid>/withdraw/", drafts.submission_withdraw, name="submission-withdraw"),
    path("review/", review.review_queue, name="review-queue"),
    path("review/<uuid:uid>/", review.review_detail, name="review-detail"),
    path("review/<uuid:uid>/take-up/", review.review_take_up, name="review-take-up"),
    path("review/<uuid:uid>/put-back/", review.review_put_back, name="review-put-back"),
    path("review/<uuid:uid>/publish/", review.review_publish, name="review-publish"),
    path("review/<uuid:uid>/return/", review.review_return, name="review-return"),
    path("review/<uuid:uid>/reject/", review.review_reject, name="review-reject"),
]
