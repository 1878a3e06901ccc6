import { didYouMean } from '#nearest.ts';
import { plain } from '#rules/gates/text.ts';
import { followFrom } from '#rules/renumber.ts';
import type { Problem } from './content-error.ts';
import type { Revision } from './model.ts';
import type { RevisionSource } from './read-revision.ts';

/** Files by their path in the manifest: `social-media/2023-04-20/lessons/C.3-identification.mdx`. */
type Files = ReadonlyMap<string, Buffer>;

/** What an amendment says of itself, and what of the older revision it leaves out, by name. */
export type AmendmentFile = {
  draft?: { fictional: boolean; says: string } | undefined;
  withdrawn: { lessons: string[]; scenarios: string[]; readings: string[] };
};

/**
 * All files of a revision that amends another: its own, of the older one each lesson, scenario and list
 * of readings that it neither brings anew nor withdraws, and the older texts and rules themselves, so
 * that whoever holds the release can tell what changed.
 */
export function withInherited(own: Files, older: Files, { withdrawn }: AmendmentFile): Files {
  const brought = new Set([...own.keys()].map(partOf));
  const left = new Set([
    ...withdrawn.lessons.map((stem) => `lessons/${stem}.mdx`),
    ...withdrawn.scenarios.map((stem) => `scenarios/${stem}.yaml`),
  ]);
  const inherited = [...older].filter(([path]) => {
    const part = partOf(path);
    if (LINEAGE.includes(part)) return true;
    return INHERITED.test(part) && !brought.has(part) && !left.has(part);
  });
  return new Map([...inherited, ...own]);
}

const LINEAGE = ['policy.md', 'ruleset.json', 'readings.yaml'];
const INHERITED = /^(lessons\/[^/]+\.mdx|scenarios\/[^/]+\.yaml)$/;
const partOf = (path: string) => path.split('/').slice(2).join('/');

/** What does not fit between an amendment and the revision before it. */
export function checkAmendment(
  source: RevisionSource,
  before: Revision,
  { withdrawn }: AmendmentFile,
  file: string,
): Problem[] {
  const { revision } = source;
  const amends = revision.ruleset.amends?.at(-1)?.revision;
  if (amends !== before.id) {
    const says = amends ? `its rules amend ${amends}` : 'its rules amend none';
    const sentence = `this revision follows ${before.id}, and ${says}: name the one before it`;
    return [{ file, line: 1, sentence }];
  }
  return [
    ...strangers(withdrawn, before, file),
    ...movedInSilence(source, before),
    ...untaught(source, before),
    ...outdatedLessons(source, before),
  ];
}

function strangers(
  withdrawn: AmendmentFile['withdrawn'],
  before: Revision,
  file: string,
): Problem[] {
  const known: Record<keyof typeof withdrawn, { id: string }[]> = before;
  return (['lessons', 'scenarios', 'readings'] as const).flatMap((kind) =>
    withdrawn[kind].flatMap((id) => {
      const ids = known[kind].map((one) => one.id);
      if (ids.includes(id)) return [];
      const sentence = `${before.id} has no \`${id}\` among its ${kind} to withdraw`;
      return [{ file, line: 1, sentence: sentence + didYouMean(id, ids) }];
    }),
  );
}

const sentencesOf = ({ clauses }: Revision) => clauses.flatMap(({ sentences }) => sentences);

/** Words that stand under another number, and the rules do not say that they moved. */
function movedInSilence({ revision, text }: RevisionSource, before: Revision): Problem[] {
  const follow = followFrom(before.id, revision.ruleset);
  const now = sentencesOf(revision).map(({ id, text }) => ({ id, words: plain(text) }));
  const was = new Map(sentencesOf(before).map(({ id, text }) => [follow(id), plain(text)]));
  return sentencesOf(before).flatMap((sentence) => {
    const words = plain(sentence.text);
    const same = now.filter((one) => one.words === words);
    if (same.some(({ id }) => id === follow(sentence.id))) return [];
    const moved = same.find(({ id }) => was.get(id) !== words);
    if (!moved) return [];
    const says =
      `${sentence.id} of ${before.id} stands here as ${moved.id}: say so in \`renumbered\` of the rules, ` +
      'or change its words';
    return [{ file: text.file, line: text.lineOf(sentence.text), sentence: says }];
  });
}

/** Each sentence that is new, or was taught before, is taught. */
function untaught({ revision, text }: RevisionSource, before: Revision): Problem[] {
  const follow = followFrom(before.id, revision.ruleset);
  const clauseOf = (id: string) => id.split(':')[0]!;
  const taughtBefore = new Set(before.lessons.flatMap(({ clauses }) => clauses));
  const older = new Map(sentencesOf(before).map(({ id }) => [follow(id), id]));
  const taught = new Set(revision.lessons.flatMap(({ clauses }) => clauses));
  return revision.clauses.flatMap(({ id, sentences }) => {
    const [first] = sentences;
    if (!first || taught.has(id)) return [];
    const was = older.get(first.id);
    if (was !== undefined && !taughtBefore.has(clauseOf(was))) return [];
    const sentence = `no lesson of ${revision.id} teaches ${id}: add it to a lesson's \`clauses\`, or write one`;
    return [{ file: text.file, line: text.lineOf(first.text), sentence }];
  });
}

/** A lesson kept from the older revision that names a clause by a number it no longer has. */
function outdatedLessons({ revision, lessons }: RevisionSource, before: Revision): Problem[] {
  const follow = followFrom(before.id, revision.ruleset);
  return lessons
    .filter(({ lesson }) => !lesson.source.startsWith(`${revision.policyId}/${revision.id}/`))
    .flatMap(({ lesson, parts, file }) => {
      const named = [
        ...lesson.clauses,
        ...parts.flatMap(({ name, attributes }) =>
          name === 'Clause' ? [attributes['id'] ?? ''] : [],
        ),
      ];
      const moved = [...new Set(named)].filter((id) => follow(id) !== id);
      if (moved.length === 0) return [];
      const sentence =
        `it names ${moved.join(', ')}, which ${revision.id} renumbers or removes: put a copy with the ` +
        `numbers of ${revision.id} into content/${revision.policyId}/${revision.id}/lessons/`;
      return [{ file, line: 1, sentence }];
    });
}
