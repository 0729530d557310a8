"""How far an order is, as its pages tell it."""

from datetime import datetime

from collateral.models import Order

WAY = [
    Order.State.PLACED,
    Order.State.APPROVED,
    Order.State.PACKED,
    Order.State.SHIPPED,
    Order.State.DELIVERED,
]


def steps(order: Order) -> list[dict[str, str]]:
    """For the step indicator; a cancelled order has no way left."""
    if order.state == Order.State.CANCELLED:
        return []
    here = WAY.index(Order.State(order.state))
    states = ["complete"] * here + ["current"] + ["pending"] * (len(WAY) - here - 1)
    if order.state == Order.State.DELIVERED:
        states[-1] = "complete"
    pairs = zip(WAY, states, strict=True)
    return [{"label": str(step.label), "state": state} for step, state in pairs]


def history(order: Order) -> list[tuple[str, datetime]]:
    """Each step that was taken, and when."""
    taken = [(step, getattr(order, f"{step}_at")) for step in [*WAY, Order.State.CANCELLED]]
    return [(str(step.label), at) for step, at in taken if at]
