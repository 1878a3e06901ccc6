import canonicalize from 'canonicalize';
import { z } from 'zod';
import { ITEM_KINDS, type Revision } from '#policies/model.ts';
import { compareSince } from '#policies/compare-revisions.ts';
import { revisionFromManifest } from '#policies/release.ts';
import { sha256Hex } from '#rules/hash.ts';
import { score } from '#training/key.ts';
import { lessonsAsked } from '#training/path.ts';
import { storedKey, type Keyed } from '#training/regrade/stored-key.ts';
import { reaches, resultOf, type GradedResult } from '#training/result.ts';
import type { Faults } from './faults.ts';
import { isTraining, Path } from './record-kinds.ts';

/** Finds bytes by their SHA-256 (hex), as `contents/` keeps them. */
export type Find = (sha256: string) => Buffer | undefined;

const text = z.string().min(1);
const points = z.number().min(0).max(1);
const Item = z.object({
  position: z.number().int(),
  scenario: text,
  scenarioSha256: text,
  telling: text,
  kind: z.enum(ITEM_KINDS),
  options: z.array(text),
  answers: z.array(z.object({ turn: z.number(), given: z.array(text), score: points })).min(1),
  regrades: z.array(z.object({ score: points, release: text })).optional(),
});
const Check = z.object({
  attempt: text,
  lesson: text,
  number: z.number().int(),
  release: text,
  ruleset: text,
  closedAt: z.iso.datetime(),
  counts: z.boolean(),
  items: z.array(Item).min(1),
});
const Trained = z.object({
  id: text,
  policy: z.object({ id: text, revision: text, sha256: text }),
  release: z.object({
    sha256: text,
    ruleset: text,
    manifest: z.record(z.string(), z.string()).optional(),
  }),
  path: Path.optional(),
  lessons: z.array(z.object({ id: text })),
  checks: z.array(Check),
  result: z.object({ score: z.number(), max: z.number(), needed: z.number() }),
  tracks: z.array(text),
  testedOut: z.array(text),
});
type Trained = z.infer<typeof Trained>;
type Check = z.infer<typeof Check>;

/** What has been scored again so far. */
export type Replayed = { records: number; checks: number; scores: number };

/**
 * Scores every stored answer again by the rules it was scored by: stored answers under the pinned rules
 * give the stored score, or somebody changed one of them. So it is with what HR scored anew, which
 * checks count, what they come to, and what passes.
 */
export class Replay {
  readonly done: Replayed = { records: 0, checks: 0, scores: 0 };
  private readonly find: Find;
  private readonly faults: Faults;

  constructor(find: Find, faults: Faults) {
    this.find = find;
    this.faults = faults;
  }

  /** Replays a record, unless it tells of no training in the portal. */
  async record(record: unknown): Promise<void> {
    const trained = trainingIn(record as Record<string, unknown>);
    if (!trained) return;
    const { success, data, error } = Trained.safeParse(trained);
    if (!success) {
      const field = error.issues[0]?.path.join('.');
      this.faults.add(`Record ${String(trained['id'])}: its field “${field}” cannot be replayed.`);
      return;
    }
    try {
      await this.replay(data);
    } catch (error) {
      this.faults.add(`Record ${data.id} cannot be replayed: ${(error as Error).message}.`);
    }
  }

  private async replay(record: Trained): Promise<void> {
    const say = (sentence: string) => this.faults.add(`Record ${record.id}: ${sentence}`);
    const signed = await this.release(record.release.sha256, record);
    if (
      signed.policySha256 !== record.policy.sha256 ||
      signed.rulesetSha256 !== record.release.ruleset ||
      signed.policyId !== record.policy.id ||
      signed.id !== record.policy.revision
    ) {
      say('the policy or the rules it names are not those of its release.');
    }
    const results = new Map<Check, GradedResult>();
    for (const check of record.checks) results.set(check, await this.check(record, check, say));
    this.counting(record, signed, say);
    this.outcome(record, results, say);
    this.done.records += 1;
  }

  private async check(record: Trained, check: Check, say: Say): Promise<GradedResult> {
    const revision = await this.release(check.release, record);
    const where = `check ${check.number} of “${check.lesson}”`;
    if (revision.rulesetSha256 !== check.ruleset) {
      say(`${where} names other rules than those of its release.`);
    }
    const items: Parameters<typeof resultOf>[0]['items'] = [];
    for (const [at, item] of check.items.entries()) {
      const place = `${where}, question ${item.position}`;
      if (item.position !== at + 1) say(`${place} stands out of its order.`);
      const asked = storedKey(revision, item);
      if (asked?.item.scenario.sha256 !== item.scenarioSha256) {
        say(`${place}: its release does not tell this story.`);
      }
      for (const answer of item.answers)
        this.compare(asked, answer.given, answer.score, place, say);
      let judged = { revision, keyed: asked };
      const last = item.answers.at(-1)!;
      for (const anew of item.regrades ?? []) {
        const judge = await this.release(anew.release, record);
        judged = { revision: judge, keyed: storedKey(judge, item) };
        this.compare(judged.keyed, last.given, anew.score, `${place}, scored anew`, say);
      }
      const stands = item.regrades?.at(-1)?.score ?? last.score;
      if (!judged.keyed) continue;
      const by = { revision: judged.revision, item: judged.keyed.item };
      items.push({ answer: { score: stands }, judged: by });
    }
    this.done.checks += 1;
    const closedAt = new Date(check.closedAt);
    const row = { id: check.attempt, number: check.number, closedAt, startedAt: closedAt };
    return resultOf({ row, revision, items });
  }

