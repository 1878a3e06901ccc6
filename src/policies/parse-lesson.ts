import { ContentError } from './content-error.ts';
import { sha256Hex } from './digest.ts';
import type { Lesson } from './model.ts';
import { readYaml, type Path } from './read-yaml.ts';
import { LessonHead } from './schemas.ts';

export type LessonSource = { lesson: Lesson; file: string; lineOf: (path: Path) => number };

/** Reads the head of `lessons/<id>.mdx`; its body is Astro's to render. Throws a ContentError. */
export function parseLesson(bytes: Buffer, id: string, file: string): LessonSource {
  const head = /^---\r?\n([\s\S]*?)\r?\n---(?:\r?\n|$)/.exec(bytes.toString('utf8'));
  if (!head) {
    const sentence = 'a lesson begins with its title and the rest between two lines of `---`';
    throw new ContentError([{ file, line: 1, sentence }]);
  }
  const { data, lineOf } = readYaml(LessonHead, { file, text: head[1] ?? '', firstLine: 2 });
  return { lesson: { id, ...data, sha256: sha256Hex(bytes) }, file, lineOf };
}
