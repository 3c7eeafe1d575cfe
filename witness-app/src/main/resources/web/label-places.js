/**
 * Where the texts of a field find room beside their points, so that none covers another or a point.
 *
 * @typedef {{id: string, x: number, y: number, r: number, width: number, height: number}} Spot a point of radius `r` at
 *   `x`, `y`, and the size of its text; px
 * @typedef {{left: number, top: number, right: number, bottom: number}} Box
 * @typedef {'right'|'left'|'below'|'above'} Side
 */
const GAP = 6;

/** @param {Box} a @param {Box} b */
const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** @param {Spot} spot @param {Side} side @returns {Box} */
function boxOf({ x, y, r, width, height }, side) {
  const isBeside = side === 'right' || side === 'left';
  const left = isBeside ? (side === 'right' ? x + r + GAP : x - r - GAP - width) : x - width / 2;
  const top = isBeside ? y - height / 2 : side === 'below' ? y + r + GAP / 2 : y - r - GAP / 2 - height;
  return { left, top, right: left + width, bottom: top + height };
}

/**
 * The earlier a spot stands in the list, the sooner it is served; what finds no room is left out.
 * @param {Spot[]} spots @param {number} width @param {number} height @returns {Map<string, Side>}
 */
export function placeLabels(spots, width, height) {
  /** @type {Map<string, Side>} */ const places = new Map();
  /** @type {Box[]} */ const labels = [];
  const points = spots.map(({ x, y, r }) => ({ left: x - r, top: y - r, right: x + r, bottom: y + r }));
  for (const [i, spot] of spots.entries()) {
    const side = /** @type {Side[]} */ (['right', 'left', 'below', 'above']).find((candidate) => {
      const box = boxOf(spot, candidate);
      if (box.left < 0 || box.top < 0 || box.right > width || box.bottom > height) return false;
      return labels.every((other) => !meet(box, other)) && points.every((other, place) => place === i || !meet(box, other));
    });
    if (!side) continue;
    places.set(spot.id, side);
    labels.push(boxOf(spot, side));
  }
  return places;
}
