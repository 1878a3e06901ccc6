import { expect, test } from 'vitest';
import { createLog, describe, isUnlogged, loggablePath } from '#server/log.ts';

test('whatever is logged stays on one line', () => {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => void lines.push(line) });
  log.info({ path: 'a\n{"level":"fatal"}\r\u2028' }, 'x\ny');
  log.error({ error: new Error('one\ntwo') }, 'failed');
  expect(lines).toHaveLength(2);
  for (const line of lines) {
    expect(line.trimEnd()).not.toMatch(/[\r\n]/);
    expect(JSON.parse(line)).toHaveProperty('level');
  }
});

test('a failed query is told with its cause and without its values', () => {
  const cause = new Error('UNIQUE constraint failed: employees.mail');
  const error = new Error('Failed query: insert into x values (?)\nparams: Nora Quill,nora@x.gov', {
    cause,
  });
  const text = describe(error);
  expect(text).toContain('Failed query: insert into x values (?)');
  expect(text).toContain('caused by Error: UNIQUE constraint failed');
  expect(text).not.toMatch(/Nora|params/);
  expect(describe('just words')).toBe('just words');
});

test('a body that could not be parsed is told without a piece of it', () => {
  const error = Object.assign(new Error('x'), { cause: failure('{"password":hunter2}') });
  expect(describe(error)).not.toMatch(/hunter|pass/);
  expect(describe(failure('hunter2'))).toContain('is not valid JSON');
  expect(describe(failure('hunter2'))).not.toContain('hunter');
});

test('a private check is not logged; an action sent to its address is', () => {
  expect(['/check', '/check?'].map(isUnlogged)).toEqual([true, true]);
  expect(['/check?_action=answer', '/checks', '/', '/learn?/check'].map(isUnlogged)).toEqual([
    false,
    false,
    false,
    false,
  ]);
});

function failure(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return error;
  }
}

test('a path is logged without its query and without what may be a secret', () => {
  expect(loggablePath('/login?next=/learn')).toBe('/login');
  expect(loggablePath(`/invite/${'a'.repeat(43)}/accept`)).toBe('/invite/…/accept');
  expect(loggablePath('/learn/0123456789abcdef0123456789abcdef')).toContain('0123456789abcdef');
  expect(loggablePath(`/${'a/'.repeat(500)}`)).toHaveLength(200);
});
