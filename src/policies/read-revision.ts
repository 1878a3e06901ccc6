import canonicalize from 'canonicalize';
import type { Ruleset } from '#rules/model.ts';
import { ContentError, gather, type Problem } from './content-error.ts';
import { sha256Hex } from '#rules/hash.ts';
import { followFrom } from '#rules/renumber.ts';
import { parseRuleset } from '#rules/ruleset.ts';
import type { EarlierText, Passing, Reading, Revision } from './model.ts';
import { parseLesson, type LessonSource } from './parse-lesson.ts';
import { parsePolicyText } from './parse-policy.ts';
import { parseScenario, type ScenarioSource } from './parse-scenario.ts';
import { readYaml, type Path } from './read-yaml.ts';
import { AmendmentFile, ReadingsFile } from './schemas.ts';

export type RevisionFiles = {
  policyId: string;
  /** The effective date. */
  id: string;
  ruleset: Ruleset;
  /** What its `policy.yaml` says of passing. */
  passing: Passing;
  /**
   * Every file of the release by its path in the manifest: `<policy>/<revision>/policy.md`. What an
   * amendment keeps from the revisions before it stands in their folders.
   */
  files: ReadonlyMap<string, Buffer>;
  /** What errors put before a path: `content/`. */
  prefix: string;
};

/** A revision, with where its parts stand, for the checks that compare one part with another. */
export type RevisionSource = {
  revision: Revision;
  lessons: LessonSource[];
  scenarios: ScenarioSource[];
  readings: {
    file: string;
    /** Where a part of a reading stands, by its place among the revision's. */
    placeOf: (index: number, path: Path) => { file: string; line: number };
  };
  /** The policy's text, and the line where a sentence of it stands. */
  text: { file: string; lineOf: (sentence: string) => number };
};

/**
 * Makes a revision of its files, each by its own form. Throws a ContentError with every file's
 * problems. That the parts fit one another is check-revision's question.
 */
export function readRevision({
  policyId,
  id,
  ruleset,
  passing,
  files,
  prefix,
}: RevisionFiles): RevisionSource {
  const problems: Problem[] = [];
  const folder = `${policyId}/${id}`;
  const name = (path: string) => `${prefix}${path}`;

  const policyPath = `${folder}/policy.md`;
  const text = gather(problems, () =>
    parsePolicyText(required(files, policyPath, prefix).toString('utf8'), name(policyPath)),
  );
  const earlier = gather(problems, () => readEarlier({ policyId, ruleset, files, prefix }));
  const amendment = gather(problems, () => readAmendment(files, folder, prefix));
  const readings = gather(problems, () =>
    readReadings({ policyId, id, files, prefix }, amendment?.withdrawn.readings ?? []),
  );
  const lessons = eachIn({ policyId, kind: 'lessons', ending: '.mdx', files }, (bytes, part) =>
    gather(problems, () => parseLesson(bytes, part.stem, name(part.path), part.folder)),
  ).sort((a, b) => a.lesson.order - b.lesson.order);
  const scenarios = eachIn({ policyId, kind: 'scenarios', ending: '.yaml', files }, (bytes, part) =>
    gather(problems, () =>
      inNumbersOf(ruleset, part.folder, parseScenario(bytes, part.stem, name(part.path))),
    ),
  );
  if (problems.length > 0 || !text || !readings) throw new ContentError(problems);

  const { manifest, releaseSha256, contents } = digest(files);
  const revision: Revision = {
    policyId,
    id,
    ...(amendment?.draft && { draft: amendment.draft }),
    ...text,
    policySha256: manifest[policyPath] ?? '',
    readings: readings.data,
    ruleset,
    earlier: earlier ?? [],
    rulesetSha256: manifest[`${folder}/ruleset.json`] ?? '',
    passing: { share: passing.share, critical: criticalIn(ruleset, passing) },
    lessons: lessons.map(({ lesson }) => lesson),
    scenarios: scenarios.map(({ scenario }) => scenario),
    manifest,
    releaseSha256,
    contents,
  };
  const lines = required(files, policyPath, prefix).toString('utf8').split('\n');
  const lineOf = (sentence: string) =>
    Math.max(
      0,
      lines.findIndex((line) => line.includes(sentence)),
    ) + 1;
  return { revision, lessons, scenarios, readings, text: { file: name(policyPath), lineOf } };
}

/** The manifest as it is stored and hashed. */
export function manifestJson(manifest: Readonly<Record<string, string>>): string {
  return canonicalize(manifest) ?? '';
}

function required(files: ReadonlyMap<string, Buffer>, path: string, prefix: string): Buffer {
  const bytes = files.get(path);
  if (bytes) return bytes;
  throw new ContentError([{ file: `${prefix}${path}`, line: 1, sentence: 'this file is missing' }]);
}

type Part = { path: string; folder: string; stem: string };
type Place = { policyId: string; kind: string; ending: string; files: ReadonlyMap<string, Buffer> };

