import { eq } from 'drizzle-orm';
import PostalMime from 'postal-mime';
import { expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { mails } from '#db/schema/index.ts';
import { GIVE_UP_AFTER, LOST_AFTER, pauseAfter } from '#mail/deliver.ts';
import { freshDatabase, freshDatabaseUrl } from '../support/database.ts';
import { answers, mailServerWith, oddServer } from '../support/mail-server.ts';
import {
  after,
  deliveryOver,
  HOUR,
  LETTER,
  mailOf,
  MINUTE,
  NOW,
  plainly,
  statesOf,
  waitingMails,
} from './support.ts';

test('what is due goes out in the order of its time, and is kept as it was sent', async () => {
  const db = await freshDatabase();
  await waitingMails(db, 3);
  const { url, taken } = await mailServerWith();
  await db.write((tx) =>
    tx
      .update(mails)
      .set({ sendAt: after(HOUR) })
      .where(eq(mails.employeeNumber, 'P-2')),
  );
  const deliver = deliveryOver(url);
  expect(await deliver(db, { most: 1 })).toMatchObject({ sent: 1, later: 0, errors: [] });
  expect(await deliver(db)).toMatchObject({ sent: 1, later: 0, errors: [] });
  expect(taken.map(({ to }) => to)).toEqual([['p-1@example.gov'], ['p-3@example.gov']]);
  expect(await mailOf(db)).toMatchObject({
    state: 'sent',
    tries: 1,
    address: 'p-1@example.gov',
    subject: 'Hello',
    outcome: '',
  });
  expect((await mailOf(db)).body).toContain('Some words.');
  expect((await mailOf(db, 'P-2')).state).toBe('waiting');
  expect(await deliver(db, { at: after(HOUR) })).toMatchObject({ sent: 1 });
  expect(await deliver(db, { at: after(2 * HOUR) })).toMatchObject({ sent: 0 });
});

test('a server that refuses for now is asked again after a minute, and then takes it', async () => {
  const db = await freshDatabase();
  await waitingMails(db, 1);
  let times = 0;
  const { url, taken } = await mailServerWith({
    onRcptTo: (_address, _session, done) =>
      (times += 1) === 1 ? done(answers(451, 'greylisted')) : done(),
  });
  const deliver = deliveryOver(url);
  expect(await deliver(db)).toMatchObject({ sent: 0, later: 1 });
  const waiting = await mailOf(db);
  expect(waiting).toMatchObject({ state: 'waiting', tries: 1, sendAt: after(MINUTE) });
  expect(waiting.outcome).toContain('451 greylisted');
  expect(await deliver(db, { at: after(MINUTE - 1) })).toMatchObject({ sent: 0, later: 0 });
  expect(await deliver(db, { at: after(MINUTE) })).toMatchObject({ sent: 1 });
  expect(await mailOf(db)).toMatchObject({ state: 'sent', tries: 2, outcome: '' });
  expect(taken).toHaveLength(1);
});

test('a recipient the server does not know fails at once in its words; the others get theirs', async () => {
  const db = await freshDatabase();
  await waitingMails(db, 3);
  const { url, taken } = await mailServerWith({
    onRcptTo: ({ address }, _session, done) =>
      address.startsWith('p-2') ? done(answers(550, '5.1.1 no such box')) : done(),
  });
  expect(await deliveryOver(url)(db)).toMatchObject({ sent: 2, failed: 1 });
  expect(taken).toHaveLength(2);
  const failed = await mailOf(db, 'P-2');
  expect(failed).toMatchObject({ state: 'failed', address: 'p-2@example.gov' });
  expect(failed.outcome).toContain('550 5.1.1 no such box');
});

test('a server that means the portal, not the address, fails no mail for good', async () => {
  const db = await freshDatabase();
  await waitingMails(db, 2);
  const { url } = await mailServerWith({
    onRcptTo: (_address, _session, done) => done(answers(554, '5.7.1 relay access denied')),
  });
  expect(await deliveryOver(url)(db)).toMatchObject({ failed: 0, later: 2 });
});

test('a server that stalls holds up neither the database nor more than a few mails', async () => {
  const db = await freshDatabase();
  await waitingMails(db, 40);
  const url = await oddServer(() => undefined);
  const began = performance.now();
  const round = deliveryOver(url)(db);
  const asked = performance.now();
  await db.write(async () => undefined);
  expect(performance.now() - asked).toBeLessThan(300);
  const { sent, later } = await round;
  expect(sent).toBe(0);
  // Three hands, and whoever was begun before three in a row had failed.
  expect(later).toBeLessThanOrEqual(5);
  expect(performance.now() - began).toBeLessThan(6000);
  const states = await statesOf(db);
  expect(states).toEqual({ waiting: 40 });
  const untried = (await db.read.select().from(mails)).filter(({ tries }) => tries === 0);
  expect(untried.length).toBeGreaterThanOrEqual(35);
});

test('one mail that stalls keeps the others from nothing', async () => {
  const db = await freshDatabase();
  await waitingMails(db, 10);
  const { url } = await mailServerWith({
    onRcptTo({ address }, _session, done) {
      if (!address.startsWith('p-3@')) done();
    },
  });
  expect(await deliveryOver(url)(db)).toMatchObject({ sent: 9, later: 1 });
});

test('a line that drops amid the message, and nobody there: tried again until it works', async () => {
  const db = await freshDatabase();
  await waitingMails(db, 1);
  let drops = true;
  const { url, port, stop, taken } = await mailServerWith({
    onData(stream, _session, done) {
      if (!drops) {
        stream.resume();
        stream.once('end', () => done());
        return;
      }
      stream.resume();
      stream.once('end', () => done(answers(421, 'going away')));
    },
  });
  const deliver = deliveryOver(url);
  expect(await deliver(db)).toMatchObject({ sent: 0, later: 1 });
  await stop();
  expect(await deliver(db, { at: after(MINUTE) })).toMatchObject({ sent: 0, later: 1 });
  expect(await mailOf(db)).toMatchObject({ tries: 2, sendAt: after(3 * MINUTE) });
  expect((await mailOf(db)).outcome).toContain('line to the mail server failed');
  drops = false;
  const back = await mailServerWith({}, port);
  expect(await deliver(db, { at: after(3 * MINUTE) })).toMatchObject({ sent: 1 });
  expect(taken.length + back.taken.length).toBe(1);
});

test('a mail that was taken while the line broke goes out twice, under one Message-ID', async () => {
  const db = await freshDatabase();
  await waitingMails(db, 1);
  const bodies: string[] = [];
  const breaking = await oddServer((server) =>
    server.on('connection', (socket) => {
      let inData = false;
      let body = '';
      socket.write('220 here\r\n');
      socket.on('data', (chunk: Buffer) => {
        const said = chunk.toString();
        if (inData) {
          body += said;
          if (body.endsWith('\r\n.\r\n')) {
            bodies.push(body);
            // It has the mail, and breaks off before it says so.
            socket.destroy();
          }
        } else if (/^DATA/im.test(said)) {
          inData = true;
          socket.write('354 go on\r\n');
        } else socket.write('250 ok\r\n');
      });
    }),
  );
  expect(await deliveryOver(breaking)(db)).toMatchObject({ sent: 0, later: 1 });
  expect(bodies).toHaveLength(1);
  const { url, taken } = await mailServerWith();
  expect(await deliveryOver(url)(db, { at: after(MINUTE) })).toMatchObject({ sent: 1 });
  const [first, second] = await Promise.all(
    [bodies[0]!, taken[0]!.raw].map((raw) => PostalMime.parse(raw)),
  );
  expect(first!.messageId).toBe(`<${(await mailOf(db)).id}@example.gov>`);
  expect(second!.messageId).toBe(first!.messageId);
});

test('a mail in the hand of a process that died is taken up again, but not before it is surely lost', async () => {
  const db = await freshDatabase();
  await waitingMails(db, 1);
  await db.write((tx) =>
    tx.update(mails).set({ state: 'sending', tries: 1, triedAt: NOW, firstTriedAt: NOW }),
  );
  const { url, taken } = await mailServerWith();
  const deliver = deliveryOver(url);
  expect(await deliver(db, { at: after(LOST_AFTER - 1) })).toMatchObject({ sent: 0 });
  expect(await deliver(db, { at: after(LOST_AFTER) })).toMatchObject({ sent: 1 });
  expect(taken).toHaveLength(1);
});

test('two processes that deliver at once send each mail once', async () => {
  const url = await freshDatabaseUrl();
  const [one, other] = [await openDatabase({ url }), await openDatabase({ url })];
  try {
    await waitingMails(one, 40);
    const server = await mailServerWith();
    const [a, b] = await Promise.all([
      deliveryOver(server.url)(one),
      deliveryOver(server.url)(other),
    ]);
    expect(a.sent + b.sent).toBe(40);
    expect(new Set(server.taken.map(({ to }) => to[0])).size).toBe(40);
    expect(server.taken).toHaveLength(40);
  } finally {
    await one.close();
    await other.close();
  }
});

test('pauses double from a minute to four hours; after 72 hours it is given up', async () => {
  expect(pauseAfter(1, 0.5)).toBe(MINUTE);
  expect(pauseAfter(2, 0.5)).toBe(2 * MINUTE);
  expect(pauseAfter(9, 0.5)).toBe(4 * HOUR);
  expect(pauseAfter(500, 0.5)).toBe(4 * HOUR);
  expect([pauseAfter(1, 0), pauseAfter(1, 1)]).toEqual([0.8 * MINUTE, 1.2 * MINUTE]);

  const db = await freshDatabase();
  await waitingMails(db, 1);
  const { url, stop } = await mailServerWith();
  await stop();
  const deliver = deliveryOver(url);
  let at = NOW;
  let tries = 0;
  for (; (await mailOf(db)).state === 'waiting'; tries += 1) {
    const mail = await mailOf(db);
    at = mail.sendAt > at ? mail.sendAt : at;
    await deliver(db, { at });
  }
  expect(await mailOf(db)).toMatchObject({ state: 'failed', tries });
  const took = at.getTime() - NOW.getTime();
  expect(took).toBeGreaterThanOrEqual(GIVE_UP_AFTER);
  expect(took).toBeLessThan(GIVE_UP_AFTER + 5 * HOUR);
  expect(tries).toBeLessThan(40);
});

test('after days without the portal itself there is one more try', async () => {
  const db = await freshDatabase();
  await waitingMails(db, 1);
  const { url, stop, port } = await mailServerWith();
  await stop();
  const deliver = deliveryOver(url);
  await deliver(db);
  await mailServerWith({}, port);
  expect(await deliver(db, { at: after(200 * HOUR) })).toMatchObject({ sent: 1 });
});

test('what has nothing to say any more is dropped with its reason, and nothing is sent', async () => {
  const db = await freshDatabase();
  await waitingMails(db, 1);
  const { url, taken } = await mailServerWith();
  const compose = async () => ({ dropped: 'The person has signed meanwhile.' });
  expect(await deliveryOver(url)(db, { compose })).toMatchObject({ dropped: 1, sent: 0 });
  expect(await mailOf(db)).toMatchObject({
    state: 'dropped',
    outcome: 'The person has signed meanwhile.',
    body: '',
  });
  expect(taken).toEqual([]);
});

test('a mail the portal cannot write is told of, and keeps no other', async () => {
  const db = await freshDatabase();
  await waitingMails(db, 3);
  const { url } = await mailServerWith();
  const round = await deliveryOver(url)(db, {
    compose: async (mail, at) => {
      if (mail.employeeNumber === 'P-2') throw new Error('a bug');
      return plainly(mail, at);
    },
  });
  expect(round).toMatchObject({ sent: 2, later: 1 });
  expect(String(round.errors[0])).toContain('a bug');
  expect((await mailOf(db, 'P-2')).outcome).toBe('The portal could not write this mail.');
});

test('a stop finishes the mails in hand and begins no other', async () => {
  const db = await freshDatabase();
  await waitingMails(db, 30);
  let stopping = false;
  const { url, taken } = await mailServerWith({
    onRcptTo(_address, _session, done) {
      stopping = true;
      done();
    },
  });
  const { sent } = await deliveryOver(url)(db, { stopping: () => stopping });
  expect(sent).toBeGreaterThan(0);
  expect(sent).toBeLessThan(30);
  expect(taken).toHaveLength(sent);
  expect(await statesOf(db)).toEqual({ sent, waiting: 30 - sent });
});

test('500 mails leave within a minute, over a few lines that are kept', async () => {
  const db = await freshDatabase();
  await waitingMails(db, 500);
  let lines = 0;
  const { url, taken } = await mailServerWith({
    onConnect(_session, done) {
      lines += 1;
      done();
    },
  });
  const deliver = deliveryOver(url, { connect: 5000, answer: 5000, all: 20_000 });
  const began = performance.now();
  expect(await deliver(db, { most: 500 })).toMatchObject({ sent: 500 });
  expect(performance.now() - began).toBeLessThan(60_000);
  expect(new Set(taken.map(({ to }) => to[0])).size).toBe(500);
  // A hundred mails on each line.
  expect(lines).toBeLessThanOrEqual(10);
});

test('a link that signs somebody in is sent, and not kept', async () => {
  const db = await freshDatabase();
  await waitingMails(db, 1);
  const { url, taken } = await mailServerWith();
  const link = { link: 'Set your password', href: 'https://x.example/welcome/SECRET', once: true };
  await deliveryOver(url)(db, {
    compose: async (mail, at) => {
      const composed = await plainly(mail, at);
      if ('dropped' in composed) return composed;
      return {
        ...composed,
        letter: { ...LETTER, parts: [link as { link: string; href: string; once: true }] },
      };
    },
  });
  const mail = await PostalMime.parse(taken[0]!.raw);
  expect(mail.text).toContain('https://x.example/welcome/SECRET');
  expect(mail.html).toContain('https://x.example/welcome/SECRET');
  const { body } = await mailOf(db);
  expect(body).toContain('(a link that was good once)');
  expect(JSON.stringify(await db.read.select().from(mails))).not.toContain('SECRET');
});
