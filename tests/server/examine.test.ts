import { expect, test } from 'vitest';
import { examine } from '#server/examine.ts';

const HTTPS = { origin: 'https://training.example.gov' };
const HERE = { origin: 'http://127.0.0.1:4321' };

const status = (target: string, headers: Record<string, string> = {}, method = 'GET', at = HTTPS) =>
  examine({ method, target, headers: { host: new URL(at.origin).host, ...headers } }, at)?.status;

test.each(['/', '/learn/a/C.3-identification', '/people?q=%C3%A9&page=2', '/a%20b'])(
  'the portal reads `%s`',
  (target) => expect(status(target)).toBeUndefined(),
);

test.each([
  ['http://evil.example/', 'an address with a host'],
  ['//evil.example', 'one that a redirect could lead away by'],
  ['/\\evil.example', 'the same with a backslash'],
  ['*', 'no path'],
  ['', 'nothing'],
  ['/%', 'half an escape'],
  ['/%ff', 'no text'],
  ['/a%0d%0aset-cookie:x', 'a line break'],
  ['/a b', 'a space'],
  [`/${'x'.repeat(2048)}`, 'too long'],
])('`%s` is refused: %s', (target) => expect(status(target)).toBe(400));

test('one host is the portal’s, letter case aside', () => {
  expect(status('/', { host: 'Training.Example.GOV' })).toBeUndefined();
  for (const host of [
    'example.gov',
    'training.example.gov:8443',
    'training.example.gov.evil.example',
  ])
    expect(status('/', { host })).toBe(421);
  expect(status('/', { host: '' })).toBe(400);
});

test('`localhost` leads to the loopback address, for reading alone', () => {
  expect(status('/', { host: 'localhost:4321' }, 'GET', HERE)).toBe(307);
  expect(status('/', { host: 'localhost:4321' }, 'POST', HERE)).toBe(421);
  expect(status('/', { host: 'localhost' }, 'GET', HTTPS)).toBe(421);
});

test('a form passes with either sign that it is ours, and with none it does not', () => {
  const own = { origin: HTTPS.origin };
  expect(status('/', own, 'POST')).toBeUndefined();
  expect(status('/', { 'sec-fetch-site': 'same-origin' }, 'POST')).toBeUndefined();
  expect(status('/', {}, 'POST')).toBe(403);
  expect(status('/', { origin: 'null' }, 'POST')).toBe(403);
  expect(status('/', { origin: 'http://training.example.gov' }, 'POST')).toBe(403);
  expect(status('/', { ...own, 'sec-fetch-site': 'cross-site' }, 'POST')).toBe(403);
});
