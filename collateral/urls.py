from django.urls import path

from collateral.views import cart, catalogue, orders

app_name = "collateral"

urlpatterns = [
    path("", catalogue.MaterialList.as_view(), name="material_list"),
    path("items/<slug:slug>/", catalogue.material_detail, name="material_detail"),
    path("cart/", cart.cart, name="cart"),
    path("cart/review/", cart.order_review, name="order_review"),
    path("orders/", orders.OrderList.as_view(), name="order_list"),
    path("orders/<uuid:pk>/", orders.order_detail, name="order_detail"),
    path("orders/<uuid:pk>/withdraw/", orders.order_withdraw, name="order_withdraw"),
    path("orders/<uuid:pk>/received/", orders.order_received, name="order_received"),
    path("orders/<uuid:pk>/again/", orders.order_again, name="order_again"),
]
