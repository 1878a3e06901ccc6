import { expect, test, vi } from 'vitest';
import { inBytes, progress } from '#server/commands/progress.ts';

function terminal(isTTY = true, columns = 80) {
  const written: string[] = [];
  const out = { isTTY, columns, write: (text: string) => written.push(text) > 0 };
  return { written, out: out as unknown as NodeJS.WriteStream };
}

test('a terminal sees how far it is, in one line that goes at the end', () => {
  const { written, out } = terminal();
  const line = progress('Copying', { out, env: {}, amount: inBytes });
  line.to(6_000_000, 12_000_000);
  line.to(12_000_000, 12_000_000);
  line.end();
  expect(written[0]).toBe('\r\u001B[KCopying …');
  expect(written[1]).toContain('[############............]  50 %  6.0 MB of 12 MB');
  expect(written[2]).toContain('] 100 %  12 MB of 12 MB');
  expect(written.at(-1)).toBe('\r\u001B[K');
  expect(written.join('')).not.toContain('\n');
});

test('more than was thought is all of it, and a narrow terminal breaks no line', () => {
  const { written, out } = terminal(true, 30);
  progress('Copying', { out, env: {} }).to(11, 10);
  expect(written[1]!.replace('\r\u001B[K', '').length).toBeLessThan(30);
  const wide = terminal();
  progress('Copying', { out: wide.out, env: {} }).to(11, 10);
  expect(wide.written[1]).toContain('100 %  10 of 10');
});

test.each([
  ['a file', false, {}],
  ['NO_COLOR', true, { NO_COLOR: '1' }],
  ['CI', true, { CI: 'true' }],
  ['a dumb terminal', true, { TERM: 'dumb' }],
])('%s gets a plain line', (_, isTTY, env) => {
  const said = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const { written, out } = terminal(isTTY);
  const line = progress('Copying', { out, env });
  line.to(1, 2);
  line.end();
  expect(said.mock.calls).toEqual([['Copying …\n']]);
  said.mockRestore();
  expect(written).toEqual([]);
});

test('bytes read as disks are sold', () => {
  expect([0, 999, 1_000, 9_949_000, 12_345_678, 999_700_000].map(inBytes)).toEqual([
    '0 bytes',
    '999 bytes',
    '1.0 KB',
    '9.9 MB',
    '12 MB',
    '1.0 GB',
  ]);
});
