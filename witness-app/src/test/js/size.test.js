import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const ts = createRequire(`${root}interop-tests/package.json`)('typescript');
const source = (name) => readFileSync(`${root}witness-app/src/main/resources/web/${name}`, 'utf8');

/** The modules that come with some: what they import, and what those import in turn. */
function loadedWith(names, isDynamicToo = false) {
  const loaded = new Set(names);
  for (const name of loaded) {
    const imports = isDynamicToo ? /(?:from |import\()'\.\/(.*?\.js)'/g : /from '\.\/(.*?\.js)'/g;
    for (const [, imported] of codeOf(name).matchAll(imports)) loaded.add(imported);
  }
  return [...loaded].sort();
}

/** A module without its comments, and without the lines that are empty then. */
function codeOf(name) {
  const text = source(name);
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  /** @type {Map<number, number>} */ const comments = new Map();
  const visit = (node) => {
    for (const { pos, end } of [...(ts.getLeadingCommentRanges(text, node.pos) ?? []), ...(ts.getTrailingCommentRanges(text, node.end) ?? [])]) comments.set(pos, end);
    node.getChildren(file).forEach(visit);
  };
  visit(file);
  let code = text;
  for (const [pos, end] of [...comments].sort(([a], [b]) => b - a)) code = code.slice(0, pos) + code.slice(end);
  return code.replace(/^[ \t]*\n/gm, '');
}

const bytes = (names, read) => names.reduce((sum, name) => sum + Buffer.byteLength(read(name)), 0);

describe('the size of the modules', () => {
  const own = loadedWith(['witness-peer.js', 'from-gun.js']);
  const all = loadedWith(['witness-peer.js', 'from-gun.js'], true);

  test('an app with a gun.js of its own loads no other Gun client', () => {
    assert.deepEqual(own, ['from-gun.js', 'gossip.js', 'peer-link.js', 'peer.js', 'signaling.js', 'witness-field.js', 'witness-peer.js']);
    assert.deepEqual(all.filter((name) => !own.includes(name)), ['gun-graph.js', 'ham.js', 'relay-socket.js']);
  });

  test('what such an app loads is less than 40 KB of code, and 46 KB with its comments', () => {
    assert.ok(bytes(own, codeOf) < 40 << 10, String(bytes(own, codeOf)));
    assert.ok(bytes(own, source) < 46 << 10, String(bytes(own, source)));
  });

  test('all there is, the Gun client too, is less than 51 KB of code', () => {
    assert.ok(bytes(all, codeOf) < 51 << 10, String(bytes(all, codeOf)));
  });

  test('no line is longer than a screen is wide', () => {
    for (const name of all) for (const line of source(name).split('\n')) assert.ok(line.length <= 170, `${name}: ${line}`);
  });
});
