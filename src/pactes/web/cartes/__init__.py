"""Maps: outlines and places of territories, drawn by the server as SVG, with the same in words and as GeoJSON."""
