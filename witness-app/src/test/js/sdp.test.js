import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { web } from './support.js';

const { candidateOf, readCandidate, readDescription } = await web('sdp.js');
/** The same that `SdpCasesTest` reads. */
const cases = JSON.parse(readFileSync(new URL('../resources/cases/sdp.json', import.meta.url), 'utf8'));

describe('a description is printed anew, or refused:', () => {
  for (const { name, type, sdp, rebuilt, unusable, refused } of cases.descriptions) {
    test(name, () => {
      if (refused) return assert.throws(() => readDescription(type, sdp), { name: 'RangeError', message: refused });
      const read = readDescription(type, sdp);
      assert.deepEqual([read.sdp, read.unusable], [rebuilt, unusable]);
      assert.equal(readDescription(type, rebuilt).sdp, rebuilt);
    });
  }
});

describe('a candidate is printed anew, or dropped:', () => {
  for (const { name, candidate, rebuilt } of cases.candidates) test(name, () => assert.equal(readCandidate(candidate)?.line ?? null, rebuilt));

  test('what is no text', () => {
    for (const candidate of [undefined, null, 7, {}, ['candidate:1 1 udp 1 192.0.2.1 2000 typ host']]) assert.equal(readCandidate(candidate), undefined);
  });
});

test('a trickled candidate names its section and ufrag, or none', () => {
  const of = { mid: 'data', ufrag: 'abcd' };
  const line = 'candidate:1 1 udp 1 192.0.2.1 2000 typ host';
  const own = { candidate: line, sdpMid: 'data', sdpMLineIndex: 0 };
  for (const more of [{}, { sdpMid: 'data' }, { sdpMid: '', sdpMLineIndex: null }, { sdpMid: null, sdpMLineIndex: 0 }, { ufrag: 'abcd' }]) {
    assert.deepEqual(candidateOf(of, { line, ...more }), own);
  }
  for (const more of [{ sdpMid: '0' }, { sdpMLineIndex: 1 }, { sdpMLineIndex: '%n' }, { ufrag: 'efgh' }]) assert.equal(candidateOf(of, { line, ...more }), undefined);
});
