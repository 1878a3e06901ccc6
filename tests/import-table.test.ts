import { execFileSync } from 'node:child_process';
import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
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
  ['src/errors.ts', '#training/key.ts'],
  ['src/typed-text.ts', '#training/key.ts'],
  ['src/rules/evaluate.ts', '#db/client.ts'],
  ['src/rules/evaluate.ts', 'node:fs'],
  ['src/rules/evaluate.ts', '#policies/model.ts'],
  ['db/client.ts', '#people/person.ts'],
  ['src/ledger/tree.ts', '#db/client.ts'],
  ['src/ledger/tree.ts', '#rules/hash.ts'],
  ['src/ledger/tree.ts', 'node:fs'],
  ['src/evidence/append.ts', '#policies/model.ts'],
  ['src/evidence/append.ts', '#audit/record.ts'],
  ['src/audit/record.ts', '#evidence/append.ts'],
  ['src/mail/queue.ts', '#evidence/append.ts'],
  ['src/mail/queue.ts', '#people/person.ts'],
  ['src/assignments/hand-out.ts', '#messages/reminder.ts'],
  ['src/roster/import.ts', '#reports/completion.ts'],
  ['src/reports/completion.ts', '#roster/import.ts'],
  ['src/messages/reminder.ts', '#exports/receipt-pdf.ts'],
  ['src/policies/search.ts', '#training/key.ts'],
  ['src/people/person.ts', '#training/key.ts'],
  ['src/policies/search.ts', '#checker/check.ts'],
  ['src/checker/check.ts', '#db/client.ts'],
  ['src/checker/check.ts', '#audit/record.ts'],
  ['src/checker/check.ts', '#auth/guards.ts'],
  ['src/checker/check.ts', '#training/question.ts'],
  ['src/checker/check.ts', 'node:fs'],
  ['src/training/key.ts', '#attestations/attest.ts'],
  ['src/training/key.ts', '#server/portal.ts'],
  ['src/attestations/attest.ts', '#reports/completion.ts'],
  ['src/training/feedback.ts', '#questions/published.ts'],
  ['src/attestations/attest.ts', '#questions/ask.ts'],
  ['src/questions/ask.ts', '#attestations/attest.ts'],
  ['src/questions/ask.ts', '#reports/completion.ts'],
  ['src/questions/ask.ts', '@libsql/client'],
  ['src/reports/completion.ts', '#actions/define.ts'],
  ['src/reports/completion.ts', '#exports/receipt-pdf.ts'],
  ['src/attestations/attest.ts', '#verify/receipt.ts'],
  ['src/retention/dispose.ts', '#exports/receipt-pdf.ts'],
  ['src/exports/receipt-pdf.ts', '#actions/define.ts'],
  ['src/verify/receipt.ts', '#db/client.ts'],
  ['src/verify/receipt.ts', '#server/portal.ts'],
  ['src/verify/receipt.ts', '#evidence/prove.ts'],
  ['src/verify/receipt.ts', '#config.ts'],
  ['src/auth/sign-in.ts', '@libsql/client'],
  ['src/training/key.ts', 'lucia'],
  ['src/training/key.ts', '@simplewebauthn/server'],
  ['src/auth/passkeys.ts', '@simplewebauthn/server'],
  ['src/attestations/sign-with-passkey.ts', '@simplewebauthn/server'],
  ['src/verify/assertion.ts', '@simplewebauthn/server/helpers'],
  ['src/server/http.ts', '@simplewebauthn/server'],
  ['src/pages/login.astro', '@simplewebauthn/browser'],
  ['src/components/passkeys.ts', '@simplewebauthn/server'],
  ['src/components/passkeys.ts', '#db/client.ts'],
  ['src/auth/webauthn.ts', '#training/key.ts'],
  ['src/training/key.ts', 'astro:content'],
  ['src/pages/hr/index.astro', '#db/schema/index.ts'],
  ['src/pages/hr/index.astro', 'drizzle-orm'],
  ['src/components/Card.astro', '#db/client.ts'],
  ['src/actions/learn.ts', '#server/portal.ts'],
  ['src/actions/learn.ts', 'lucia'],
])('%s may not import %s', (path, from) => {
  expect(said(path, from)).toContain('no-restricted-imports');
});

test.each([
  ['src/training/key.ts', '#rules/evaluate.ts'],
  ['src/attestations/attest.ts', '#training/key.ts'],
  ['src/questions/story.ts', '#training/question.ts'],
  ['src/checker/outcome.ts', '#rules/evaluate.ts'],
  ['src/pages/check.astro', '#checker/check.ts'],
  ['src/auth/sessions.ts', 'lucia'],
  ['src/auth/webauthn.ts', '@simplewebauthn/server'],
  ['src/components/passkeys.ts', '@simplewebauthn/browser'],
  ['db/client.ts', '@libsql/client'],
  ['src/pages/hr/index.astro', '#reports/completion.ts'],
  ['src/server/main.ts', '#training/key.ts'],
  ['src/exports/receipt-pdf.ts', '#verify/receipt.ts'],
  ['src/evidence/outside/mail.ts', '#mail/smtp.ts'],
  ['src/roster/import.ts', '#assignments/leave.ts'],
  ['src/messages/reminder.ts', '#reports/completion.ts'],
  ['src/verify/receipt.ts', '#ledger/proof.ts'],
])('%s may import %s', (path, from) => {
  expect(said(path, from)).toBe('');
});

/** The module a file of ours belongs to: `src/training/key.ts` → `src/training`. */
const moduleOf = (file: string) => {
  const [top = '', second = ''] = file.split(sep);
  return top === 'src' && second !== '' && !second.includes('.') ? join(top, second) : top;
};

/** Relative imports that leave their module: they would walk past the table, which knows aliases. */
function strays(file: string, source: string): string[] {
  return [...source.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)]
    .map(([, path]) => path!)
    .filter((path) => {
      const target = relative(ROOT, join(ROOT, dirname(file), path));
      const ground = /^src[/\\][\w-]+\.(ts|astro)$/.test(target);
      const above = /^src[/\\][\w.-]+\.ts$/.test(file);
      return !ground && !above && moduleOf(target) !== moduleOf(file);
    })
    .map((path) => `${file}: ${path}`);
}

test('no import leaves its module by dots: other modules are reached by their alias', () => {
  const files = globSync('{src,db}/**/*.{ts,astro}', { cwd: ROOT });
  expect(files.length).toBeGreaterThan(100);
  const found = files.flatMap((file) => strays(file, readFileSync(join(ROOT, file), 'utf8')));
  expect(found).toEqual([]);
});

test('such an import is found', () => {
  const line = `import { progressOf } from '../training/progress.ts';`;
  expect(strays(join('src', 'people', 'person.ts'), line)).toHaveLength(1);
  expect(strays(join('src', 'people', 'person.ts'), `import './random-id.ts';`)).toEqual([]);
});
