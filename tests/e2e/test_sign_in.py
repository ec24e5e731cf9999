import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def test_a_clerk_signs_in_and_lands_on_the_workbench(city, sign_in):
    page = sign_in("reporter")
    expect(page.get_by_role("heading", name="工作台")).to_be_visible()
    expect(page.get_by_text("教育局赵云").first).to_be_visible()
