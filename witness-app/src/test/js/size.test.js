import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { loadedWith, source, webFolder } from './support.js';

const bytes = (names) => names.reduce((sum, name) => sum + Buffer.byteLength(source(name)), 0);

describe('the size of the modules', () => {
  const own = loadedWith(['witness-peer.js', 'from-gun.js']);
  const all = loadedWith(['witness-peer.js', 'from-gun.js'], true);

  test('an app with a gun.js of its own loads no other Gun client', () => {
    assert.deepEqual(own, ['from-gun.js', 'gossip.js', 'limits.js', 'peer-link.js', 'peer.js', 'sdp.js', 'signaling.js', 'witness-field.js', 'witness-peer.js']);
    assert.deepEqual(all.filter((name) => !own.includes(name)), ['gun-graph.js', 'ham.js', 'relay-socket.js']);
  });

  test('what such an app loads is at most 56 000 bytes of source, comments and types and all', () => {
    assert.ok(bytes(own) <= 56_000, String(bytes(own)));
  });

  test('all there is, the Gun client too, is at most 80 000 bytes', () => {
    assert.ok(bytes(all) <= 80_000, String(bytes(all)));
  });

  test('the page that a browser loads is at most 220 000 bytes of source, and less than 70 KB packed with all its tabs', () => {
    const files = ['index.html', 'style.css', 'icon.svg'];
    const opened = [...files, ...loadedWith(['app.js'])];
    assert.ok(bytes(opened) <= 220_000, String(bytes(opened)));
    const packed = [...files, ...loadedWith(['app.js'], true)].reduce((sum, name) => sum + gzipSync(source(name)).length, 0);
    assert.ok(packed < 70 << 10, String(packed));
  });

  test('nothing lies about that neither a page loads nor an app', () => {
    const used = ['index.html', 'style.css', 'icon.svg', 'types.d.ts', ...loadedWith(['app.js', 'witness-peer.js', 'from-gun.js'], true)];
    assert.deepEqual(readdirSync(webFolder).sort(), [...new Set(used)].sort());
  });

  test('no line is longer than a screen is wide', () => {
    for (const name of loadedWith(['app.js', 'from-gun.js'], true)) for (const line of source(name).split('\n')) assert.ok(line.length <= 170, `${name}: ${line}`);
  });
});
