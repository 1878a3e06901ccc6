import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { sendCopies } from '#evidence/outside/send-copies.ts';
import { readTimestamp, timestampPlace } from '#evidence/outside/timestamp.ts';
import { lastTimestamps, timestampOf } from '#evidence/outside/timestamps.ts';
import { reason } from '../../support/database.ts';
import { NOW, ZONE, openSmall } from './support.ts';
import { makeAuthority, openssl, reply, timeService, type Answering } from './time-service.ts';

let authority: string;
beforeAll(() => (authority = makeAuthority()));
let service: Awaited<ReturnType<typeof timeService>> | undefined;
afterEach(async () => {
  await service?.close();
  service = undefined;
});

const head = { size: 7, note: 'city.example/attestations\n7\nroot\n\n— a signature\n', at: NOW };
async function ask(answer: Answering, note = head.note) {
  await service?.close();
  service = await timeService(answer);
  return timestampPlace(service.url, 1500).deliver({ ...head, note }, NOW);
}
const sends =
  (bytes: Buffer | string, status = 200): Answering =>
  (_, res) =>
    res.writeHead(status, { 'content-type': 'application/timestamp-reply' }).end(bytes);
const honest: Answering = (query, res) => res.end(reply(authority, query));
/** The same bytes with one run of them replaced by another of its length. */
function replaced(bytes: Buffer, old: Buffer, by: Buffer): Buffer {
  const at = bytes.indexOf(old);
  if (at < 0) throw new Error('the bytes to replace are not there');
  return Buffer.concat([bytes.subarray(0, at), by, bytes.subarray(at + old.length)]);
}
/** Where the nonce stands in our request: the last INTEGER, of eight bytes. */
const nonceOf = (query: Buffer) => {
  const at = query.lastIndexOf(Buffer.from([0x02, 0x08]));
  return query.subarray(at + 2, at + 10);
};

test('a checkpoint gets a timestamp that openssl verifies, stored as it came', async () => {
  const asked: { query: Buffer; type: string | undefined }[] = [];
  service = await timeService((query, res, req) => {
    asked.push({ query, type: req.headers['content-type'] });
    honest(query, res, req);
  });
  const { db, ledger, append, head: newest } = await openSmall();
  await append('one');
  const place = timestampPlace(service.url.replace('//', '//account:secret@'));
  expect(place.name).toBe(service.url);
  const copies = await sendCopies(db, ledger, [place], { at: NOW, timeZone: ZONE });
  expect(copies).toEqual([{ channel: 'timestamp', place: service.url, size: 2, outcome: 'sent' }]);
  expect(asked[0]!.type).toBe('application/timestamp-query');

  writeFileSync(join(authority, 'asked.tsq'), asked[0]!.query);
  const shown = openssl(authority, 'ts', '-query', '-in', 'asked.tsq', '-text');
  expect(shown).toMatch(/Hash Algorithm: sha256[\s\S]+Nonce: 0x[\s\S]+Certificate required: yes/);

  const { note } = await newest();
  const stored = (await timestampOf(db, 2))!;
  expect(stored).toMatchObject({ size: 2, service: service.url, at: NOW });
  writeFileSync(join(authority, 'stored.tsr'), stored.token);
  writeFileSync(join(authority, 'checkpoint'), note);
  const verify = (file: string) =>
    openssl(authority, 'ts', '-verify', '-in', 'stored.tsr', '-data', file, '-CAfile', 'ca.pem');
  expect(verify('checkpoint')).toContain('Verification: OK');
  writeFileSync(join(authority, 'other'), note.replace('\n2\n', '\n3\n'));
  expect(() => verify('other')).toThrow('failed');

  const [listed] = await lastTimestamps(db, 5);
  expect(listed).toMatchObject({ size: 2, service: service.url });
  expect(Math.abs(listed!.time!.getTime() - Date.now())).toBeLessThan(60_000);
});

test('the account of a service is sent to it and shown to nobody', async () => {
  let authorization: string | undefined;
  service = await timeService((query, res, req) => {
    authorization = req.headers.authorization;
    honest(query, res, req);
  });
  await timestampPlace(service.url.replace('//', '//account:s%3Acret@')).deliver(head, NOW);
  expect(Buffer.from(authorization!.slice(6), 'base64').toString()).toBe('account:s:cret');
});

