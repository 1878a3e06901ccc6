import PostalMime from 'postal-mime';
import type { SMTPServerOptions } from 'smtp-server';
import { expect, test } from 'vitest';
import { mailPlace } from '#evidence/outside/mail.ts';
import { reason } from '../../support/database.ts';
import { answers, mailServerWith as mailServer, oddServer } from '../../support/mail-server.ts';
import { NOW, ZONE, openSmall } from './support.ts';

const QUICK = { connect: 400, answer: 400, all: 1500 };
async function send(smtpUrl: string, to = 'clerk@example.gov', at = NOW) {
  const { head } = await openSmall();
  const settings = {
    smtpUrl,
    from: 'training@example.gov',
    city: 'City of Example, MO',
    timeZone: ZONE,
  };
  const newest = await head();
  await mailPlace(to, settings, QUICK).deliver(newest, at);
  return newest;
}

test('the mail bears the checkpoint in its text, and byte for byte as a file', async () => {
  const { url, taken } = await mailServer();
  const { note } = await send(url);
  expect(taken).toHaveLength(1);
  expect(taken[0]).toMatchObject({ to: ['clerk@example.gov'], from: 'training@example.gov' });
  const mail = await PostalMime.parse(taken[0]!.raw);
  expect(mail.from).toEqual({
    name: 'City of Example, MO policy training',
    address: 'training@example.gov',
  });
  expect(mail.to).toEqual([{ name: '', address: 'clerk@example.gov' }]);
  expect(mail.subject).toBe('Checkpoint of the signed records: 1 entry');
  expect(mail.html).toBeUndefined();
  expect(mail.text).toContain(note);
  expect(mail.text).toContain('Please keep this mail');
  expect(mail.attachments).toHaveLength(1);
  const [file] = mail.attachments;
  expect(file).toMatchObject({ filename: 'checkpoint-2026-11-22-1.txt', mimeType: 'text/plain' });
  expect(Buffer.from(file!.content as ArrayBuffer)).toEqual(Buffer.from(note));
});

test('a server that wants a password gets it, and only over an encrypted line from elsewhere', async () => {
  const { url, taken } = await mailServer({
    authOptional: false,
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _, done) =>
      username === 'por:tal' && password === 'p@ss'
        ? done(null, { user: 'portal' })
        : done(new Error('535 no p@ss')),
  });
  await send(url.replace('//', '//por%3Atal:p%40ss@'));
  expect(taken).toHaveLength(1);
  const refused = await reason(send(url.replace('//', '//por%3Atal:wrong-pass@')));
  expect(refused).toContain('refuses the portal’s account');
  expect(refused).not.toContain('wrong-pass');
  // Another machine's, as far as its name tells.
  const elsewhere = url.replace('//127.0.0.1', '//por%3Atal:p%40ss@0.0.0.0');
  expect(await reason(send(elsewhere))).toContain('must not go without');
  expect(taken).toHaveLength(1);
});

test.each([
  [
    'the sender',
    {
      onMailFrom: (_: unknown, __: unknown, done: (e: Error) => void) =>
        done(answers(550, 'not you')),
    },
  ],
  [
    'the recipient',
    {
      onRcptTo: (_: unknown, __: unknown, done: (e: Error) => void) =>
        done(answers(550, 'no such box')),
    },
  ],
])('a server that refuses %s for good is quoted', async (_, options) => {
  const { url, taken } = await mailServer(options as SMTPServerOptions);
  expect(await reason(send(url))).toMatch(/refuses this mail. It says: 550 (not you|no such box)/);
  expect(taken).toEqual([]);
});

test('a server that cannot take mail now is tried again', async () => {
  const { url } = await mailServer({
    onRcptTo: (_address, _session, done) => done(answers(451, 'greylisted')),
  });
  expect(await reason(send(url))).toContain('the portal tries again. It says: 451 greylisted');
});

test('a server that refuses after the whole message is no success', async () => {
  const { url } = await mailServer({
    onData(stream, _, done) {
      stream.resume();
      stream.once('end', () => done(answers(552, 'full')));
    },
  });
  expect(await reason(send(url))).toContain('It says: 552 full');
});

test('a server that never says a word, or a byte at a time, ends in time', async () => {
  const silent = await oddServer(() => undefined);
  expect(await reason(send(silent))).toMatch(/took too long/);
  const slow = await oddServer((server) =>
    server.on('connection', (socket) => {
      const timer = setInterval(() => socket.write('2'), 100);
      socket.once('close', () => clearInterval(timer));
    }),
  );
  expect(await reason(send(slow))).toMatch(/took too long|line to the mail server failed/);
});

test('a line that is dropped amid the message is no success', async () => {
  const dropping = await oddServer((server) =>
    server.on('connection', (socket) => {
      socket.write('220 here\r\n');
      socket.on('data', (chunk: Buffer) => {
        const said = chunk.toString();
        if (/^DATA/im.test(said)) socket.write('354 go on\r\n');
        else if (/^(EHLO|MAIL|RCPT)/im.test(said)) socket.write('250 ok\r\n');
        else socket.destroy();
      });
    }),
  );
  expect(await reason(send(dropping))).toContain('line to the mail server failed');
});

test('nobody there, and a server of unknown name, are told of', async () => {
  const { url: gone, stop } = await mailServer();
  await stop();
  expect(await reason(send(gone))).toContain('line to the mail server failed');
  expect(await reason(send('smtp://mail.invalid'))).toMatch(
    /line to the mail server failed|took too long/,
  );
});