  private compare(
    keyed: Keyed | undefined,
    given: string[],
    stored: number,
    place: string,
    say: Say,
  ): void {
    this.done.scores += 1;
    if (!keyed) return say(`${place}: the rules know no such question.`);
    const replayed = score(keyed.key, given);
    if (isSame(stored, replayed)) return;
    say(`${place}: the record says ${stored} for the answer, the rules give ${replayed}.`);
  }

  /** The latest check of each lesson that binds the person counts, and no other. */
  private counting(record: Trained, signed: Revision, say: Say) {
    const { checks, tracks, lessons, testedOut, path } = record;
    const followed = path ? { path: path.asked, since: path.since } : EVERYTHING;
    const asked = lessonsAsked(signed, followed, new Set(tracks));
    const binding = new Map(asked.map((lesson) => [lesson.id, lesson]));
    const latest = new Map<string, Check>();
    for (const check of checks) {
      if (check.number > (latest.get(check.lesson)?.number ?? 0)) latest.set(check.lesson, check);
    }
    for (const check of checks) {
      const counts = binding.has(check.lesson) && latest.get(check.lesson) === check;
      if (counts === check.counts) continue;
      const word = check.counts ? 'is said to count and does not' : 'counts and is said not to';
      say(`check ${check.number} of “${check.lesson}” ${word}.`);
    }
    // Where a duty changed since, signing again takes more than a look back or the signature.
    const again = path && path.asked !== 'changes' && path.since !== signed.id;
    if (again && compareSince(signed, path.since).outcome === 'duties') {
      say(`it was asked as if the duties were those of ${path.since}, and they are not.`);
    }
    const learned = new Set([...lessons.map(({ id }) => id), ...testedOut]);
    for (const [lesson, { graded }] of binding) {
      if (graded > 0 && !latest.has(lesson)) say(`the check of “${lesson}” is missing.`);
      if (!learned.has(lesson)) say(`“${lesson}” was neither read nor tested out.`);
    }
  }

  private outcome({ checks, result }: Trained, results: Map<Check, GradedResult>, say: Say) {
    const counting = checks.flatMap((check) => (check.counts ? [results.get(check)!] : []));
    const total = (of: 'score' | 'max' | 'needed') =>
      counting.reduce((sum, one) => sum + one[of], 0);
    for (const what of ['score', 'max', 'needed'] as const) {
      // Stored to four places, as it is shown.
      const replayed = what === 'needed' ? Number(total(what).toFixed(4)) : total(what);
      if (isSame(result[what], replayed)) continue;
      say(`its result says ${what} ${result[what]}, its checks come to ${replayed}.`);
    }
    if (!reaches(total('score'), total('needed'))) {
      say(`its checks come to ${total('score')} and ${total('needed')} would pass.`);
    }
    const missed = [...new Set(counting.flatMap(({ missedCritical }) => missedCritical))];
    if (missed.length > 0) {
      say(`it passes although a question about ${missed.join(', ')}, which must be right, is not.`);
    }
  }

  /** A release by its hash: from `contents/`, or from the record that holds its manifest itself. */
  private release(sha256: string, { release }: Trained): Promise<Revision> {
    let revision = opened.get(sha256);
    if (!revision) {
      const own = release.sha256 === sha256 && release.manifest && canonicalize(release.manifest);
      const stored = this.find(sha256)?.toString('utf8');
      revision = this.open(sha256, stored ?? (own || undefined));
      opened.set(sha256, revision);
      revision.catch(() => opened.delete(sha256));
    }
    return revision;
  }

  private async open(sha256: string, manifest: string | undefined): Promise<Revision> {
    if (manifest === undefined) throw new Error(`its release ${sha256} is not in contents`);
    if (sha256Hex(manifest) !== sha256) throw new Error(`its release is not ${sha256}`);
    return revisionFromManifest(manifest, (content) => {
      const bytes = this.find(content);
      if (!bytes) throw new Error(`the content ${content} of its release is missing`);
      return bytes;
    });
  }
}

/** A release is what its hash says, wherever its bytes lay: it is read once. */
const opened = new Map<string, Promise<Revision>>();

type Say = (sentence: string) => void;

const EVERYTHING = { path: 'full', since: null } as const;

/** What there is to replay: by its schema, not by the fields that somebody may have left out. */
function trainingIn(record: Record<string, unknown>): Record<string, unknown> | undefined {
  const schema = String(record['schema']);
  if (!isTraining(schema)) return undefined;
  if (schema !== 'paper-attestation/1') return record;
  const training = (record['training'] ?? {}) as Record<string, unknown>;
  if (training['where'] === 'in-person') return undefined;
  const { path, lessons, checks, result, tracks, testedOut } = training;
  return { ...record, path, lessons, checks, result, tracks, testedOut };
}

function isSame(stored: number, replayed: number): boolean {
  return Math.abs(stored - replayed) < 1e-9;
}
