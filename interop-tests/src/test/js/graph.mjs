// The graph of a gun.js instance as text that can be compared to the letter: by soul, the put that would carry the node.

// JSON with the members of every object sorted by UTF-16 unit; JavaScript itself would put integer-like ones first.
function sorted(value) {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${sorted(value[name])}`).join(',')}}`;
}

/** The nodes of these souls that the graph holds, with values and states. */
export function puts(graph, souls) {
  const held = souls.filter((soul) => graph[soul]);
  return Object.fromEntries(held.map((soul) => [soul, sorted({ '#': soul, put: { [soul]: graph[soul] } })]));
}
