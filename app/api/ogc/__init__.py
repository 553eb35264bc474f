"""OGC API - Features: what stands as GeoJSON elsewhere, in the words that GDAL, QGIS and OWSLib understand.

`layers` says what each collection holds, `questions` reads what is asked, `answers` makes the documents; the route file
puts them together. JSON is camelCase here alone, as the standard asks.
"""
