import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { web } from './support.js';

const { syncPieces } = await web('witness-peer.js');

describe('a sync', () => {
  const witness = (id, text) => ({ id: `w_${id}`, text, createdAt: 1, expiresAt: 2, witnessCount: 1, metadata: { position: { x: 1, y: 2 }, entropySeed: 0 } });

  test('goes out in pieces below 64 KiB, whatever is in it, and nothing is lost or out of order', () => {
    const witnesses = Array.from({ length: 200 }, (_, i) => witness(i, '漢'.repeat(2000 - i)));
    const pieces = syncPieces(witnesses, 5);
    assert.ok(pieces.length > 10);
    for (const piece of pieces) assert.ok(new TextEncoder().encode(piece).length < 65_536);
    const read = pieces.map((piece) => JSON.parse(piece));
    for (const message of read) assert.deepEqual([message.type, message.timestamp], ['witness-sync', 5]);
    assert.deepEqual(read.flatMap((message) => message.witnesses), witnesses);
  });

  test('says that there is nothing in one empty piece', () => {
    assert.deepEqual(syncPieces([], 5).map((piece) => JSON.parse(piece)), [{ type: 'witness-sync', witnesses: [], timestamp: 5 }]);
  });
});
