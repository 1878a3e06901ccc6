import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Ruleset } from '#rules/model.ts';
import { didYouMean } from '#nearest.ts';
import { rulesetJson } from '#rules/ruleset.ts';
import { checkAmendment, withInherited } from './amendment.ts';
import { checkRevision } from './check-revision.ts';
import { ContentError, gather, type Problem } from './content-error.ts';
import type { Policy, Revision } from './model.ts';
import { readRevision, type RevisionFiles } from './read-revision.ts';
import { readYaml, type Path } from './read-yaml.ts';
import { RULESETS } from './rulesets.ts';
import { AmendmentFile, CalendarDate, PolicyFile } from './schemas.ts';

/**
 * Every policy under `contentDir`, read whole, checked and hashed: one folder a policy, in it one
 * folder a revision named by its effective date. Throws a ContentError that lists, with file and
 * line, all that its authors must mend.
 */
export function readPolicies(
  contentDir: string,
  rulesets: Readonly<Record<string, Ruleset>> = RULESETS,
): Policy[] {
  const problems: Problem[] = [];
  const policies = foldersIn(contentDir).flatMap(
    (id) => gather(problems, () => readPolicy(contentDir, id, rulesets)) ?? [],
  );
  if (policies.length === 0 && problems.length === 0) {
    const sentence = 'no policy here: a policy is a folder with a `policy.yaml`';
    problems.push({ file: basename(contentDir), line: 1, sentence });
  }
  if (problems.length > 0) throw new ContentError(problems);
  return policies;
}

function readPolicy(
  contentDir: string,
  id: string,
  rulesets: Readonly<Record<string, Ruleset>>,
): Policy {
  const prefix = `${basename(contentDir)}/`;
  const file = `${prefix}${id}/policy.yaml`;
  const problems: Problem[] = [];
  const found = filesUnder(contentDir, id);
  const about = found.get(`${id}/policy.yaml`);
  if (!about) throw new ContentError([{ file, line: 1, sentence: 'this file is missing' }]);

  problems.push(...strangers(found.keys(), prefix));
  const policy = gather(problems, () =>
    readYaml(PolicyFile, { file, text: about.toString('utf8') }),
  );
  const tracks = policy?.data.tracks.map((track) => track.id);
  const read: Read[] = [];
  for (const revisionId of foldersIn(join(contentDir, id))) {
    const key = `${id}/${revisionId}`;
    if (!CalendarDate.safeParse(revisionId).success) continue;
    const ruleset = rulesets[key];
    if (!ruleset) {
      const others = Object.keys(rulesets).filter((other) => !existsSync(join(contentDir, other)));
      const sentence =
        'no rules encode this revision' +
        (didYouMean(key, others) ||
          ': they stand under src/rules/, and src/policies/rulesets.ts names them');
      problems.push({ file: `${prefix}${key}/policy.md`, line: 1, sentence });
      continue;
    }
    if (ruleset.policy !== id || ruleset.revision !== revisionId) {
      const sentence = `its rules say that they are of ${ruleset.policy}/${ruleset.revision}: mend \`revision\` in them`;
      problems.push({ file: `${prefix}${key}/policy.md`, line: 1, sentence });
      continue;
    }
    const own = new Map([...found].filter(([path]) => isReleased(path, id, revisionId)));
    // A draft is amended by nothing.
    const before = read.findLast(({ revision }) => !revision.draft);
    const passing = policy?.data.passing ?? { share: 1, critical: [] };
    const one = gather(problems, () =>
      readOne(
        { policyId: id, id: revisionId, ruleset, passing, files: own, prefix },
        before,
        tracks,
      ),
    );
    if (one) read.push(one);
  }
  const all = read.map(({ revision }) => revision);
  const revisions = all.filter(({ draft }) => !draft);
  if (policy) problems.push(...misnamed(policy, id, revisions, file));
  if (problems.length > 0 || !policy) throw new ContentError(problems);
  return { ...policy.data, revisions, drafts: all.filter(({ draft }) => draft) };
}

type Read = { revision: Revision; files: ReadonlyMap<string, Buffer> };

/** A first text, whole in its folder, or one that amends the revision before it. */
function readOne(
  own: RevisionFiles,
  before: Read | undefined,
  tracks: readonly string[] | undefined,
): Read {
  const { policyId, id, ruleset, prefix } = own;
  const path = `${policyId}/${id}/amendment.yaml`;
  const file = `${prefix}${path}`;
  const bytes = own.files.get(path);
  const amends = ruleset.amends?.at(-1)?.revision;
  if (!before && amends !== undefined) {
    const sentence =
      `its rules amend ${amends}, and no published text of that date comes before ${id}: ` +
      'an amendment takes effect after the text it amends';
    throw new ContentError([{ file: `${prefix}${policyId}/${id}/policy.md`, line: 1, sentence }]);
  }
  if (!before && bytes) {
    const sentence =
      'there is no earlier revision to amend: the first one is whole without this file';
    throw new ContentError([{ file, line: 1, sentence }]);
  }
  const amendment =
    before &&
    (bytes
      ? readYaml(AmendmentFile, { file, text: bytes.toString('utf8') }).data
      : AmendmentFile.parse({}));
  const files = new Map(
    before && amendment ? withInherited(own.files, before.files, amendment) : own.files,
  );
  files.set(`${policyId}/${id}/ruleset.json`, Buffer.from(rulesetJson(ruleset)));
  const source = readRevision({ ...own, files });
  const misfits =
    before && amendment ? checkAmendment(source, before.revision, amendment, file) : [];
  if (misfits.length > 0) throw new ContentError(misfits);
  return { revision: checkRevision(source, tracks), files };
}

