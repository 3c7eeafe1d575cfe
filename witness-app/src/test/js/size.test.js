import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const source = (name) => readFileSync(`${root}witness-app/src/main/resources/web/${name}`, 'utf8');

/** The modules that come with some: what they import, and what those import in turn. */
function loadedWith(names, isDynamicToo = false) {
  const loaded = new Set(names);
  const imports = isDynamicToo ? /(?:^(?:import|export) .*from |await import\()'\.\/(.*?\.js)'/gm : /^(?:import|export) .*from '\.\/(.*?\.js)'/gm;
  for (const name of loaded) for (const [, imported] of source(name).matchAll(imports)) loaded.add(imported);
  return [...loaded].sort();
}

const bytes = (names) => names.reduce((sum, name) => sum + Buffer.byteLength(source(name)), 0);

describe('the size of the modules', () => {
  const own = loadedWith(['witness-peer.js', 'from-gun.js']);
  const all = loadedWith(['witness-peer.js', 'from-gun.js'], true);

  test('an app with a gun.js of its own loads no other Gun client', () => {
    assert.deepEqual(own, ['from-gun.js', 'gossip.js', 'peer-link.js', 'peer.js', 'signaling.js', 'witness-field.js', 'witness-peer.js']);
    assert.deepEqual(all.filter((name) => !own.includes(name)), ['gun-graph.js', 'ham.js', 'relay-socket.js']);
  });

  test('what such an app loads is at most 40 KB of source, comments and types and all', () => {
    assert.ok(bytes(own) <= 40 << 10, String(bytes(own)));
  });

  test('all there is, the Gun client too, is at most 61 KB', () => {
    assert.ok(bytes(all) <= 61 << 10, String(bytes(all)));
  });

  test('no line is longer than a screen is wide', () => {
    for (const name of all) for (const line of source(name).split('\n')) assert.ok(line.length <= 170, `${name}: ${line}`);
  });
});
