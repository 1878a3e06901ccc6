import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { freshDatabaseUrl } from '../support/database.ts';
import { ended, firstWord, readFile, start } from './processes.ts';

/** `KILL_ROUNDS=500` is the long form. */
const ROUNDS = Number(process.env['KILL_ROUNDS'] ?? 5);

test(
  `killed ${ROUNDS} times at random points, it loses nothing it acknowledged`,
  { timeout: 20_000 + ROUNDS * 4000 },
  async () => {
    const url = await freshDatabaseUrl();
    const acknowledged: string[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      const writer = start('endless-writer.ts', url, round);
      let said = '';
      writer.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
      await firstWord(writer);
      await pause(Math.random() * 150);
      writer.kill('SIGKILL');
      await ended(writer);
      // The last line may be cut: its write is not counted as acknowledged.
      acknowledged.push(...said.split('\n').slice(0, -1));
    }
    const { ids, integrity } = readFile(url.slice('file:'.length));
    expect(acknowledged.length).toBeGreaterThan(ROUNDS);
    expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
    expect(integrity).toBe('ok');
  },
);
