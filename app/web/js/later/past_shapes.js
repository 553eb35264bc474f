// The shapes of days on which other boundaries were in force, each read once: their addresses hold for ever.

const kept = new Map();

/** Puts the shapes of a boundary version on the map of a page, unless the reader has moved on to other days by then. */
export async function showShapes(city, version) {
  if (city.stage.dataset.shapes === version) return;
  if (!city.stage.dataset.shapes && city.stage.dataset.wards.includes(version)) return;
  if (!kept.has(version)) kept.set(version, shapesOf(city.stage, version));
  const shapes = await kept.get(version).catch((fault) => {
    kept.delete(version);
    throw fault;
  });
  if (city.timeline.boundaries() !== version || city.stage.dataset.shapes === version) return;
  city.stage.dataset.shapes = version;
  city.surface.reshape(shapes);
  city.paint();
}

async function shapesOf(stage, version) {
  const at = (address) => address.replace(/geometry\/[0-9a-f]+/, `geometry/${version}`);
  const read = async (address) => {
    const answer = await fetch(at(address));
    if (!answer.ok) throw new Error(`${at(address)}: ${answer.status}`);
    return answer.json();
  };
  const [wards, districts] = await Promise.all([read(stage.dataset.wards), read(stage.dataset.districts)]);
  return { wards, districts };
}
