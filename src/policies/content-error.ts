/** One thing to mend in the content, said so that its author can find it. */
export type Problem = { file: string; line: number; sentence: string };

/**
 * What the author of the content must mend, by file and line. The message has one line a problem:
 * `file:line: sentence`.
 */
export class ContentError extends Error {
  override readonly name = 'ContentError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const sorted = [...problems].sort(byPlace);
    super(sorted.map(({ file, line, sentence }) => `${file}:${line}: ${sentence}`).join('\n'));
    this.problems = sorted;
    // Where in our code it was found helps no author.
    this.stack = `${this.name}: ${this.message}`;
  }
}

function byPlace(a: Problem, b: Problem): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line;
}

/** Runs one reading; what its author must mend is added to `problems`, so that all are told at once. */
export function gather<T>(problems: Problem[], read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ContentError)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}
