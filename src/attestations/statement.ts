import { Refusal } from '#errors.ts';
import { sayRevision } from '#policies/as-of.ts';
import type { Progress } from '#training/progress.ts';

/**
 * The statement a person signs: the policy's own wording from policy.yaml with name, title and
 * revision filled in. It is shown whole before signing and kept verbatim in the record. Who passed a
 * check without reading its lesson signs other words, since those say that every lesson was read.
 */
export function statementFor(
  { policy, revision, lessons }: Pick<Progress, 'policy' | 'revision' | 'lessons'>,
  name: string,
): string {
  const testedOut = lessons.some((state) => state.testedOut);
  const words = testedOut ? policy.statementAfterTestOut : policy.statement;
  if (!words) throw new Error(`${policy.id} has no statement for who tested out`);
  return filledIn(words, policy, revision, name);
}

/**
 * The statement of who signs on paper: other words than the portal's, which say that they are signed
 * electronically; after a training in person they say nothing of lessons and checks.
 */
export function paperStatementFor(
  { policy, revision }: Pick<Progress, 'policy' | 'revision'>,
  where: 'portal' | 'in-person',
  name: string,
): string {
  const words = where === 'portal' ? policy.statementOnPaper : policy.statementInPerson;
  if (words) return filledIn(words, policy, revision, name);
  const missing = where === 'portal' ? 'statementOnPaper' : 'statementInPerson';
  throw new Refusal(
    'conflict',
    `The ${policy.title} has no words to sign on paper. Have \`${missing}\` written in its policy.yaml.`,
  );
}

function filledIn(
  words: string,
  policy: Pick<Progress['policy'], 'title'>,
  revision: Pick<Progress['revision'], 'id' | 'draft'>,
  name: string,
): string {
  const filled = words
    .replaceAll('{name}', name)
    .replaceAll('{policy}', policy.title)
    .replaceAll('{revision}', sayRevision(revision))
    .trim();
  // Whoever reads the record in years has these words alone.
  return revision.draft ? `${filled}\n\n${revision.draft.says}` : filled;
}
