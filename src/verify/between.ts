import type { Hash } from '#ledger/merkle.ts';
import { verifyAssertion, type Assertion } from './assertion.ts';
import { assertionsIn } from './assertions.ts';
import type { Faults } from './faults.ts';
import { textOf, type Files } from './files.ts';
import { KeyChain } from './key-chain.ts';
import type { RecordFacts, Signed } from './record-facts.ts';

/** What the entries are compared with. */
export type Context = { files: Files; faults: Faults; now: Date };

/** What must be so between the entries, and between them and the other files. */
export class Between {
  readonly chain = new KeyChain();
  readonly kinds = new Map<string, number>();
  readonly unknown = new Set<string>();
  passkeys = 0;
  private readonly ids = new Set<string>();
  /** What each signed record says it is of: a later one may build on it. */
  private readonly signed = new Map<string, Signed>();
  private readonly withdrawn = new Set<string>();
  private readonly gone = new Map<number, string>();
  private readonly explained = new Set<number>();
  private readonly dangling = new Set<string>();
  private readonly missing = new Set<string>();
  private readonly releases = new Set<string>();
  private began = Number.NaN;
  private latest = Number.NEGATIVE_INFINITY;
  private latestEarlier = Number.NEGATIVE_INFINITY;
  private readonly reading: Context;
  private readonly assertions: Map<string, Assertion>;

  constructor(reading: Context) {
    this.reading = reading;
    this.assertions = assertionsIn(reading.files, reading.faults);
  }

  disposed(index: number, leaf: Hash): void {
    this.count('disposed');
    this.gone.set(index, leaf.toString('hex'));
  }

  record(index: number, facts: RecordFacts, line: Buffer): void {
    const { id, schema } = facts;
    const say = (sentence: string) =>
      this.reading.faults.add(`Entry ${index} (record ${id}): ${sentence}`);
    this.count(schema);
    if (!facts.known) this.unknown.add(schema);
    if (this.ids.has(id)) say('another record has the same id.');
    this.ids.add(id);
    for (const about of facts.about) if (!this.ids.has(about)) this.dangling.add(about);
    this.buildsOn(facts, say);
    if (facts.withdraws !== undefined) this.withdrawn.add(facts.withdraws);
    this.instant(index, facts, say);
    this.named(facts, say);
    this.key(index, facts, say);
    for (const one of facts.disposed ?? []) this.disposal(index, one, say);
    if (facts.hasPasskey) this.passkey(id, line, say);
  }

  end(): void {
    const { faults } = this.reading;
    for (const index of this.gone.keys()) {
      if (this.explained.has(index)) continue;
      faults.add(`Entry ${index} is gone, and no later entry says that it was disposed of.`);
    }
    // The id of what was disposed of is gone with it.
    if (this.dangling.size > this.gone.size) {
      faults.add(
        `Records are about ${[...this.dangling].join(', ')}, which this ledger never had.`,
      );
    }
    for (const id of this.assertions.keys()) {
      if (!this.ids.has(id) && this.gone.size === 0) {
        faults.add(`assertions.jsonl holds a passkey’s signature for ${id}, which is not here.`);
      } else if (this.ids.has(id)) {
        faults.add(`assertions.jsonl holds a passkey’s signature for ${id}, which needs none.`);
      }
    }
    for (const release of this.releases) this.manifest(release);
  }

  private count(kind: string): void {
    this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + 1);
  }

  /** Who was asked less had signed before: the same person, the same policy, that very revision. */
  private buildsOn({ id, signed, buildsOn }: RecordFacts, say: Say): void {
    // Looked up before it is noted: nothing builds on itself.
    const before = buildsOn && this.signed.get(buildsOn.attestation);
    if (signed) this.signed.set(id, signed);
    if (!signed || !buildsOn) return;
    if (buildsOn.attestation === id) return say('it builds on itself.');
    if (this.withdrawn.has(buildsOn.attestation)) {
      say(`it builds on record ${buildsOn.attestation}, which was withdrawn before.`);
    }
    // It may have been disposed of since.
    if (!before) return void this.dangling.add(buildsOn.attestation);
    const { person, policy, tracks } = signed;
    const gained = before.tracks && tracks?.find((track) => !before.tracks?.includes(track));
    if (gained !== undefined) {
      say(`it was asked less, although the person was not on the track “${gained}” before.`);
    }
    if (
      before.person === person &&
      before.policy === policy &&
      before.revision === buildsOn.since
    ) {
      return;
    }
    say(
      `it builds on record ${buildsOn.attestation}, which is not this person's of ${buildsOn.since}.`,
    );
  }

  /**
   * Nothing is of the future, and time goes on from entry to entry. What was signed before there was a
   * ledger was entered once it began, in the order signed; a record may wait for its passkey.
   */
  private instant(index: number, { at, waits, schema }: RecordFacts, say: Say): void {
    if (index === 0) this.began = at;
    if (at > this.reading.now.getTime()) say(`its time, ${said(at)}, lies in the future.`);
    if (schema.startsWith('policy-attestation/') && at < this.began) {
      if (at < this.latestEarlier) say('it was signed before the entry that stands before it.');
      this.latestEarlier = at;
      return;
    }
    if (at + waits < this.latest) {
      say(`its time, ${said(at)}, is before that of an earlier entry, ${said(this.latest)}.`);
    }
    if (at > this.latest) this.latest = at;
  }

  private named({ contents, scans, releases }: RecordFacts, say: Say): void {
    const { files } = this.reading;
    const all = [
      ...contents.map((sha256) => `contents/${sha256}`),
      ...scans.map((sha256) => `scans/${sha256}`),
    ];
    for (const path of all) {
      if (files.has(path) || this.missing.has(path)) continue;
      this.missing.add(path);
      say(`it names ${path}, which is not here.`);
    }
    for (const release of releases) this.releases.add(release);
  }

  private manifest(release: string): void {
    const { files, faults } = this.reading;
    const file = files.get(`contents/${release}`);
    if (!file) return;
    faults.try(
      () => {
        const named = JSON.parse(textOf(file)) as object;
        for (const sha256 of Object.values(named) as string[]) {
          if (!files.has(`contents/${sha256}`)) throw new Error(`contents/${sha256} is not here`);
        }
      },
      (reason) => `The release ${release} is not whole: ${reason}.`,
    );
  }

  private key(index: number, { key, schema }: RecordFacts, say: Say): void {
    if (index === 0 && !key) say('the first entry of a ledger names its key; this one does not.');
    if (!key || schema !== 'ledger-key/1') return;
    try {
      this.chain.take(index, key);
    } catch (error) {
      say(`${(error as Error).message}.`);
    }
  }

  private disposal(index: number, one: { index: number; leaf: string }, say: Say): void {
    const leaf = this.gone.get(one.index);
    if (one.index >= index || leaf === undefined) {
      say(`it says that entry ${one.index} was disposed of, and that entry is here.`);
    } else if (leaf !== one.leaf) {
      say(`it says that another record was entry ${one.index}.`);
    }
    this.explained.add(one.index);
  }

  private passkey(id: string, line: Buffer, say: Say): void {
    const assertion = this.assertions.get(id);
    if (!assertion) return say('it was signed with a passkey, whose signature is missing.');
    this.assertions.delete(id);
    this.passkeys += 1;
    try {
      verifyAssertion(line.toString('utf8'), assertion);
    } catch (error) {
      say((error as Error).message);
    }
  }
}

type Say = (sentence: string) => void;

const said = (at: number) => new Date(at).toISOString();
