"""A release's published counts as pages, pictures and posters.

May import `maps.cells`, folium, shapely and drawing libraries; takes a `view.View` and nothing else.
"""
