import { expect, test } from 'vitest';
import { BODY_LIMIT, bodyLimitOf, hasTooManyFields } from '#server/body.ts';

const URLENCODED = 'application/x-www-form-urlencoded';

test('600 fields are taken, more are not', () => {
  const form = (fields: number) => Buffer.from(Array(fields).fill('a=b').join('&'));
  expect(hasTooManyFields(form(600), URLENCODED)).toBe(false);
  expect(hasTooManyFields(form(602), URLENCODED)).toBe(true);
  expect(hasTooManyFields(Buffer.from(''), URLENCODED)).toBe(false);
});

test('so it is in parts, whatever text they hold', () => {
  const part = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\na&b&c\r\n';
  for (const type of ['multipart/form-data; boundary=x', 'multipart/form-data; Boundary="x"']) {
    expect(hasTooManyFields(Buffer.from(`${part.repeat(500)}--x--\r\n`), type)).toBe(false);
    expect(hasTooManyFields(Buffer.from(`${part.repeat(601)}--x--\r\n`), type)).toBe(true);
  }
});

test('one address alone takes a scan of 2 MB with its form', () => {
  for (const target of ['/hr/paper', '/hr/paper?_action=recordPaper'])
    expect(bodyLimitOf(target)).toBe(2 * 1024 * 1024 + BODY_LIMIT);
  const others = [
    '/',
    '/hr',
    '/hr/paper/',
    '/hr/paper/sheet',
    '/hr/papers',
    '//hr/paper',
    '/x?/hr/paper',
  ];
  for (const target of others)
    expect({ target, limit: bodyLimitOf(target) }).toEqual({ target, limit: BODY_LIMIT });
});
