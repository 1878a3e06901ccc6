import { ContentError } from './content-error.ts';
import { MADE_LESSONS } from './made-lessons.ts';
import { sha256Hex } from '#rules/hash.ts';
import type { Lesson } from './model.ts';
import { readYaml, type Path } from './read-yaml.ts';
import { LessonHead } from './schemas.ts';

/** A part of a lesson's body beyond Markdown: `<Clause id="C.3:1" />`. */
export type Part = { name: string; attributes: Record<string, string>; line: number };

export type LessonSource = {
  lesson: Lesson;
  file: string;
  lineOf: (path: Path) => number;
  parts: Part[];
};

/**
 * Reads `lessons/<id>.mdx` of a revision's folder: its head, and which parts its body names. The body itself is Astro's to
 * render. Throws a ContentError.
 */
export function parseLesson(bytes: Buffer, id: string, file: string, folder: string): LessonSource {
  if (MADE_LESSONS.includes(id)) {
    const sentence = `the portal itself makes a lesson of the name \`${id}\`: give this one another`;
    throw new ContentError([{ file, line: 1, sentence }]);
  }
  const text = bytes.toString('utf8');
  const head = /^---\r?\n([\s\S]*?)\r?\n---(?:\r?\n|$)/.exec(text);
  if (!head) {
    const sentence = 'a lesson begins with its title and the rest between two lines of `---`';
    throw new ContentError([{ file, line: 1, sentence }]);
  }
  const { data, lineOf } = readYaml(LessonHead, { file, text: head[1] ?? '', firstLine: 2 });
  const lesson = { id, ...data, source: `${folder}/${id}`, sha256: sha256Hex(bytes) };
  return { lesson, file, lineOf, parts: partsOf(text) };
}

function partsOf(text: string): Part[] {
  return [...text.matchAll(/<([A-Z]\w*)([^>]*)>/g)].map(
    ({ 1: name = '', 2: rest = '', index }) => ({
      name,
      attributes: Object.fromEntries(
        [...rest.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]),
      ),
      line: text.slice(0, index).split('\n').length,
    }),
  );
}
