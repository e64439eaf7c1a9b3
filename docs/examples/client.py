"""The generated Python client at work. Needs together_client, the wheel at /developers/downloads/."""

import os

# [connect] Connect: the client signs in by itself and renews its token
from together_client import Problem, Together
from together_client.api.classes import classes_retrieve
from together_client.api.products import products_bulk
from together_client.api.tenders import tenders_list
from together_client.models import BulkInRequest

portal = Together(
    os.environ["TOGETHER_URL"],
    client_id=os.environ["TOGETHER_CLIENT_ID"],
    client_secret=os.environ["TOGETHER_CLIENT_SECRET"],
)

# [call] Call: every operation is a function, every answer has its type
print(classes_retrieve.sync("31171504", client=portal).name_en)
for tender in tenders_list.sync(client=portal, open_=True, page_size=5).results:
    print(tender.number, tender.title_en, tender.closes_at)

row = {
    "sku": "CLIENT-6204",
    "class_code": "31171504",
    "name_ko": "깊은 홈 볼 베어링 6204",
    "origin": "KR",
    "lead_time_days": 7,
    "moq": 10,
    "price": "12000",
    "attributes": {"bore": "20 mm", "outside_diameter": "47 mm", "width": "14 mm"},
}
answer = products_bulk.sync(client=portal, body=BulkInRequest.from_dict({"rows": [row]}))
print(answer.number, answer.rows[0].result)

# [problem] A refusal is an exception with its code
try:
    products_bulk.sync(client=portal, body=BulkInRequest.from_dict({"rows": []}))
except Problem as problem:
    print(problem.status, problem.code, problem.errors)
