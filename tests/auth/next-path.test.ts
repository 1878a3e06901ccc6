import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextPath } from '#auth/next-path.ts';

const ORIGIN = 'https://portal.city.example';

test('a path of the portal is kept, with its query', () => {
  for (const path of ['/learn', '/', '/hr?department=fire&page=2', '/record/a_b-C.json']) {
    expect(nextPath(path)).toBe(path);
  }
});

test('an action is not repeated by visiting it', () => {
  expect(nextPath('/learn/attempts/x?_action=answer')).toBe('/learn/attempts/x');
  expect(nextPath('/learn?a=1&_action=answer')).toBe('/learn?a=1');
  expect(nextPath('/_actions/answer')).toBeUndefined();
  expect(nextPath('/login?next=/login')).toBeUndefined();
});

const hostile = [
  'https://evil.example', '//evil.example', '///evil.example', '/\\evil.example', '\\\\evil.example',
  '/\t/evil.example', '/\n/evil.example', '\t//evil.example', ' /learn', '/ /evil.example', 'learn',
  'javascript:alert(1)', 'data:text/html,x', '/\u0000', '/learn\r\nSet-Cookie: a=b', '/.//evil.example',
  '/..//evil.example', '/a/..//evil.example', '/%2e%2e//evil.example', '/%2f/evil.example',
  '/%5cevil.example', '/%0d%0aSet-Cookie:a', '/learn\u2028', '/ｅvil', '@evil.example', '/x'.repeat(301),
  '', '/%00',
]; // prettier-ignore

for (const text of hostile) {
  test(`${JSON.stringify(text.slice(0, 40))} leads nowhere`, () => {
    expect(nextPath(text)).toBeUndefined();
  });
}

test('whatever comes out stays on the portal and in one header line', () => {
  const pieces = fc.constantFrom(
    '/', '//', '\\', '.', '..', '%2e', '%2f', '%5c', '%0a', '\t', '\n', '\r', '\0', ' ', ':', '@', '?',
    '#', '&', '_action=x', 'next=', 'evil.example', 'https:', 'javascript:', 'learn', 'login', '\u2028', 'é', '[', ']',
  ); // prettier-ignore
  const text = fc.oneof(
    fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
    fc.array(pieces, { maxLength: 12 }).map((parts) => `/${parts.join('')}`),
    fc.string({ unit: 'binary' }).map((rest) => `/${rest}`),
    fc.webUrl(),
  );
  fc.assert(
    fc.property(text, (typed) => {
      const path = nextPath(typed);
      if (path === undefined) return;
      expect(path).toMatch(/^\/(?![/\\])[\x21-\x7e]*$/);
      const url = new URL(path, ORIGIN);
      expect(url.origin).toBe(ORIGIN);
      expect(`${url.pathname}${url.search}`).toBe(path);
      expect(url.searchParams.has('_action')).toBe(false);
      expect(nextPath(path)).toBe(path);
    }),
    { numRuns: 20_000 },
  );
});
