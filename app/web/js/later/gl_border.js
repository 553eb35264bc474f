// Border wards on the interactive map: a band along each border, full where it crosses a district line.

/** Layers from the ground up; `isOn`: whether they show. */
export function borderLayers({ surface, accent }, isOn) {
  const layout = { "line-join": "round", "line-cap": "round", visibility: isOn ? "visible" : "none" };
  const wide = (low, high) => ["interpolate", ["linear"], ["zoom"], 8, low, 13, high];
  const across = ["case", ["get", "across_district"], 1, 0.5];
  return [
    { id: "border-casing", type: "line", source: "border", layout, paint: { "line-color": surface, "line-width": wide(3.4, 9), "line-opacity": 0.9 } },
    { id: "border-band", type: "line", source: "border", layout, paint: { "line-color": accent, "line-width": wide(1.8, 5), "line-opacity": across } },
  ];
}