/** Each lesson or scenario, whichever revision's folder it stands in, in the order of their names. */
function eachIn<T>(
  { policyId, kind, ending, files }: Place,
  read: (bytes: Buffer, part: Part) => T | undefined,
): T[] {
  return [...files]
    .flatMap(([path, bytes]) => {
      const [policy, revision, folder, name = ''] = path.split('/');
      if (policy !== policyId || folder !== kind || !name.endsWith(ending)) return [];
      const stem = name.slice(0, -ending.length);
      return [{ bytes, part: { path, folder: `${policy}/${revision}`, stem } }];
    })
    .sort((a, b) => (a.part.stem < b.part.stem ? -1 : 1))
    .flatMap(({ bytes, part }) => read(bytes, part) ?? []);
}

function readEarlier({
  policyId,
  ruleset,
  files,
  prefix,
}: Pick<RevisionFiles, 'policyId' | 'ruleset' | 'files' | 'prefix'>): EarlierText[] {
  return (ruleset.amends ?? []).map(({ revision: id }) => {
    const path = `${policyId}/${id}/policy.md`;
    const text = required(files, path, prefix).toString('utf8');
    const rules = required(files, `${policyId}/${id}/ruleset.json`, prefix).toString('utf8');
    const { clauses } = parsePolicyText(text, prefix + path);
    return { id, clauses, ruleset: parseRuleset(rules) };
  });
}

/** What an amendment says of itself; nothing of a first text. */
function readAmendment(files: ReadonlyMap<string, Buffer>, folder: string, prefix: string) {
  const path = `${folder}/amendment.yaml`;
  const bytes = files.get(path);
  if (!bytes) return undefined;
  return readYaml(AmendmentFile, { file: prefix + path, text: bytes.toString('utf8') }).data;
}

/** The readings of all revisions that stand here, a later one's in place of an earlier one's. */
function readReadings(
  { policyId, id, files, prefix }: Pick<RevisionFiles, 'policyId' | 'id' | 'files' | 'prefix'>,
  withdrawn: readonly string[],
): RevisionSource['readings'] & { data: Reading[] } {
  const own = `${policyId}/${id}/readings.yaml`;
  const paths = [...files.keys()]
    .filter((path) => path.startsWith(`${policyId}/`) && path.endsWith('/readings.yaml'))
    .sort();
  if (paths.length === 0) required(files, own, prefix);
  type Placed = { reading: Reading; file: string; lineOf: (path: Path) => number };
  const all = paths.reduce<Placed[]>((kept, path) => {
    const file = `${prefix}${path}`;
    const text = files.get(path)!.toString('utf8');
    const { data, lineOf } = readYaml(ReadingsFile, { file, text });
    const later = data.map(({ id, at, issue, adopted, alternative }, index) => ({
      reading: { id, at, issue, adopted, alternative },
      file,
      lineOf: (path: Path) => lineOf([index, ...path]),
    }));
    const ids = new Set(data.map((reading) => reading.id));
    return [...kept.filter(({ reading }) => !ids.has(reading.id)), ...later];
  }, []);
  const counting = all.filter(({ reading }) => !withdrawn.includes(reading.id));
  return {
    file: `${prefix}${paths.at(-1)}`,
    data: counting.map(({ reading }) => reading),
    placeOf: (index, path) => {
      const { file, lineOf } = counting[index]!;
      return { file, line: lineOf(path) };
    },
  };
}

/** A scenario kept from an earlier revision, with the sentences it offers under their numbers of today. */
function inNumbersOf(ruleset: Ruleset, folder: string, source: ScenarioSource): ScenarioSource {
  const revision = folder.split('/')[1]!;
  if (revision === ruleset.revision) return source;
  const follow = followFrom(revision, ruleset);
  const { scenario } = source;
  const offers = scenario.offers.flatMap((id) => follow(id) ?? []);
  return { ...source, scenario: { ...scenario, offers } };
}

/** `policy.yaml` names sentences by their first numbers, or by today's where they are new. */
function criticalIn(ruleset: Ruleset, { critical }: Passing): string[] {
  const [first] = ruleset.amends ?? [];
  if (!first) return critical;
  const follow = followFrom(first.revision, ruleset);
  return critical.flatMap((id) => follow(id) ?? []);
}

function digest(
  files: ReadonlyMap<string, Buffer>,
): Pick<Revision, 'manifest' | 'releaseSha256' | 'contents'> {
  const manifest: Revision['manifest'] = {};
  const contents: Revision['contents'] = new Map();
  for (const [path, bytes] of files) {
    const sha256 = sha256Hex(bytes);
    manifest[path] = sha256;
    contents.set(sha256, { mediaType: mediaTypeOf(path), bytes });
  }
  return { manifest, releaseSha256: sha256Hex(manifestJson(manifest)), contents };
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  md: 'text/markdown; charset=utf-8',
  mdx: 'text/mdx; charset=utf-8',
  yaml: 'application/yaml',
  json: 'application/json',
};

const mediaTypeOf = (path: string) =>
  MEDIA_TYPES[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