/** The policy's own file counts to each release: it says what passes. */
const isReleased = (path: string, policyId: string, revisionId: string) =>
  path === `${policyId}/policy.yaml` || path.startsWith(`${policyId}/${revisionId}/`);

function misnamed(
  { data, lineOf }: { data: Omit<Policy, 'revisions' | 'drafts'>; lineOf: (path: Path) => number },
  folder: string,
  revisions: readonly Revision[],
  file: string,
): Problem[] {
  const problems: Problem[] = [];
  if (data.id !== folder) {
    const sentence = `\`id\` is \`${data.id}\`, but the folder is \`${folder}\``;
    problems.push({ file, line: lineOf(['id']), sentence });
  }
  const newest = revisions.at(-1);
  if (!newest) return problems;
  if (newest.lessons.length > 0 && newest.lessons.every((lesson) => lesson.tracks.length > 0)) {
    const sentence = `every lesson of ${newest.id} is for some track: leave one for everyone`;
    problems.push({ file, line: 1, sentence });
  }
  data.tracks.forEach(({ id }, at) => {
    if (newest.lessons.some((lesson) => lesson.tracks.includes(id))) return;
    const sentence = `no lesson of ${newest.id} is for the track \`${id}\``;
    problems.push({ file, line: lineOf(['tracks', at, 'id']), sentence });
  });
  const sentences = newest.clauses.flatMap((clause) => clause.sentences.map(({ id }) => id));
  const named = [
    ...data.passing.critical.map((id, at) => ({ id, path: ['passing', 'critical', at] })),
    ...data.alwaysLinked.map((id, at) => ({ id, path: ['alwaysLinked', at] })),
  ];
  for (const { id, path } of named) {
    if (sentences.includes(id)) continue;
    const sentence = `no sentence has the id \`${id}\`${didYouMean(id, sentences)}`;
    problems.push({ file, line: lineOf(path), sentence });
  }
  return problems;
}

/** Files that nothing reads are a slip: a lesson in the wrong folder, a wrong ending. */
function strangers(paths: Iterable<string>, prefix: string): Problem[] {
  const all = [...paths];
  const misnamed = new Set(all.filter(isNoDay).map((path) => path.split('/', 2).join('/')));
  return [
    ...[...misnamed].map((folder) => ({ file: `${prefix}${folder}`, line: 1, sentence: NO_DAY })),
    ...all
      .filter((path) => !isNoDay(path) && !KNOWN.some((known) => known.test(path)))
      .map((path) => ({ file: `${prefix}${path}`, line: 1, sentence: whyUnread(path) })),
  ];
}

const NO_DAY =
  'this folder is not named by a day: the folder of a revision is named by the day on which it takes ' +
  'effect, such as 2023-04-20';

function whyUnread(path: string): string {
  const name = /\/(?:lessons\/([^/]+)\.mdx|scenarios\/([^/]+)\.yaml)$/.exec(path);
  const wrong = [...new Set((name?.[1] ?? name?.[2] ?? '').match(NOT_IN_NAMES))];
  if (wrong.length > 0) {
    const shown = wrong.map((letter) => (letter === ' ' ? 'a space' : `\`${letter}\``)).join(', ');
    return `a file's name here has letters a to z, digits, dots and hyphens only, not ${shown}`;
  }
  return (
    'the portal does not read a file of this name here: it reads policy.md, readings.yaml, amendment.yaml, ' +
    'lessons/*.mdx and scenarios/*.yaml in the folder of a revision, named 2023-04-20'
  );
}

/** A lesson's and a scenario's name is an address. */
const NOT_IN_NAMES = /[^A-Za-z0-9.-]/gu;

const isNoDay = (path: string) => {
  const [, folder, ...inside] = path.split('/');
  return inside.length > 0 && !CalendarDate.safeParse(folder).success;
};

const KNOWN = [
  /^[^/]+\/(policy|frozen)\.yaml$/,
  /^[^/]+\/\d{4}-\d{2}-\d{2}\/(policy\.md|readings\.yaml|amendment\.yaml)$/,
  /^[^/]+\/\d{4}-\d{2}-\d{2}\/lessons\/[A-Za-z0-9.-]+\.mdx$/,
  /^[^/]+\/\d{4}-\d{2}-\d{2}\/scenarios\/[A-Za-z0-9.-]+\.yaml$/,
];

const foldersIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort();

function filesUnder(contentDir: string, folder: string): Map<string, Buffer> {
  return new Map(
    readdirSync(join(contentDir, folder), { withFileTypes: true })
      .filter((entry) => !entry.name.startsWith('.') && entry.name !== 'README.md')
      .flatMap((entry): [string, Buffer][] => {
        const path = `${folder}/${entry.name}`;
        if (entry.isDirectory()) return [...filesUnder(contentDir, path)];
        return [[path, readFileSync(join(contentDir, path))]];
      }),
  );
}