test('a time on something else is refused', async () => {
  const imprint = createHash('sha256').update(head.note).digest();
  const other = createHash('sha256').update('other').digest();
  const turned: Answering = (query, res) =>
    res.end(reply(authority, replaced(query, imprint, other)));
  expect(await reason(ask(turned))).toContain('put its time on something else');
});

test('the answer to another question is refused, and one to none', async () => {
  const old: Answering = (query, res) =>
    res.end(
      reply(authority, replaced(query, nonceOf(query), Buffer.from('51c0ffee51c0ffee', 'hex'))),
    );
  expect(await reason(ask(old))).toContain('answered another question');
  const without: Answering = (_, res) => {
    writeFileSync(join(authority, 'plain'), head.note);
    openssl(
      authority,
      'ts',
      '-query',
      '-data',
      'plain',
      '-sha256',
      '-no_nonce',
      '-cert',
      '-out',
      'plain.tsq',
    );
    openssl(authority, 'ts', '-query', '-in', 'plain.tsq', '-text');
    const keys = ['-signer', 'tsa.pem', '-inkey', 'tsa.key'];
    openssl(
      authority,
      'ts',
      '-reply',
      '-config',
      'tsa.cnf',
      '-queryfile',
      'plain.tsq',
      ...keys,
      '-out',
      'plain.tsr',
    );
    res.end(readFileSync(join(authority, 'plain.tsr')));
  };
  expect(await reason(ask(without))).toContain('answered another question');
});

test('a service that refuses is told of', async () => {
  // SHA-1 is asked for in place of SHA-256: openssl answers with a rejection.
  const sha256 = Buffer.from('0609608648016503040201', 'hex');
  const rejecting: Answering = (query, res) =>
    res.end(
      reply(authority, replaced(query, sha256, Buffer.from('0609608648016503040202', 'hex'))),
    );
  expect(await reason(ask(rejecting))).toContain('refused to put its time');
});

test.each([
  ['words', sends('<html>Welcome</html>'), 'no timestamp'],
  ['nothing', sends(''), 'no timestamp'],
  [
    'half of an answer',
    ((query, res) => res.end(reply(authority, query).subarray(0, 300))) as Answering,
    'no timestamp',
  ],
  ['an error', sends('no', 503), 'answers with 503'],
  ['too much', sends(Buffer.alloc(200_000)), 'sent too much'],
  [
    'a way to somewhere else',
    ((_, res) => res.writeHead(302, { location: '/else' }).end()) as Answering,
    'could not be reached',
  ],
  ['silence', (() => undefined) as Answering, 'took too long'],
  [
    'a byte at a time',
    ((_, res) => {
      const timer = setInterval(() => res.write('0'), 200);
      res.once('close', () => clearInterval(timer));
    }) as Answering,
    'took too long',
  ],
])('%s is refused', async (_, answer, words) => {
  expect(await reason(ask(answer))).toContain(words);
});

test('a service that is not there is told of; nothing is stored', async () => {
  const { db, ledger } = await openSmall();
  service = await timeService(honest);
  const { url } = service;
  await service.close();
  const copies = await sendCopies(db, ledger, [timestampPlace(url)], { at: NOW, timeZone: ZONE });
  expect(copies).toMatchObject([{ outcome: 'failed', detail: expect.stringContaining('reached') }]);
  expect(await timestampOf(db, 1)).toBeUndefined();
});

test('no answer with a byte changed is taken for a time on something else', async () => {
  let answer: Buffer = Buffer.alloc(0);
  await ask((query, res) => res.end((answer = reply(authority, query))));
  const imprint = createHash('sha256').update(head.note).digest();
  expect(readTimestamp(answer, { imprint })).toBeInstanceOf(Date);
  const at = answer.indexOf(imprint);
  for (let bit = 0; bit < imprint.length * 8; bit += 1) {
    const bent = Buffer.from(answer);
    bent[at + (bit >> 3)]! ^= 1 << (bit & 7);
    expect(() => readTimestamp(bent, { imprint })).toThrow('something else');
  }
});
