import PostalMime from 'postal-mime';
import { expect, test } from 'vitest';
import { calendarFile } from '#mail/calendar.ts';
import { layOut } from '#mail/layout.ts';
import { isAddress, oneLine, type Letter } from '#mail/letter.ts';
import { postWith } from '#mail/post.ts';
import { mailServer } from '#mail/smtp.ts';
import { mailServerWith } from '../support/mail-server.ts';
import { CITY, FROM, NOW, ORIGIN, QUICK } from './support.ts';

const WHOLE: Letter = {
  subject: 'Social Media Policy: 3 days left',
  parts: [
    'Hello 山田 太郎,',
    { list: ['one', 'two < three'] },
    { link: 'Open your training', href: `${ORIGIN}/learn/abc?x=1&y=2` },
  ],
  why: 'You get this mail because.',
  calendar: {
    id: 'due-abc',
    sequence: 0,
    on: '2026-12-11',
    title: 'Due: Social Media Policy training',
    note: 'Due by the end of this day.',
    href: `${ORIGIN}/learn/abc`,
  },
};

async function posted(letter: Letter, name = 'Ann', address = 'ann@example.gov', city = CITY) {
  const { url, taken } = await mailServerWith();
  const server = mailServer({ smtpUrl: url, from: FROM, city }, QUICK);
  try {
    await postWith(server, { from: FROM, city, origin: ORIGIN })({
      id: 'AbC-_0123456789abcdefg',
      to: { name, address },
      letter,
      at: NOW,
    });
  } finally {
    server.close();
  }
  const raw = taken[0]!.raw.toString();
  return { mail: await PostalMime.parse(raw), raw, to: taken[0]!.to };
}

test('text, HTML and calendar have the same words, and fetch nothing', async () => {
  const { mail } = await posted(WHOLE);
  for (const words of [
    'Hello 山田 太郎,',
    'two',
    'Open your training',
    'You get this mail because.',
  ]) {
    expect(mail.text).toContain(words);
    expect(mail.html).toContain(words);
  }
  expect(mail.text).toContain(`${ORIGIN}/learn/abc?x=1&y=2`);
  expect(mail.html).toContain(`href="${ORIGIN}/learn/abc?x=1&amp;y=2"`);
  expect(mail.html).toContain('two &lt; three');
  expect(mail.text).toContain(`${CITY} · policy training`);
  expect(mail.html).not.toMatch(/<img|<script|src=|url\(|color:|background/i);
  expect(mail.html).toContain('name="color-scheme" content="light dark"');
  const [file] = mail.attachments.filter(
    ({ mimeType }) => mimeType === 'text/calendar' || mimeType === 'application/ics',
  );
  expect(Buffer.from(file!.content as ArrayBuffer).toString()).toContain('BEGIN:VCALENDAR');
  expect(mail.headers).toContainEqual(
    expect.objectContaining({ key: 'auto-submitted', value: 'auto-generated' }),
  );
});

test('the calendar entry is the whole due day, and a later one moves it', () => {
  const due = WHOLE.calendar!;
  const first = calendarFile(due, { origin: ORIGIN, at: NOW });
  expect(first.method).toBe('PUBLISH');
  expect(first.content).toMatch(/DTSTART;VALUE=DATE:20261211\r?\n/);
  expect(first.content).toContain('UID:due-abc@training.example.gov');
  expect(first.content).toMatch(/SEQUENCE:0\r?\n/);
  expect(first.content).toContain('TRANSP:TRANSPARENT');
  const moved = calendarFile(
    { ...due, on: '2027-01-05', sequence: 2 },
    { origin: ORIGIN, at: NOW },
  );
  expect(moved.content).toContain('DTSTART;VALUE=DATE:20270105');
  expect(moved.content).toContain('UID:due-abc@training.example.gov');
  expect(moved.content).toMatch(/SEQUENCE:2\r?\n/);
  const gone = calendarFile({ ...due, on: null, sequence: 3 }, { origin: ORIGIN, at: NOW });
  expect(gone.method).toBe('CANCEL');
  expect(gone.content).toContain('STATUS:CANCELLED');
});

test.each(['Jürgen Größe', '王小明', 'محمد علي', 'Zoë "Z" O’Brien; <b>', '🙂 Smile'])(
  'a name in any script arrives as it is: %s',
  async (name) => {
    const { mail, to } = await posted({ ...WHOLE, subject: `Für ${name}` }, name);
    expect(mail.to).toEqual([{ name, address: 'ann@example.gov' }]);
    expect(mail.subject).toBe(`Für ${name}`);
    expect(to).toEqual(['ann@example.gov']);
  },
);

test.each([
  '\r\nBcc: all@example.gov',
  '\nSubject: Other',
  '\u2028Bcc: x@example.gov',
  '\0\r\r\n\r\nBody',
])('a name or subject adds no header and no recipient: %j', async (bad) => {
  const { mail, raw, to } = await posted(
    { ...WHOLE, subject: `Hello${bad}` },
    `Ann${bad}`,
    'ann@example.gov',
    `City${bad}`,
  );
  expect(to).toEqual(['ann@example.gov']);
  expect(raw).not.toMatch(/^bcc:/im);
  expect(raw.match(/^subject:/gim)).toHaveLength(1);
  expect(mail.subject).toBe(oneLine(`Hello${bad}`));
  expect(mail.to?.[0]?.name).toBe(oneLine(`Ann${bad}`));
});

test.each([
  'a@b.example, c@d.example',
  'a@b.example\r\nRCPT TO:<c@d.example>',
  'Ann <a@b.example>',
  '"x y"@b.example',
  'a@b@c.example',
  'a b@c.example',
  'nobody',
  '',
  `${'x'.repeat(250)}@b.example`,
])('%j is no address', (address) => {
  expect(isAddress(address)).toBe(false);
});

test('usual addresses are', () => {
  for (const one of ['ann@example.gov', "o'brien+x@mail.example.gov", 'jürgen@exämple.gov']) {
    expect(isAddress(one)).toBe(true);
  }
});

test('HTML never takes words for tags', () => {
  const { html } = layOut(
    {
      subject: '</title><script>',
      parts: ['<img src=x>', { link: '<b>', href: '"onclick="x' }],
      why: '<i>',
    },
    '<u>City</u>',
  );
  expect(html).not.toMatch(/<script|<img|<b>|<i>|<u>|"onclick/);
});
