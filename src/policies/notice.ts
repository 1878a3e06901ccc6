import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { sha256Hex } from '#rules/hash.ts';
import { ContentError, type Problem } from './content-error.ts';

/** What a person reads and agrees to before a first electronic signature. */
export type Notice = {
  /** SHA-256 (hex) of its bytes: what a consent names. */
  sha256: string;
  bytes: Buffer;
  title: string;
  /** The first may stand before any heading. */
  parts: NoticePart[];
};
export type NoticePart = {
  heading: string | undefined;
  blocks: ({ text: string; items?: never } | { items: string[]; text?: never })[];
};

const FILE = 'electronic-records.md';
/** The notice is shown as it is typed, so that what is agreed to is what is hashed. */
const MARKUP = /[<>*`|]|\]\(|^#{3,}|^\d+\. |&\w+;/;

/** The notice of a content folder. Throws a ContentError with each line that its author must mend. */
export function readNotice(contentDir: string): Notice {
  const file = `${basename(contentDir)}/${FILE}`;
  let bytes: Buffer;
  try {
    bytes = readFileSync(join(contentDir, FILE));
  } catch {
    throw new ContentError([{ file, line: 1, sentence: 'this file is missing' }]);
  }
  return { sha256: sha256Hex(bytes), bytes, ...parseNotice(bytes.toString('utf8'), file) };
}

/**
 * Reads a notice: `# ` its title, `## ` a part, paragraphs between empty lines, and lists of `- `
 * lines. Nothing else, and no part without words.
 */
export function parseNotice(text: string, file: string): Pick<Notice, 'title' | 'parts'> {
  const problems: Problem[] = [];
  const parts: NoticePart[] = [{ heading: undefined, blocks: [] }];
  const startedAt = [1];
  let title: string | undefined;
  let open = false;
  text.split(/\r?\n/).forEach((raw, index) => {
    const line = raw.trimEnd();
    const say = (sentence: string) => problems.push({ file, line: index + 1, sentence });
    const blocks = parts.at(-1)!.blocks;
    const last = open ? blocks.at(-1) : undefined;
    const [, sign, words] = /^(# |## |- )(.+)$/.exec(line) ?? [];
    open = line !== '' && !sign?.startsWith('#');
    if (line === '') return;
    if (MARKUP.test(line)) say('a notice has a title, parts, paragraphs and lists only, no markup');
    else if (title === undefined && sign !== '# ') {
      say('a notice begins with its title: `# ` and the words');
      title = '';
    } else if (sign === '# ' && title) say('a notice has one title; a part begins with `## `');
    else if (sign === '# ') title = words;
    else if (sign === '## ') {
      parts.push({ heading: words, blocks: [] });
      startedAt.push(index + 1);
    } else if (sign === '- ' && last?.items) last.items.push(words!);
    else if (sign === '- ') blocks.push({ items: [words!] });
    else if (last?.items) last.items.push(`${last.items.pop()} ${line.trim()}`);
    else if (last) last.text += ` ${line.trim()}`;
    else blocks.push({ text: line.trim() });
  });
  if (problems.length > 0) throw new ContentError(problems);
  const say = (line: number, sentence: string) => problems.push({ file, line, sentence });
  if (title === undefined) say(1, 'the file is empty');
  else if (parts.length === 1) say(1, 'a notice has parts, each begun by `## `');
  parts.forEach(({ heading, blocks }, at) => {
    if (heading !== undefined && blocks.length === 0)
      say(startedAt[at]!, `\`${heading}\` says nothing`);
  });
  if (problems.length > 0) throw new ContentError(problems);
  return { title: title!, parts: parts.filter(({ blocks }) => blocks.length > 0) };
}
