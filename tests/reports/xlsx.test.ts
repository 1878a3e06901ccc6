import { inflateRawSync } from 'node:zlib';
import { readSheet } from 'read-excel-file/node';
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
      '<c r="A2" t="inlineStr" s="0"><is><t xml:space="preserve">=HYPERLINK(&quot;evil&quot;)</t>',
    );
    expect(sheet).toContain('&lt;b&gt;&amp;\ufffd<');
  });

  test('has days and instants as dates, numbers as numbers, nothing as nothing', async () => {
    const sheet = await sheetOf(
      [{ day: '2026-11-22' }, { at: new Date('2026-11-22T12:00:00Z') }],
      [7, null],
    );
    // As spreadsheets count: January 1, 1900 is 1, and their 1900 has a February 29.
    expect(sheet).toContain('<c r="A2" s="2"><v>46348</v></c><c r="B2" s="3"><v>46348.5</v></c>');
    expect(sheet).toContain('<row r="3"><c r="A3" s="0"><v>7</v></c></row>');
  });

  test('has a head that stays in view, widths, and its rule under the rows', async () => {
    const sheet = await sheetOf(['a', 'b']);
    expect(sheet).toContain('state="frozen"');
    expect(sheet).toContain('<col min="2" max="2" width="30" customWidth="1"/>');
    expect(sheet).toMatch(/The rule &amp; more<\/t><\/is><\/c><\/row><\/sheetData>/);
  });

  test('is read by another program: every row, formulas as text, letters of any language', async () => {
    const many = 70_000;
    function* rows(): Generator<Cell[]> {
      yield ['=1+1', '+SUM(A1:A9)'];
      yield ['@cmd', '-2'];
      yield ['Zoë Nuñez-Łukasz 李小龍 🦉', 'a\u0000b\u0007c\u001fd\uffff\te\nf'];
      for (let at = 0; at < many; at += 1) yield [`E-${at}`, at];
    }
    const bytes = Buffer.concat(
      await Array.fromAsync(
        xlsxOf({
          name: 'Löwen & <Co>',
          columns: [
            { title: 'One', width: 9 },
            { title: 'Two', width: 9 },
          ],
          rows: rows(),
          notes: ['The rule'],
        }),
      ),
    );
    const read = await readSheet(bytes);
    expect(read.slice(0, 4)).toEqual([
      ['One', 'Two'],
      ['=1+1', '+SUM(A1:A9)'],
      ['@cmd', '-2'],
      ['Zoë Nuñez-Łukasz 李小龍 🦉', 'abcd\te\nf'],
    ]);
    expect(read.slice(4, 4 + many)).toEqual(
      Array.from({ length: many }, (_, at) => [`E-${at}`, at]),
    );
    expect(read.at(-1)).toEqual(['The rule', null]);
  });

  test('says the same every time: no clock is in it', async () => {
    const table = { name: 'Same', columns: [], rows: [['a']], notes: [] };
    const once = Buffer.concat(await Array.fromAsync(xlsxOf(table)));
    expect(Buffer.concat(await Array.fromAsync(xlsxOf(table))).equals(once)).toBe(true);
    // The two words of time and date in the first file's head: January 1, 1980, midnight.
    expect(once.readUInt32LE(10)).toBe(0x0021_0000);
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
