import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { compile } from '#rules/compile.ts';
import { beaten, contradictions } from '#rules/gates/conflicts.ts';
import { drift } from '#rules/gates/drift.ts';
import { idle, shadowed } from '#rules/gates/effect.ts';
import { looseReasons } from '#rules/gates/reasons.ts';
import { uncovered, unsaid } from '#rules/gates/text.ts';
import type { Encoding, Ruleset } from '#rules/model.ts';
import type { Problem } from './content-error.ts';

/** Why a ruleset cannot run at all: a fact or value that does not exist, two norms with one id. */
export function checkRunnable(ruleset: Ruleset, sources: string): Problem[] {
  try {
    compile(ruleset);
    return [];
  } catch (error) {
    const sentence = (error as Error).message;
    return [{ ...placeOf(sentence, sourcesOf(ruleset, sources)), sentence }];
  }
}

/**
 * What must be mended in a revision's rules before anything is built: a rule that can never be broken
 * or never decides, a permission beaten in silence, duties that ask for opposites, a sentence without
 * rule, reason or words for learners, a text or rule changed since both were read. Each with the file and line where it
 * stands; `sources` is the folder of the rules.
 */
export function checkRules(
  encoding: Encoding,
  sentences: ReadonlyMap<string, string>,
  sources: string,
): Problem[] {
  const { ruleset } = encoding;
  const files = sourcesOf(ruleset, sources);
  return [
    ...uncovered(ruleset, sentences),
    ...unsaid(ruleset),
    ...idle(ruleset),
    ...shadowed(ruleset),
    ...looseReasons(ruleset),
    ...beaten(ruleset),
    ...contradictions(ruleset),
    ...drift(encoding, sentences).map(({ complaint }) => complaint),
  ].map((sentence) => ({ ...placeOf(sentence, files), sentence }));
}

type Source = { file: string; lines: readonly string[] };
type Place = { source: Source; at: number };

/** The rules of one revision, clause by clause, then what else stands there, then the facts. */
function sourcesOf({ policy, revision }: Ruleset, sources: string): Source[] {
  return [`${policy}/${revision}`, `${policy}/facts`].flatMap((folder) =>
    readdirSync(join(sources, folder))
      .filter((name) => name.endsWith('.ts'))
      // A capital letter, so a clause, comes first.
      .sort()
      .map((name) => ({
        file: `src/rules/${folder}/${name}`,
        lines: readFileSync(join(sources, folder, name), 'utf8').split('\n'),
      })),
  );
}

/**
 * Where a complaint points: to the name in it that is written wrong, best in the rule that it speaks
 * of; else to that rule, found by its id, or where a helper makes its id, by its last part.
 */
function placeOf(complaint: string, files: readonly Source[]): Omit<Problem, 'sentence'> {
  const [id] = /[A-E]\.?[\w.]*:\d[\d.]*(?:\/[\w-]+)?/.exec(complaint) ?? [];
  const name = /`([^`]+)`/.exec(complaint)?.[1];
  const rule = id === undefined ? undefined : placeOfRule(id, files);
  const inRule = rule && name ? find([rule.source], name, rule.at) : undefined;
  const anywhere = name ? find(files, name) : undefined;
  const { source, at } = inRule ?? anywhere ?? rule ?? { source: files[0], at: 0 };
  return { file: source?.file ?? 'src/rules', line: at + 1 };
}

/** Among the clauses' files: by its whole id, by the part after the slash, or by its sentence. */
function placeOfRule(id: string, files: readonly Source[]): Place | undefined {
  const [sentence = '', slug] = id.split('/');
  const own = `${sentence.split(':')[0]}-`;
  const clauses = files
    .filter(({ file }) => /^[A-E]\./.test(basename(file)))
    // Its own clause's file first: another may cite it.
    .toSorted(
      (a, b) => Number(basename(b.file).startsWith(own)) - Number(basename(a.file).startsWith(own)),
    );
  const its = clauses.filter(({ lines }) => lines.some((line) => line.includes(sentence)));
  return (
    find(clauses, id) ??
    (slug === undefined ? undefined : find(its, slug)) ??
    find(clauses, sentence) ??
    find(clauses, `${sentence}/`)
  );
}

/** The first line from there on that holds these words in quotes; a slash at their end stays open. */
function find(files: readonly Source[], words: string, from = 0): Place | undefined {
  const close = (quote: string) => (words.endsWith('/') ? '' : quote);
  const quoted = [`'`, `"`, '`'].map((quote) => `${quote}${words}${close(quote)}`);
  for (const source of files) {
    const at = source.lines.findIndex(
      (line, index) => index >= from && quoted.some((one) => line.includes(one)),
    );
    if (at >= 0) return { source, at };
  }
  return undefined;
}
