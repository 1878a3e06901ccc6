import canonicalize from 'canonicalize';
import type { Ruleset } from '#rules/model.ts';
import { ContentError, gather, type Problem } from './content-error.ts';
import { sha256Hex } from '#rules/hash.ts';
import type { Passing, Revision } from './model.ts';
import { parseLesson, type LessonSource } from './parse-lesson.ts';
import { parsePolicyText } from './parse-policy.ts';
import { parseScenario, type ScenarioSource } from './parse-scenario.ts';
import { readYaml, type Path } from './read-yaml.ts';
import { ReadingsFile } from './schemas.ts';

export type RevisionFiles = {
  policyId: string;
  /** The effective date. */
  id: string;
  ruleset: Ruleset;
  /** What its `policy.yaml` says of passing. */
  passing: Passing;
  /** Every file of the release by its path in the manifest: `<policy>/<revision>/policy.md`. */
  files: ReadonlyMap<string, Buffer>;
  /** What errors put before a path: `content/`. */
  prefix: string;
};

/** A revision, with where its parts stand, for the checks that compare one part with another. */
export type RevisionSource = {
  revision: Revision;
  lessons: LessonSource[];
  scenarios: ScenarioSource[];
  readings: { file: string; lineOf: (path: Path) => number };
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
  const readingsPath = `${folder}/readings.yaml`;
  const readings = gather(problems, () => ({
    file: name(readingsPath),
    ...readYaml(ReadingsFile, {
      file: name(readingsPath),
      text: required(files, readingsPath, prefix).toString('utf8'),
    }),
  }));
  const lessons = eachIn(`${folder}/lessons/`, '.mdx', files, (bytes, stem, path) =>
    gather(problems, () => parseLesson(bytes, stem, name(path))),
  ).sort((a, b) => a.lesson.order - b.lesson.order);
  const scenarios = eachIn(`${folder}/scenarios/`, '.yaml', files, (bytes, stem, path) =>
    gather(problems, () => parseScenario(bytes, stem, name(path))),
  );
  if (problems.length > 0 || !text || !readings) throw new ContentError(problems);

  const { manifest, releaseSha256, contents } = digest(files);
  const revision: Revision = {
    policyId,
    id,
    ...text,
    policySha256: manifest[policyPath] ?? '',
    readings: readings.data.map(({ id, at, issue, adopted, alternative }) => ({
      id,
      at,
      issue,
      adopted,
      alternative,
    })),
    ruleset,
    rulesetSha256: manifest[`${folder}/ruleset.json`] ?? '',
    passing: { share: passing.share, critical: passing.critical },
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

/** Each file of a folder by its stem, in the order of their names. */
function eachIn<T>(
  folder: string,
  ending: string,
  files: ReadonlyMap<string, Buffer>,
  read: (bytes: Buffer, stem: string, path: string) => T | undefined,
): T[] {
  return [...files]
    .filter(([path]) => path.startsWith(folder) && path.endsWith(ending))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([path, bytes]) => read(bytes, path.slice(folder.length, -ending.length), path) ?? []);
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
