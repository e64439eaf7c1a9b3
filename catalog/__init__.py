"""The e-Catalog: any company lists its products, a reviewer of the buyer publishes them, everybody finds them.

Words: product (제품) and its versions (판), class (품목 분류, UNSPSC), attribute (규격 항목), canonical unit
(기준 단위), listing (공개), review (심사), return (보완 요청), revision (개정), lead time (납기), MOQ (최소 주문 수량),
data sheet (제품 자료), MSDS (물질안전보건자료). Source: domain chapter 1.

A product is what a supplier sells under one part number; what buyers read of it is its published *version*. A change of
a published product is a new version that is reviewed while the old one stays visible; price, lead time and minimum
order are facts of the product itself and change at once.
"""
