import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BaseIntegrationHooks } from 'astro';
import { expect, test } from 'vitest';
import { checkAll, checkContent } from '#policies/check-content.ts';
import { tinyContent, told } from './tiny-content.ts';

type Setup = Parameters<BaseIntegrationHooks['astro:config:setup']>[0];

function setUp(command: Setup['command']): unknown {
  const root = pathToFileURL(`${dirname(tinyContent())}/`);
  return checkContent().hooks['astro:config:setup']?.({ config: { root }, command } as Setup);
}

test.each(['build', 'sync', 'dev'] as const)(
  '%s stops at content that needs mending',
  (command) => {
    // The tiny policy is none that the portal has rules for.
    expect(() => setUp(command)).toThrow(
      /^content\/tiny\/2020-01-31\/policy\.md:1: no rules encode this revision/,
    );
  },
);

test('the content tests begin with the plain list, and stop there', () => {
  const script = join(import.meta.dirname, '../../src/policies/print-problems.ts');
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
  const { status, stdout, stderr } = run(tinyContent());
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^content\/tiny\/2020-01-31\/policy\.md:1: no rules encode this revision.*\n$/,
  );
  expect(stdout).toBe('');
  expect(run()).toMatchObject({ status: 0, stdout: '', stderr: '' });
});

test('a notice that could not be shown as it is typed stops a build, too', () => {
  const contentDir = tinyContent({ 'electronic-records.md': '# Electronic *records*\n' });
  expect(told(() => checkAll(contentDir))).toEqual([
    expect.stringMatching(/^content\/electronic-records\.md:1: a notice has a title/),
    expect.stringContaining('no rules encode this revision'),
  ]);
});

test('a preview reads what was built, not the content', () => {
  expect(setUp('preview')).toBeUndefined();
});
