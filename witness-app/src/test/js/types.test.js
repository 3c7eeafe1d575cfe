import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadedWith } from './support.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const folder = `${root}witness-app/src/main/resources/web`;
// Of the packages of the interop tests, like everything that is not shipped: run `npm ci` there first.
const ts = createRequire(`${root}interop-tests/package.json`)('typescript');

/** What was parsed once is good for every compilation. @type {Map<string, any>} */ const parsed = new Map();

/** The complaints of the compiler about the modules, and about texts that are taken for modules beside them.
 * @param {Record<string, string>} [texts] by file name */
function complaints(texts = {}) {
  const options = {
    allowJs: true, checkJs: true, noEmit: true, strict: true, skipDefaultLibCheck: true, types: [], target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'], module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler,
  };
  const files = Object.fromEntries(Object.entries(texts).map(([name, text]) => [`${folder}/${name}`, text]));
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => name in files || fileExists(name);
  host.readFile = (name) => files[name] ?? readFile(name);
  host.getSourceFile = (name, ...rest) => {
    if (name in files) return ts.createSourceFile(name, files[name], rest[0]);
    if (!parsed.has(name)) parsed.set(name, getSourceFile(name, ...rest));
    return parsed.get(name);
  };
  const modules = readdirSync(folder).filter((name) => /\.(js|ts)$/.test(name)).map((name) => `${folder}/${name}`);
  const program = ts.createProgram([...modules, ...Object.keys(files)], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => `${file?.fileName.split('/').at(-1)}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
}

describe('the types of the modules', () => {
  test('hold, as the TypeScript compiler sees them', () => {
    assert.deepEqual(complaints(), []);
  });

  test('find a mistake', () => {
    assert.equal(complaints({ 'wrong.js': "import { addWitness } from './witness-peer.js';\naddWitness(5);" }).length, 1);
  });

  test('are those of the deployed store', () => {
    const consumer = `
      import { addWitness, connectionStatus, getActiveWitnesses, initializeStore, reWitness, witnesses } from './witness-peer.js';
      interface Witness {
        id: string; text: string; createdAt: number; expiresAt: number; witnessCount: number; contextOf?: string | null;
        metadata: { entropySeed?: number; position?: { x: number; y: number } };
      }
      interface Status { mode: 'p2p' | 'relay' | 'offline'; peerCount: number; webrtcConnections: number; relayConnected: boolean }
      interface Readable<T> { subscribe(run: (value: T) => void): () => void }
      export const list: Readable<Witness[]> = witnesses;
      export const status: Readable<Status> = connectionStatus;
      export const start: () => void = initializeStore;
      export const add: (text: string, contextOf?: string) => Promise<Witness | null> = addWitness;
      export const again: (witnessId: string) => Promise<boolean> = reWitness;
      witnesses.subscribe((all) => { const active: Witness[] = getActiveWitnesses(all); void active; });`;
    assert.deepEqual(complaints({ 'consumer.ts': consumer }), []);
  });

  test('fit every example of docs/javascript.md', () => {
    const text = readFileSync(`${root}docs/javascript.md`, 'utf8');
    const examples = [...text.matchAll(/(?:```js|<script type="module">)\n(.*?)(?:```|<\/script>)/gs)].map(([, code]) => code.replaceAll("'./witness/", "'./"));
    assert.equal(examples.length, 5);
    const files = examples.map((code, i) => [`example-${i}.ts`, `declare const Gun: any;\nexport {};\n${code}`]);
    assert.deepEqual(complaints(Object.fromEntries(files)), []);
  });

  test('are listed in docs/javascript.md with every module that is needed', () => {
    const table = readFileSync(`${root}docs/javascript.md`, 'utf8').split('| module |')[1];
    const listed = [...table.matchAll(/`([\w-]+\.js)`/g)].map(([, name]) => name).sort();
    assert.deepEqual(listed, loadedWith(['witness-peer.js', 'from-gun.js'], true));
  });
});
