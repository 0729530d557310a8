
app_name = "collateral"
urlpatterns: list = []
