import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { didYouMean } from '#nearest.ts';
import { ContentError, type Problem } from './content-error.ts';
import type { Policy } from './model.ts';
import { readYaml } from './read-yaml.ts';
import { CalendarDate } from './schemas.ts';

/** The texts that were published, by revision: the SHA-256 (hex) of its policy.md. */
const FrozenFile = z.preprocess(
  // No line yet.
  (lines) => lines ?? {},
  z.record(
    CalendarDate,
    z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256: 64 digits 0 to 9 and a to f'),
  ),
);

/**
 * A text that was published is never changed: what differs from its line in `frozen.yaml`, has none, or
 * is gone. A draft is not frozen. The line to add stands in the complaint, to be added with care: once
 * a portal has published the revision, it stays.
 */
export function checkFrozen(
  contentDir: string,
  policies: readonly Pick<Policy, 'id' | 'revisions' | 'drafts'>[],
): Problem[] {
  return policies.flatMap((policy) => {
    const file = `${basename(contentDir)}/${policy.id}/frozen.yaml`;
    const path = join(contentDir, policy.id, 'frozen.yaml');
    if (!existsSync(path)) {
      const lines = policy.revisions.map(({ id, policySha256 }) => `\`'${id}': ${policySha256}\``);
      const sentence = `this file is missing: it names each published text, ${lines.join(', ')}`;
      return [{ file, line: 1, sentence }];
    }
    try {
      const { data, lineOf } = readYaml(FrozenFile, { file, text: readFileSync(path, 'utf8') });
      return [...unlike(policy, data, lineOf, file), ...gone(policy, data, lineOf, file)];
    } catch (error) {
      if (error instanceof ContentError) return [...error.problems];
      throw error;
    }
  });
}

type Frozen = z.output<typeof FrozenFile>;
type LineOf = (path: readonly (string | number)[]) => number;

function unlike(
  { id, revisions }: Pick<Policy, 'id' | 'revisions'>,
  frozen: Frozen,
  lineOf: LineOf,
  file: string,
): Problem[] {
  return revisions.flatMap((revision) => {
    const was = frozen[revision.id];
    const is = revision.policySha256;
    if (was === is) return [];
    if (was === undefined) {
      const sentence =
        `the text of ${revision.id} has no line here: once it is adopted, freeze it with \`'${revision.id}': ${is}\`; ` +
        `until then \`draft\` in its amendment.yaml says that it is not`;
      return [{ file, line: 1, sentence }];
    }
    const text = file.replace('frozen.yaml', `${revision.id}/policy.md`);
    const sentence =
      `this text of ${id} was published and is frozen (${file}:${lineOf([revision.id])}), and it was changed: ` +
      'put the published text back; a change is a new revision, in a folder named by its effective date';
    return [{ file: text, line: 1, sentence }];
  });
}

/** Lines of what is not there, or is a draft. */
function gone(
  { revisions, drafts }: Pick<Policy, 'revisions' | 'drafts'>,
  frozen: Frozen,
  lineOf: LineOf,
  file: string,
): Problem[] {
  const known = revisions.map(({ id }) => id);
  return Object.keys(frozen)
    .filter((id) => !known.includes(id))
    .map((id) => ({
      file,
      line: lineOf([id]),
      sentence: drafts.some((draft) => draft.id === id)
        ? `${id} is a draft, and a draft is not frozen: take the line out, or \`draft\` out of its amendment.yaml`
        : `the published text of ${id} is gone: put its folder back${didYouMean(id, known)}`,
    }));
}
