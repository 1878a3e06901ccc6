import { Refusal } from '#errors.ts';
import { sayRevision } from '#policies/as-of.ts';
import { WORDS_FOR } from '#policies/words-for.ts';
import type { Followed } from '#training/path.ts';
import type { Progress } from '#training/progress.ts';

/**
 * The statement a person signs: the policy's own wording from policy.yaml with name, title and
 * revision filled in. It is shown whole before signing and kept verbatim in the record. Who passed a
 * check without reading its lesson signs other words, since those say that every lesson was read; so
 * does who signed an earlier revision, or this one, and was asked less.
 */
export function statementFor(
  {
    policy,
    revision,
    lessons,
    followed,
  }: Pick<Progress, 'policy' | 'revision' | 'lessons' | 'followed'>,
  name: string,
): string {
  const shorter = wordsOfPath(policy, followed);
  if (shorter) return filledIn(shorter, policy, revision, name, followed);
  const testedOut = lessons.some((state) => state.testedOut);
  const words = testedOut ? policy.statementAfterTestOut : policy.statement;
  if (!words) throw new Error(`${policy.id} has no statement for who tested out`);
  return filledIn(words, policy, revision, name, followed);
}

/**
 * The statement of who signs on paper: other words than the portal's, which say that they are signed
 * electronically; after a training in person they say nothing of lessons and checks.
 */
export function paperStatementFor(
  { policy, revision, followed }: Pick<Progress, 'policy' | 'revision' | 'followed'>,
  where: 'portal' | 'in-person',
  name: string,
): string {
  const words = where === 'portal' ? policy.statementOnPaper : policy.statementInPerson;
  const shorter = where === 'portal' && wordsOfPath(policy, followed);
  if (words) {
    const said = shorter ? withLast(shorter, lastOf(words)) : words;
    return filledIn(said, policy, revision, name, followed);
  }
  const missing = where === 'portal' ? 'statementOnPaper' : 'statementInPerson';
  throw new Refusal(
    'conflict',
    `The ${policy.title} has no words to sign on paper. Have \`${missing}\` written in its policy.yaml.`,
  );
}

/** The words of who signed before and was asked less than everything. */
function wordsOfPath(policy: Progress['policy'], { path }: Followed): string | undefined {
  if (path === 'full') return undefined;
  const words = policy[WORDS_FOR[path]];
  if (!words) throw new Error(`${policy.id} has no ${WORDS_FOR[path]}`);
  return words;
}

/** A statement's last paragraph says how it is signed. */
const lastOf = (words: string) =>
  words
    .trim()
    .split(/\n\s*\n/)
    .at(-1)!;
const withLast = (words: string, last: string) =>
  [
    ...words
      .trim()
      .split(/\n\s*\n/)
      .slice(0, -1),
    last,
  ].join('\n\n');

function filledIn(
  words: string,
  policy: Pick<Progress['policy'], 'title'>,
  revision: Pick<Progress['revision'], 'id' | 'draft'>,
  name: string,
  { since }: Followed,
): string {
  const filled = words
    .replaceAll('{name}', () => name)
    .replaceAll('{policy}', policy.title)
    .replaceAll('{revision}', sayRevision(revision))
    // Nothing amends a draft: only the revision itself can be one.
    .replaceAll(
      '{since}',
      since === null ? '' : sayRevision(since === revision.id ? revision : { id: since }),
    )
    .trim();
  // Whoever reads the record in years has these words alone.
  return revision.draft ? `${filled}\n\n${revision.draft.says}` : filled;
}
