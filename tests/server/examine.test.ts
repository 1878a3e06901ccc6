import { expect, test } from 'vitest';
import { examine } from '#server/examine.ts';

const HTTPS = { origin: 'https://training.example.gov' };
const HERE = { origin: 'http://127.0.0.1:4321' };

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

function status(target: string, given: Record<string, string> = {}, method = 'GET', at = HTTPS) {
  const headers = { host: new URL(at.origin).host, ...given };
  const rawHeaders = Object.entries(headers).flat();
  return examine({ method, target, headers, rawHeaders }, at)?.status;
}

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
  ['/%255Fimage', 'an escape within an escape'],
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

test('the port that the scheme has anyway may be named, another one may not', () => {
  expect(status('/', { host: 'training.example.gov:443' })).toBeUndefined();
  expect(status('/', { host: 'training.example.gov:80' })).toBe(421);
  const plain = { origin: 'http://training.example.gov' };
  expect(status('/', { host: 'training.example.gov:80' }, 'GET', plain)).toBeUndefined();
  expect(status('/', { host: 'training.example.gov:443' }, 'GET', plain)).toBe(421);
  expect(status('/', { host: '127.0.0.1:80' }, 'GET', HERE)).toBe(421);
  expect(status('/', { host: 'x@training.example.gov' })).toBe(421);
});

test('two Hosts are one too many, even when both are right', () => {
  const host = 'training.example.gov';
  const rawHeaders = ['Host', host, 'Cookie', 'host', 'host', host];
  const asked = { method: 'GET', target: '/', headers: { host }, rawHeaders };
  expect(examine(asked, HTTPS)?.status).toBe(400);
  expect(examine({ ...asked, rawHeaders: rawHeaders.slice(0, 4) }, HTTPS)).toBeUndefined();
});

test.each([
  '/_image',
  '/_image?href=/icon.svg',
  '/_server-islands/x',
  '/%5Fimage',
  '/x/../_image',
  '/x/%2e%2e/_image',
  '/.//_image',
  '/%2f_image',
])('what Astro brings along is nobody’s: `%s`', (target) => {
  expect(status(target)).toBe(404);
  expect(status('/_actions/signOut', { ...FORM, origin: HTTPS.origin }, 'POST')).toBeUndefined();
  expect(status('/_astro/x.css')).toBeUndefined();
});

test('`localhost` leads to the loopback address, for reading alone', () => {
  expect(status('/', { host: 'localhost:4321' }, 'GET', HERE)).toBe(307);
  expect(status('/', { host: 'localhost:4321' }, 'POST', HERE)).toBe(421);
  expect(status('/', { host: 'localhost' }, 'GET', HTTPS)).toBe(421);
});

test('a form passes with either sign that it is ours, and with none it does not', () => {
  const own = { ...FORM, origin: HTTPS.origin };
  expect(status('/', own, 'POST')).toBeUndefined();
  expect(status('/', { ...FORM, 'sec-fetch-site': 'same-origin' }, 'POST')).toBeUndefined();
  expect(status('/', {}, 'POST')).toBe(403);
  expect(status('/', { origin: 'null' }, 'POST')).toBe(403);
  expect(status('/', { origin: 'http://training.example.gov' }, 'POST')).toBe(403);
  expect(status('/', { ...own, 'sec-fetch-site': 'cross-site' }, 'POST')).toBe(403);
});

test('where both signs are there, both have to be right', () => {
  const own = { ...FORM, origin: HTTPS.origin, 'sec-fetch-site': 'same-origin' };
  expect(status('/', own, 'POST')).toBeUndefined();
  expect(status('/', { ...own, origin: 'https://evil.example' }, 'POST')).toBe(403);
  expect(status('/', { ...own, origin: 'null' }, 'POST')).toBe(403);
  expect(status('/', { ...own, 'sec-fetch-site': 'same-site' }, 'POST')).toBe(403);
});

test('what is posted is a form', () => {
  const own = { origin: HTTPS.origin };
  for (const type of [
    'application/x-www-form-urlencoded; charset=UTF-8',
    'Multipart/Form-Data; boundary=x',
  ]) {
    expect(status('/', { ...own, 'content-type': type }, 'POST')).toBeUndefined();
  }
  for (const type of ['', 'application/json', 'text/plain', 'multipart/form-data-x']) {
    expect(status('/', { ...own, 'content-type': type }, 'POST')).toBe(415);
  }
  expect(status('/', own, 'POST')).toBe(415);
});
