"""Where things are: the bundled base map, a theatre's ground, cells around places, and their colours.

The page and the figures draw from here, so that a map is the same map everywhere. Everything is in
degrees of longitude and latitude; a drawer projects.
"""
