import { inflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Cell } from '#reports/cells.ts';
import { xlsxOf } from '#reports/xlsx.ts';

/** The files of an archive, by its directory, as any program reads it. */
function unzip(bytes: Buffer): Map<string, string> {
  const end = bytes.lastIndexOf(Buffer.from('PK\u0005\u0006'));
  const files = new Map<string, string>();
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [packed, size, name] = [
      bytes.readUInt32LE(at + 20),
      bytes.readUInt32LE(at + 24),
      bytes.readUInt16LE(at + 28),
    ];
    const start = bytes.readUInt32LE(at + 42);
    const from = start + 30 + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28);
    const text = inflateRawSync(bytes.subarray(from, from + packed));
    expect(text.length).toBe(size);
    files.set(bytes.toString('utf8', at + 46, at + 46 + name), text.toString());
    at += 46 + name;
  }
  return files;
}

async function sheetOf(...rows: Cell[][]): Promise<string> {
  const table = {
    name: 'People',
    columns: [
      { title: 'One', width: 12 },
      { title: 'Two', width: 30 },
    ],
    rows,
    notes: ['The rule & more'],
  };
  const files = unzip(Buffer.concat(await Array.fromAsync(xlsxOf(table))));
  expect([...files.keys()]).toContain('[Content_Types].xml');
  return files.get('xl/worksheets/sheet1.xml')!;
}

describe('a workbook', () => {
  test('keeps text as text: what looks like a formula is none', async () => {
    const sheet = await sheetOf(['=HYPERLINK("evil")', '<b>&\u0001\ud800']);
    expect(sheet).not.toContain('<f>');
    expect(sheet).toContain(
      '<c t="inlineStr" s="0"><is><t xml:space="preserve">=HYPERLINK(&quot;evil&quot;)</t>',
    );
    expect(sheet).toContain('&lt;b&gt;&amp;\ufffd<');
  });

  test('has days and instants as dates, numbers as numbers, nothing as nothing', async () => {
    const sheet = await sheetOf(
      [{ day: '2026-11-22' }, { at: new Date('2026-11-22T12:00:00Z') }],
      [7, null],
    );
    // As spreadsheets count: January 1, 1900 is 1, and their 1900 has a February 29.
    expect(sheet).toContain('<c s="2"><v>46348</v></c><c s="3"><v>46348.5</v></c>');
    expect(sheet).toContain('<row><c s="0"><v>7</v></c><c/></row>');
  });

  test('has a head that stays in view, widths, and its rule under the rows', async () => {
    const sheet = await sheetOf(['a', 'b']);
    expect(sheet).toContain('state="frozen"');
    expect(sheet).toContain('<col min="2" max="2" width="30" customWidth="1"/>');
    expect(sheet).toMatch(/The rule &amp; more<\/t><\/is><\/c><\/row><\/sheetData>/);
  });

  test('comes in pieces: a reader who stops early ends the reading of rows', async () => {
    let read = 0;
    let stopped = false;
    async function* rows(): AsyncGenerator<Cell[]> {
      try {
        for (; read < 1_000_000; read += 1) {
          // Text that does not shrink to nothing.
          yield [`${read} ${Math.sin(read)} ${Math.cos(read)}`, read];
          if (read % 1000 === 0) await new Promise((resolve) => setImmediate(resolve));
        }
      } finally {
        stopped = true;
      }
    }
    const pieces = xlsxOf({
      name: 'Many',
      columns: [{ title: 'One', width: 9 }],
      rows: rows(),
      notes: [],
    });
    let bytes = 0;
    for await (const piece of pieces) {
      bytes += piece.length;
      if (bytes > 200_000) break;
    }
    await expect.poll(() => stopped).toBe(true);
    expect(read).toBeLessThan(200_000);
  });

  test('fails where its rows fail', async () => {
    async function* rows(): AsyncGenerator<Cell[]> {
      yield ['a'];
      throw new Error('the database is gone');
    }
    const pieces = xlsxOf({ name: 'Broken', columns: [], rows: rows(), notes: [] });
    await expect(Array.fromAsync(pieces)).rejects.toThrow('the database is gone');
  });
});
