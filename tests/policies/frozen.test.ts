import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { checkAll } from '#policies/check-content.ts';
import { told } from './tiny-content.ts';

// The real content, copied, and a byte of it changed: what the build does.

const CONTENT = join(import.meta.dirname, '../../content');
let copy: string;
beforeEach(() => {
  copy = join(mkdtempSync(join(tmpdir(), 'frozen-')), 'content');
  cpSync(CONTENT, copy, { recursive: true });
});

const edit = (path: string, change: (text: string) => string) => {
  const file = join(copy, 'social-media', path);
  const before = readFileSync(file, 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(file, after);
};
const saying = () => told(() => checkAll(copy)).join('\n');

test('the content as it stands builds', () => {
  expect(() => checkAll(copy)).not.toThrow();
});

test('one space at the end of a published text stops the build, which names the file and the frozen line', () => {
  edit('2023-04-20/policy.md', (text) => `${text}\n`);
  expect(saying()).toMatch(
    /content\/social-media\/2023-04-20\/policy\.md:1: this text of social-media was published and is frozen \(content\/social-media\/frozen\.yaml:3\), and it was changed: put the published text back/,
  );
});

test('a published text without its line stops the build, which says the line', () => {
  edit('frozen.yaml', (text) => text.replace('2023-04-20', '2019-01-01'));
  const line =
    /frozen\.yaml:1: the text of 2023-04-20 has no line here: once it is adopted, freeze it with `'2023-04-20': [0-9a-f]{64}`/;
  expect(saying()).toMatch(line);
  expect(saying()).toMatch(/frozen\.yaml:3: the published text of 2019-01-01 is gone/);
  edit('frozen.yaml', () => '# Nothing is frozen yet.\n');
  expect(saying()).toMatch(line);
});

test('a draft is not frozen, neither asked to be nor let be', () => {
  edit('frozen.yaml', (text) => `${text}'2027-07-01': ${'ab'.repeat(32)}\n`);
  expect(saying()).toMatch(/frozen\.yaml:4: 2027-07-01 is a draft, and a draft is not frozen/);
});

test('a line that is no SHA-256 is told', () => {
  edit('frozen.yaml', (text) => text.replace(/: [0-9a-f]{64}/, ': abc'));
  expect(saying()).toMatch(/frozen\.yaml:3: .*must be a SHA-256/);
});
