import { readFileSync, existsSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#server/demo/seed.ts';
import { readPdf } from '../support/pdf.ts';
import { startServer, type TestServer, type Visitor } from '../support/server.ts';
import { wordsOf } from '../support/solve.ts';

let server: TestServer;
let hana: Visitor;
let id: string;
let receipt: string;

beforeAll(async () => {
  server = await startServer({ demo: true });
  hana = server.visitor();
  await hana.post('/login?_action=signIn', { login: 'DEMO-1003', password: DEMO_PASSWORD });
  id = /\/record\/([\w-]{22})/.exec((await hana.get('/record')).text)![1]!;
  receipt = (await hana.get(`/record/${id}.receipt.json`)).text;
});

/** Sends the form of the page as a browser does, by nobody who is signed in. */
async function check(fields: { receipt?: string; file?: string }, path = '/verify') {
  const form = new FormData();
  const file = new Blob([fields.file ?? ''], { type: 'application/json' });
  form.set('file', file, fields.file === undefined ? '' : 'mine.receipt.json');
  form.set('receipt', fields.receipt ?? '');
  const headers = { origin: server.origin };
  const response = await fetch(server.origin + path, { method: 'POST', body: form, headers });
  return { status: response.status, text: wordsOf(await response.text()) };
}

describe('what a receipt can be taken away as', () => {
  test('the page offers the receipt first, then PDF, record and proof', async () => {
    const { text } = await hana.get(`/record/${id}`);
    const files = [...text.matchAll(/href="(\/record\/[^"]+)" download/g)].map(([, href]) => href);
    expect(files).toEqual(
      ['receipt.json', 'pdf', 'json', 'tlog-proof'].map((ending) => `/record/${id}.${ending}`),
    );
    expect(text.match(/class="usa-button"/g)).toHaveLength(1);
  });

  test('each comes as a file with its kind and name', async () => {
    const pdf = await fetch(`${server.origin}/record/${id}.pdf`, {
      headers: { cookie: [...hana.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    expect(pdf.headers.get('content-disposition')).toContain(`attestation-${id}.pdf`);
    const { text, isTagged } = await readPdf(new Uint8Array(await pdf.arrayBuffer()));
    expect({ isTagged, hasId: text.includes(id) }).toEqual({ isTagged: true, hasId: true });
    const { headers } = await hana.get(`/record/${id}.receipt.json`);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(headers.get('content-disposition')).toContain(`attestation-${id}.receipt.json`);
  });
});

describe('the page that checks a receipt', () => {
  test('stands open, with a link from the sign-in page', async () => {
    const { text } = await server.visitor().get('/login');
    expect(text).toContain('href="/verify"');
    expect((await server.visitor().get('/verify')).status).toBe(200);
  });

  test('says whose it is and that it stands in the ledger, from a file and from a paste', async () => {
    const { person } = JSON.parse(JSON.parse(receipt).record) as { person: { name: string } };
    for (const given of [{ file: receipt }, { receipt }, { receipt: `\n${receipt}\n` }]) {
      const { status, text } = await check(given);
      expect(status).toBe(200);
      expect(text).toContain('This receipt fits the ledger');
      expect(text).toContain(person.name);
      expect(text).toMatch(/In this ledger\s+Yes/);
      expect(text).toMatch(/Superseded by a correction\s+No/);
    }
  });

  test('says in plain words what is wrong with anything else, as 400', async () => {
    const { record, proof } = JSON.parse(receipt) as { record: string; proof: string };
    const told = async (given: string) => {
      const { status, text } = await check({ receipt: given });
      expect(status).toBe(400);
      expect(text).not.toContain('In this ledger');
      return text;
    };
    expect(await told('')).toContain('Paste a receipt, or choose its file.');
    expect(await told('Dear City, I signed.')).toContain('This is no receipt.');
    expect(await told(record)).toContain('This is the record alone.');
    expect(await told(proof)).toContain('This is the proof alone.');
    expect(await told(receipt.slice(0, -9))).toContain('This receipt was cut off or changed.');
    expect(await told(receipt.slice(9))).toContain('This receipt was cut off or changed.');
    expect(await told(receipt.replace('{"format', '{ "format'))).toContain('was changed');
    expect(await told(receipt.replace('Social Media', 'Social media'))).toContain('was changed');
    const key = /"key":"([^"]+)"/.exec(receipt)![1]!;
    const another = 'example.org/other+00000000+AAAA';
    expect(await told(receipt.replace(key, another))).toContain('another ledger’s key');
  });

  test('takes up to a megabyte; other pages take no more than before', async () => {
    expect((await check({ receipt: 'x'.repeat(900_000) })).status).toBe(400);
    const tooLong = await check({ file: 'x'.repeat(1_100_000) });
    expect(tooLong).toMatchObject({ status: 413 });
    expect(tooLong.text).toContain('more than the portal takes at once');
    expect((await check({ receipt: 'x'.repeat(70_000) }, '/login')).status).toBe(413);
    const path = '/verify?_action=signIn';
    expect((await check({ receipt: 'x'.repeat(70_000) }, path)).status).toBe(413);
  });

  test('keeps and logs nothing of what it is given', async () => {
    const marks = ['Xyzzy-in-a-changed-receipt', 'Xyzzy-in-no-receipt'] as const;
    await check({ receipt: receipt.replace('"typedName\\":\\"', `"typedName\\":\\"${marks[0]}`) });
    await check({ file: `${marks[1]} and more` });
    await check({ receipt: marks[1] });
    const { databaseFile } = server;
    const files = ['', '-wal', '-shm'].map((end) => databaseFile + end).filter(existsSync);
    expect(files.length).toBeGreaterThan(0);
    for (const mark of marks) {
      for (const file of files) expect(readFileSync(file).includes(mark), file).toBe(false);
      expect(server.output()).not.toContain(mark);
    }
    expect(server.output()).toContain('"path":"/verify"');
  });

  test('asks who checks very many to wait, and nobody else', async () => {
    const many = await Promise.all(Array.from({ length: 70 }, () => check({ receipt: 'none' })));
    const slowed = many.filter(({ status }) => status === 429);
    expect(slowed.length).toBeGreaterThan(0);
    expect(slowed[0]!.text).toContain('Wait a minute, then try again.');
    expect((await server.visitor().get('/verify')).status).toBe(200);
  });
});
