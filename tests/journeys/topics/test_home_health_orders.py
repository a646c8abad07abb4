"""Help topic home-health-orders: the steps of an order, and who must act when it waits."""

from tests.journeys.topics.conftest import Topic


def test_home_health_orders(topic: Topic) -> None:
    page = topic("home-health-orders")
    page.says(
        "What is happening with my order for home care?",
        "Your doctor sends an order.",
        "what is missing, who must send it, and since when we wait",
        "If someone cannot breathe, call 911.",
        es=("¿Cómo va mi pedido de atención en casa?", "qué falta, quién lo debe mandar y desde cuándo"),
    )
    page.leads_to("Ask about your order", "/contact/", es="Preguntar por su pedido")
    page.links_to("/help/how-fast/")
    page.signed_in("ana").has_no_answer()
