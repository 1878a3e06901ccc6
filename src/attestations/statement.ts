import { sayDay } from '#clock.ts';
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
  return words
    .replaceAll('{name}', name)
    .replaceAll('{policy}', policy.title)
    .replaceAll('{revision}', sayDay(revision.id))
    .trim();
}
