/** What is wrong with a file: where, and in one sentence. */
export type Problem = {
  /** Of the file, as an editor counts them; none when it is about all of it. */
  line?: number;
  column?: string;
  sentence: string;
};

/** How many are listed: whoever has more mends what they have in common first. */
export const MOST_SHOWN = 50;

/** `Line 4, Hired on: 2/30/2026 is not a day that exists.` */
export function sayProblem({ line, column, sentence }: Problem): string {
  const where = [line === undefined ? '' : `Line ${line}`, column ?? ''].filter(Boolean).join(', ');
  return where === '' ? sentence : `${where}: ${sentence}`;
}

/** In the order of the file. */
export function inOrder(problems: readonly Problem[]): Problem[] {
  return [...problems].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
}
