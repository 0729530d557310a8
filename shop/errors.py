from portal.errors import Refusal


class ShopError(Refusal):
    """A rule of the SHOP check's own work said no."""


class RequestClosed(ShopError): ...


class SomeoneElsesRequest(ShopError): ...


class NotTaken(ShopError): ...


class PeriodTaken(ShopError): ...
