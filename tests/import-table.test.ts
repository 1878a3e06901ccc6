import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const house = mkdtempSync(join(tmpdir(), 'import-table-'));
cpSync(join(ROOT, '.oxlintrc.json'), join(house, '.oxlintrc.json'));
afterAll(() => rmSync(house, { recursive: true, force: true }));

/** What the linter says of a file at this path that imports `from`. */
function said(path: string, from: string): string {
  const file = join(house, path);
  mkdirSync(dirname(file), { recursive: true });
  const line = `import { thing } from '${from}';\n`;
  writeFileSync(
    file,
    path.endsWith('.astro') ? `---\n${line}---\n{thing}\n` : `${line}export default thing;\n`,
  );
  try {
    execFileSync(
      process.execPath,
      [join(ROOT, 'node_modules/oxlint/bin/oxlint'), '--deny-warnings', path],
      { cwd: house, encoding: 'utf8', stdio: 'pipe' },
    );
    return '';
  } catch (error) {
    return (error as { stdout: string }).stdout;
  } finally {
    rmSync(file);
  }
}

test.each([
  ['src/errors.ts', '#training/score.ts'],
  ['src/rules/evaluate.ts', '#db/client.ts'],
  ['src/rules/evaluate.ts', 'node:fs'],
  ['src/rules/evaluate.ts', '#policies/model.ts'],
  ['db/client.ts', '#people/person.ts'],
  ['src/policies/search.ts', '#training/score.ts'],
  ['src/people/person.ts', '#training/score.ts'],
  ['src/training/score.ts', '#attestations/attest.ts'],
  ['src/training/score.ts', '#server/portal.ts'],
  ['src/attestations/attest.ts', '#reports/completion.ts'],
  ['src/reports/completion.ts', '#actions/define.ts'],
  ['src/auth/sign-in.ts', '@libsql/client'],
  ['src/training/score.ts', 'lucia'],
  ['src/training/score.ts', 'astro:content'],
  ['src/pages/hr/index.astro', '#db/schema/index.ts'],
  ['src/pages/hr/index.astro', 'drizzle-orm'],
  ['src/components/Card.astro', '#db/client.ts'],
  ['src/actions/learn.ts', '#server/portal.ts'],
  ['src/actions/learn.ts', 'lucia'],
])('%s may not import %s', (path, from) => {
  expect(said(path, from)).toContain('no-restricted-imports');
});

test.each([
  ['src/training/score.ts', '#rules/evaluate.ts'],
  ['src/attestations/attest.ts', '#training/score.ts'],
  ['src/auth/sessions.ts', 'lucia'],
  ['db/client.ts', '@libsql/client'],
  ['src/pages/hr/index.astro', '#reports/completion.ts'],
  ['src/server/main.ts', '#training/score.ts'],
])('%s may import %s', (path, from) => {
  expect(said(path, from)).toBe('');
});
