import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { beforeAll, describe, expect, test } from 'vitest';
import { sha256Hex } from '#rules/hash.ts';
import { verifyExport } from '#verify/check-export.ts';
import { filesInTar } from '#verify/tar.ts';
import { inMemory } from '#verify/files.ts';
import type { Asked } from '#verify/verdict.ts';
import { seeded } from '../bench/cases.ts';
import {
  asFiles,
  headOf,
  keyLine,
  leafOf,
  makeSigner,
  printed,
  seal,
  sign,
  toTar,
  type Parts,
} from './export-fixture.ts';
import { LATER, schoolParts } from './school-export.ts';

/** Alice's record, and Bob's with a score given anew; the rest is made by hand in `school-export.ts`. */
const [ALICE, BOB, ROTATION, PASSKEY, DISPOSED, DECLINE, CORRECTION, DISPOSAL] = [
  1, 2, 3, 4, 5, 6, 7, 8,
];

let whole: Parts;
let sealed: Map<string, Buffer>;
beforeAll(async () => {
  whole = await schoolParts();
  sealed = seal(whole);
});

const asked = (more: Partial<Asked> = {}): Asked => ({
  trusted: [printed(whole.signers[0]!.signer)],
  replay: false,
  now: LATER,
  ...more,
});

/** What is said of these files. */
async function said(files: ReadonlyMap<string, Buffer>, more: Partial<Asked> = {}) {
  return (await verifyExport(asFiles(files), asked(more))).faults.join('\n');
}

/** What is said when parts are changed and everything is sealed and signed anew with the right keys. */
async function saidOf(change: (parts: Parts) => void, more: Partial<Asked> = {}) {
  const parts: Parts = {
    ...whole,
    lines: [...whole.lines],
    signers: [...whole.signers],
    contents: new Map(whole.contents),
    assertions: new Map(whole.assertions),
    heads: [...whole.heads],
    timestamps: new Map(whole.timestamps),
  };
  change(parts);
  return said(seal(parts), more);
}

/** What is said when the record of an entry is changed and all is signed anew. */
async function saidOfRecord(at: number, change: (record: any) => void, more: Partial<Asked> = {}) {
  return saidOf(({ lines }) => {
    const record = JSON.parse(lines[at]!);
    change(record);
    lines[at] = canonicalize(record)!;
  }, more);
}

const REPLAY = { replay: true };

test('a whole export holds, with every score replayed', async () => {
  expect(whole.lines[BOB]).toContain('"regrades":[{');
  const verdict = await verifyExport(asFiles(sealed), asked(REPLAY));
  expect(verdict).toMatchObject({ faults: [], count: 0 });
  const told = verdict.told.join('\n');
  expect(told).toContain(
    'Entries: 9 (2 ledger-key/1, 2 policy-attestation/2, 1 policy-attestation/1',
  );
  expect(told).toContain('Passkey signatures: 1');
  expect(told).toMatch(/Replayed: \d{2,} scores in \d{2,} checks of 3 records/);
  expect(verdict.notes).toEqual([]);
});

test('without a key from elsewhere it says that the key has to be compared', async () => {
  const { count, notes } = await verifyExport(asFiles(sealed), asked({ trusted: [] }));
  expect(count).toBe(0);
  expect(notes.join('\n')).toContain('Compare it with the one that the City published');
});

/** A thousand flipped bits, in turn anywhere and in a file drawn for itself: small files get their share. */
const FLIPS = 1000;
function flips(bytes: ReadonlyMap<string, Buffer>, seed: number) {
  const draw = seeded(seed);
  const paths = [...bytes.keys()];
  const total = paths.reduce((sum, path) => sum + bytes.get(path)!.length, 0);
  return Array.from({ length: FLIPS }, (_, turn) => {
    let path = paths[draw(paths.length)]!;
    if (turn % 2 === 0) {
      let left = draw(total);
      path = paths.find((one) => (left -= bytes.get(one)!.length) < 0)!;
    }
    return { path, bit: draw(bytes.get(path)!.length * 8) };
  });
}

function flip(bytes: Buffer, bit: number): void {
  bytes[bit >> 3]! ^= 1 << (bit & 7);
}

test(`each of ${FLIPS} flipped bits is seen in a folder`, async () => {
  const unseen: string[] = [];
  const files = new Map([...sealed].map(([path, bytes]) => [path, Buffer.from(bytes)]));
  for (const { path, bit } of flips(files, 1)) {
    flip(files.get(path)!, bit);
    const found = await said(files).catch((error: Error) => error.message);
    if (found === '') unseen.push(`${path}, bit ${bit}`);
    flip(files.get(path)!, bit);
  }
  expect(unseen).toEqual([]);
  expect(await said(files)).toBe('');
});

test(`each of ${FLIPS} flipped bits is seen in a tar`, async () => {
  const unseen: string[] = [];
  const tar = toTar(sealed);
  const check = async () => {
    const { faults } = await verifyExport(filesInTar(inMemory(tar)), asked());
    return faults.join('\n');
  };
  expect(await check()).toBe('');
  for (const { bit } of flips(new Map([['tar', tar]]), 2)) {
    flip(tar, bit);
    const found = await check().catch((error: Error) => error.message);
    if (found === '') unseen.push(`bit ${bit}`);
    flip(tar, bit);
  }
  expect(unseen).toEqual([]);
});

test('every bit of a tar’s headers, fillings and end is seen', () => {
  const tar = toTar(new Map([['a/b', Buffer.from('text\n')]]));
  const names = () => [...filesInTar(inMemory(tar)).keys()];
  expect(names()).toEqual(['a/b']);
  for (let bit = 0; bit < tar.length * 8; bit += 1) {
    if (bit >> 3 >= 512 && bit >> 3 < 517) continue;
    flip(tar, bit);
    expect(names, `bit ${bit}`).toThrow('not as it was written');
    flip(tar, bit);
  }
  for (const size of [1024, 1536, 2047, 512, 0])
    expect(() => filesInTar(inMemory(tar.subarray(0, size))), `${size}`).toThrow('cut short');
});

describe('changed without the ledger’s keys', () => {
  const resigned = (change: (files: Map<string, Buffer>) => void) => {
    const files = new Map(sealed);
    change(files);
    return said(sign(files, whole.signers.at(-1)!.signer));
  };
  const linesChanged = (change: (lines: string[]) => string[]) =>
    resigned((files) => {
      const lines = files.get('records.jsonl')!.toString().trimEnd().split('\n');
      files.set('records.jsonl', Buffer.from(`${change(lines).join('\n')}\n`));
    });

  test('a log that is cut short', async () => {
    const found = await linesChanged((lines) => lines.slice(0, -1));
    expect(found).toContain('The newest signed head is of 9 entries, and 8 are here.');
    const torn = await resigned((files) => {
      const bytes = files.get('records.jsonl')!;
      files.set('records.jsonl', bytes.subarray(0, bytes.length - 10));
    });
    expect(torn).toContain('records.jsonl does not end with a whole line');
  });

  test('two lines that changed places, and one that is missing', async () => {
    const swapped = await linesChanged(([a, b, c, ...rest]) => [a!, c!, b!, ...rest]);
    expect(swapped).toContain('The entries are not those that the newest head was signed over');
    const missing = await linesChanged(([a, b, , ...rest]) => [a!, b!, ...rest]);
    expect(missing).toContain('The newest signed head is of 9 entries, and 8 are here.');
  });

  test('a head that somebody else signed', async () => {
    const forged = makeSigner();
    const signers = [{ from: 1, signer: forged }];
    const found = await resigned((files) =>
      files.set('checkpoint', Buffer.from(headOf({ ...whole, signers }, 9))),
    );
    expect(found).toContain(
      'checkpoint is not a signed head of this ledger: no known key has signed this note.',
    );
  });

  test('a file that is gone, changed, or there beside', async () => {
    const [path] = [...sealed.keys()].filter((one) => one.startsWith('contents/'));
    const without = new Map(sealed);
    without.delete(path!);
    expect(await said(without)).toContain(`${path} is missing`);
    expect(await said(new Map(sealed).set(path!, Buffer.from('x')))).toContain(
      `${path} was changed`,
    );
    expect(await said(new Map(sealed).set('more', Buffer.from('x')))).toContain('more is not part');
    const unsigned = new Map(sealed);
    unsigned.delete('manifest.note');
    expect(await said(unsigned)).toContain('manifest.note does not hold');
    const renamed = await resigned((files) => {
      files.set(`contents/${'0'.repeat(64)}`, files.get(path!)!);
    });
    expect(renamed).toContain('does not hold the bytes that its name says');
  });

  test('a manifest that another key signed as well, or that the older key signed', async () => {
    const [old, now] = whole.signers.map(({ signer }) => signer);
    const note = sealed.get('manifest.note')!.toString();
    const other = sign(sealed, makeSigner()).get('manifest.note')!.toString();
    const both = `${note}${other.slice(other.lastIndexOf('\n\n') + 2)}`;
    expect(await said(new Map(sealed).set('manifest.note', Buffer.from(both)))).toContain(
      'somebody else has signed it, too',
    );
    expect(now).not.toBe(old);
    expect(await said(sign(sealed, old!))).toContain('no known key has signed this note');
  });
});

describe('another ledger', () => {
  test('the key that one trusts is not among its keys', async () => {
    const found = await said(sealed, { trusted: [printed(makeSigner())] });
    expect(found).toContain('The key you trust is none of this ledger’s');
  });

  test('all of it made up under a key of its own', async () => {
    const forged = makeSigner();
    const found = await saidOf((parts) => {
      parts.lines = parts.lines.slice(0, 3);
      parts.lines[0] = keyLine(forged, JSON.parse(whole.lines[0]!).at);
      parts.signers = [{ from: 1, signer: forged }];
      parts.heads = [];
      parts.assertions.clear();
    });
    expect(found).toBe(
      'The key you trust is none of this ledger’s: these records are signed by another key.',
    );
  });
});

describe('a change of the key', () => {
  test('that the key before did not sign', async () => {
    const files = new Map(sealed);
    const size = ROTATION + 1;
    const alone = headOf(
      { ...whole, signers: whole.signers.slice(1).map((one) => ({ ...one, from: 1 })) },
      size,
    );
    files.set(`checkpoints/${size}`, Buffer.from(alone));
    expect(await said(sign(files, whole.signers.at(-1)!.signer))).toContain(
      `checkpoints/${size} is not a signed head of this ledger`,
    );
  });

  test('whose head is missing', async () => {
    const size = ROTATION + 1;
    const found = await saidOf(
      (parts) => (parts.heads = parts.heads.filter((one) => one !== size)),
    );
    expect(found).toContain(`checkpoints/${size}, the head that both keys signed at a rotation`);
  });

  test('that says to replace another key than the one before', async () => {
    const found = await saidOfRecord(
      ROTATION,
      (record) => (record.replaces = printed(makeSigner())),
    );
    expect(found).toContain('the key it says to replace is not the one before');
  });

  test('after which the old key went on signing', async () => {
    const files = new Map(sealed);
    const signers = whole.signers.slice(0, 1);
    files.set('checkpoint', Buffer.from(headOf({ ...whole, signers }, 9)));
    expect(await said(sign(files, whole.signers.at(-1)!.signer))).toContain(
      'checkpoint is not a signed head of this ledger: no known key has signed this note.',
    );
  });

  test('and keys.txt holds what the ledger names', async () => {
    const files = new Map(sealed);
    const newest = printed(whole.signers.at(-1)!.signer);
    files.set('keys.txt', Buffer.from(`${newest}\n`));
    expect(await said(sign(files, whole.signers.at(-1)!.signer))).toContain(
      'keys.txt does not hold',
    );
  });
});

describe('an older checkpoint', () => {
  test('is the beginning of the ledger, whichever key signed it', async () => {
    for (const size of [1, 2, ROTATION, ROTATION + 1, 8, 9])
      expect(await said(sealed, { since: headOf(whole, size) })).toBe('');
  });

  test('over other entries, of more entries, or of another ledger does not fit', async () => {
    const other = headOf({ ...whole, lines: ['x', ...whole.lines.slice(1)] }, 2);
    expect(await said(sealed, { since: other })).toContain(
      'the older checkpoint does not fit: the first 2 entries are not those that it was signed over.',
    );
    const more = headOf({ ...whole, lines: [...whole.lines, 'x'] }, 10);
    expect(await said(sealed, { since: more })).toContain('only 9 are here: some are gone');
    const foreign = headOf({ ...whole, signers: [{ from: 1, signer: makeSigner() }] }, 2);
    expect(await said(sealed, { since: foreign })).toContain('no known key has signed this note');
    expect(await said(sealed, { since: 'hello\n' })).toContain(
      'the older checkpoint is not a signed',
    );
  });
});

describe('records sealed and signed anew by whoever holds the keys', () => {
  test('not in canonical form', async () => {
    const found = await saidOf(({ lines }) => (lines[ALICE] = lines[ALICE]!.replace(',', ', ')));
    expect(found).toContain('Entry 1 cannot be read: its bytes are not canonical JSON.');
  });

  test('with a field that is missing, or an id twice', async () => {
    expect(await saidOfRecord(ALICE, (record) => delete record.typedName)).toContain(
      'its field “typedName” is not as a policy-attestation/2 has it',
    );
    const { id } = JSON.parse(whole.lines[BOB]!);
    expect(await saidOfRecord(PASSKEY, (record) => (record.id = id))).toContain('has the same id');
  });

  test('of the future, or out of their order', async () => {
    expect(await said(sealed, { now: new Date(LATER.getTime() - 1) })).toContain(
      'lies in the future',
    );
    expect(
      await saidOfRecord(DECLINE, (record) => (record.at = '2026-11-22T15:00:00.000Z')),
    ).toContain('its time, 2026-11-22T15:00:00.000Z, is before that of an earlier entry');
    // Signed before there was a ledger, and entered when it began.
    const early = (record: { signedAt: string }) => (record.signedAt = '2026-11-20T15:00:00.000Z');
    expect(await saidOfRecord(ALICE, early)).toBe('');
  });

  test('whose statement is not the one that was hashed', async () => {
    const found = await saidOfRecord(ALICE, ({ statement }) => (statement.text += ' Not.'));
    expect(found).toContain('the text of its statement is not the one that its hash names');
  });

  test('that name bytes which are not here', async () => {
    const { scenarioSha256 } = JSON.parse(whole.lines[ALICE]!).checks[1].items[0];
    const found = await saidOf(({ contents }) => contents.delete(scenarioSha256));
    expect(found).toContain(`it names contents/${scenarioSha256}, which is not here`);
    const { sha256 } = JSON.parse(whole.lines[ALICE]!).release;
    expect(await saidOf(({ contents }) => contents.delete(sha256))).toContain(sha256);
  });

  test('that are gone without a word, or said to be gone and here', async () => {
    const other = leafOf('another').toString('hex');
    const found = await saidOf(({ lines }) => (lines[DISPOSED] = `disposed ${other}`));
    expect(found).toContain('it says that another record was entry 5');
    const silent = await saidOf(({ lines }) => {
      lines[DECLINE] = `disposed ${leafOf(lines[DECLINE]!).toString('hex')}`;
    });
    expect(silent).toBe('Entry 6 is gone, and no later entry says that it was disposed of.');
    const here = await saidOfRecord(DISPOSAL, (record) => {
      record.entries.push({ ...record.entries[0], index: DECLINE });
    });
    expect(here).toContain('it says that entry 6 was disposed of, and that entry is here.');
  });

  test('that correct a record which never was', async () => {
    const found = await saidOfRecord(CORRECTION, (record) => {
      [record.about, record.supersedes] = ['nobody', 'nothing'];
    });
    expect(found).toContain('Records are about nobody, nothing, which this ledger never had.');
  });

  test('whose passkey signed something else, or nothing', async () => {
    expect(await saidOfRecord(PASSKEY, (record) => (record.typedName = 'Alice'))).toContain(
      'The passkey signed another record',
    );
    expect(await saidOf(({ assertions }) => assertions.clear())).toContain(
      'it was signed with a passkey, whose signature is missing',
    );
    const [, assertion] = [...whole.assertions][0]!;
    const { id } = JSON.parse(whole.lines[BOB]!);
    expect(await saidOf(({ assertions }) => assertions.set(id, assertion))).toContain(
      `a passkey’s signature for ${id}, which needs none`,
    );
  });
});

describe('the replay, with everything hashed and signed anew', () => {
  type Item = {
    kind: string;
    answers: { given: string[]; score: number }[];
    regrades?: { score: number }[];
  };
  const itemOf = (record: any, check: number, item = 0): Item => record.checks[check].items[item];

  test('sees a changed score', async () => {
    const change = (record: any) => (itemOf(record, 1).answers[0]!.score = 0.5);
    const { id, checks } = JSON.parse(whole.lines[ALICE]!);
    expect(await saidOfRecord(ALICE, change)).toBe('');
    expect(await saidOfRecord(ALICE, change, REPLAY)).toContain(
      `Record ${id}: check ${checks[1].number} of “${checks[1].lesson}”, question 1: ` +
        'the record says 0.5 for the answer, the rules give 1.',
    );
  });

  test('sees a changed answer', async () => {
    const found = await saidOfRecord(
      ALICE,
      (record) => (itemOf(record, 1).answers[0]!.given = ['nothing of this']),
      REPLAY,
    );
    expect(found).toContain('the record says 1 for the answer, the rules give 0.');
  });

  test('sees a score given anew that the later release does not give', async () => {
    const found = await saidOfRecord(
      BOB,
      (record) => {
        const anew = record.checks
          .flatMap((check: { items: Item[] }) => check.items)
          .find((item: Item) => item.regrades);
        anew.regrades[0].score = 0.5;
      },
      REPLAY,
    );
    expect(found).toContain('scored anew: the record says 0.5 for the answer, the rules give 1.');
  });

  test('sees a result that its checks do not come to, and one that does not pass', async () => {
    const result = (change: object) =>
      saidOfRecord(ALICE, (record) => Object.assign(record.result, change), REPLAY);
    expect(await result({ score: 1 })).toContain('its result says score 1, its checks come to 35.');
    expect(await result({ needed: 1 })).toContain(
      'its result says needed 1, its checks come to 28.',
    );
    expect(await result({ max: 100 })).toContain('its result says max 100, its checks come to 35.');
  });

  test('sees another check counted than the latest', async () => {
    const found = await saidOfRecord(
      ALICE,
      (record) => {
        const taken = record.checks.filter((one: any) => one.lesson === 'C.3-identification');
        for (const check of taken) check.counts = !check.counts;
      },
      REPLAY,
    );
    expect(found).toContain('check 1 of “C.3-identification” is said to count and does not.');
    expect(found).toContain('check 2 of “C.3-identification” counts and is said not to.');
  });

  test('sees a check or a reading left out, and a story that was another', async () => {
    expect(await saidOfRecord(ALICE, (record) => record.checks.splice(2), REPLAY)).toMatch(
      /the check of “[^”]+” is missing/,
    );
    expect(await saidOfRecord(ALICE, (record) => (record.lessons = []), REPLAY)).toContain(
      'was neither read nor tested out',
    );
    const { sha256 } = JSON.parse(whole.lines[ALICE]!).release;
    const retold = (record: any) => (record.checks[1].items[0].scenarioSha256 = sha256);
    expect(await saidOfRecord(ALICE, retold, REPLAY)).toContain(
      'its release does not tell this story',
    );
  });

  test('sees rules that are not those of the release', async () => {
    const other = sha256Hex(whole.contents.get(JSON.parse(whole.lines[ALICE]!).policy.sha256)!);
    const found = await saidOfRecord(ALICE, (record) => (record.release.ruleset = other), REPLAY);
    expect(found).toContain('the policy or the rules it names are not those of its release');
  });
});

describe('a training that would not be replayed', () => {
  const unread = (change: (record: any) => void) => saidOfRecord(ALICE, change, REPLAY);
  const scan = sha256Hex('a scan');
  /** Alice's record as one on paper, with what she was trained in the portal. */
  const onPaper = (record: any) => {
    const { lessons, checks, result, tracks, testedOut, signedAt, ...rest } = record;
    for (const key of Object.keys(record)) delete record[key];
    Object.assign(record, rest, {
      schema: 'paper-attestation/1',
      how: 'paper',
      training: { where: 'portal', lessons, checks, result, tracks, testedOut },
      signedOn: '2026-11-22',
      scans: [{ sha256: scan, mediaType: 'image/png' }],
      recordedBy: { number: 'E2', name: 'Bob Example', title: 'Tester' },
      recordedAt: signedAt,
    });
    for (const key of ['sequence', 'seen', 'typedName']) delete record[key];
  };
  /** What is said of it, but that its scan is not here and that a correction names its id. */
  const ofPaper = async (change: (record: any) => void) => {
    const found = await unread((record) => {
      onPaper(record);
      change(record);
    });
    return found
      .split('\n')
      .filter((one) => !one.includes(`scans/${scan}`))
      .join('\n');
  };

  test('has no checks, or something else in their place', async () => {
    expect(await unread((record) => delete record.checks)).toContain(
      'its field “checks” is not as a policy-attestation/2 has it',
    );
    expect(await unread((record) => (record.checks = {}))).toContain('its field “checks” is not');
    expect(await unread((record) => (record.checks = []))).toMatch(/the check of “.+” is missing/);
    expect(await unread((record) => delete record.release)).toContain('its field “release” is not');
  });

  test('is said to have been signed on paper', async () => {
    expect(await unread((record) => (record.schema = 'paper-attestation/1'))).toContain(
      'is not as a paper-attestation/1 has it',
    );
    expect(await ofPaper(() => undefined)).toBe('');
    for (const field of 'how person training signedOn scans recordedBy recordedAt'.split(' '))
      expect(await ofPaper((record) => delete record[field]), field).toContain(
        `its field “${field}” is not as a paper-attestation/1 has it`,
      );
    expect(await ofPaper((record) => (record.scans = []))).toContain('its field “scans” is not');
  });

  test('is replayed on paper, too, by its own release', async () => {
    const wrong = (record: any) => (record.training.checks[1].items[0].answers[0].score = 0.5);
    expect(await ofPaper(wrong)).toContain('the record says 0.5 for the answer');
    const hidden = (record: any) => (record.training.where = 'elsewhere');
    expect(await ofPaper(hidden)).toContain('its field “training.where” is not');
    const both = (record: any) =>
      Object.assign(record.training, {
        where: 'in-person',
        heldOn: '2026-11-20',
        trainer: 'Tess Trainer',
      });
    expect(await ofPaper(both)).toContain('its field “training” is not');
  });

  test('held in person has nothing to replay', async () => {
    const training = { where: 'in-person', heldOn: '2026-11-20', trainer: 'Tess Trainer' };
    expect(await ofPaper((record) => Object.assign(record, { training }))).toBe('');
  });

  test('is of a form that this program does not know, where other records may be', async () => {
    for (const schema of ['policy-attestation/3', 'paper-attestation/2', 'other-attestation/1'])
      expect(await unread((record) => (record.schema = schema))).toContain(
        `Entry 1 cannot be read: it is a training of the form “${schema}”, which this program does not know`,
      );
  });

  test('is of a form whose name every object knows', async () => {
    for (const schema of ['constructor', 'toString', '__proto__']) {
      const files = seal({ ...whole, lines: [...whole.lines, `{"id":"x","schema":"${schema}"}`] });
      const { faults, notes } = await verifyExport(asFiles(files), asked());
      expect(faults).toEqual([]);
      expect(notes.join()).toContain(`Records of the form “${schema}” are unknown`);
    }
  });
});

describe('a record signed on a shared tablet', () => {
  /** Alice's record as one that she signed with a code, before Wanda. */
  const atKiosk = (record: any) => {
    const { signedAt } = record;
    const { signedInAt } = record.authentication;
    const issuedBy = { number: 'E2', name: 'Bob Example' };
    Object.assign(record, {
      schema: 'kiosk-attestation/1',
      authentication: {
        method: 'kiosk-code',
        signedInAt,
        stepUp: { method: 'kiosk-code', at: signedAt, issuedBy, issuedAt: signedInAt },
      },
      witness: {
        number: 'W-1',
        name: 'Wanda Witness',
        title: 'Foreman',
        method: 'password',
        at: signedAt,
      },
    });
  };
  const ofKiosk = async (change: (record: any) => void = () => undefined) =>
    saidOfRecord(
      ALICE,
      (record) => {
        atKiosk(record);
        change(record);
      },
      REPLAY,
    );

  test('pain 25: is of a known form, and replayed like any other', async () => {
    expect(await ofKiosk()).toBe('');
    const wrong = (record: any) => (record.checks[1].items[0].answers[0].score = 0.5);
    expect(await ofKiosk(wrong)).toContain('the record says 0.5 for the answer');
    expect(await ofKiosk((record) => (record.checks = []))).toMatch(/the check of “.+” is missing/);
  });

  test('with another witness is another record than the ledger has', async () => {
    const parts = { ...whole, lines: [...whole.lines] };
    const record = JSON.parse(parts.lines[ALICE]!);
    atKiosk(record);
    parts.lines[ALICE] = canonicalize(record)!;
    const files = seal(parts);
    expect(await said(files)).toBe('');
    const changed = files
      .get('records.jsonl')!
      .toString()
      .replace('Wanda Witness', 'Wendy Witness');
    files.set('records.jsonl', Buffer.from(changed));
    const resealed = sign(files, parts.signers.at(-1)!.signer);
    expect(await said(resealed)).toContain('The entries are not those that the newest head');
  });

  test('says who the witness was, when, and who printed the code', async () => {
    for (const field of ['witness', 'consent', 'sequence', 'build'])
      expect(await ofKiosk((record) => delete record[field]), field).toContain(
        `its field “${field}” is not as a kiosk-attestation/1 has it`,
      );
    for (const field of ['number', 'name', 'title', 'method', 'at'])
      expect(await ofKiosk(({ witness }) => delete witness[field]), field).toContain(
        `its field “witness.${field}” is not`,
      );
    const issued = await ofKiosk((record) => delete record.authentication.stepUp.issuedBy);
    expect(issued).toContain('its field “authentication.stepUp.issuedBy” is not');
  });

  test('has a witness who is somebody else and saw it before it was kept', async () => {
    const own = (record: any) => (record.witness.number = record.person.number);
    expect(await ofKiosk(own)).toContain('its field “witness.number” is not');
    const late = (record: any) => (record.witness.at = '2027-01-01T00:00:00.000Z');
    expect(await ofKiosk(late)).toContain('its field “witness.at” is not');
  });

  test('cannot pass for one without a witness', async () => {
    const plain = (record: any) => {
      record.schema = 'policy-attestation/2';
      delete record.witness;
    };
    expect(await ofKiosk(plain)).toContain('its field “authentication” is not');
  });
});

describe('an RFC 3161 timestamp', () => {
  test('is over the head that it lies beside', async () => {
    const good = await saidOf(({ timestamps }) => timestamps.set(2, timestampOver));
    expect(good).toBe('');
    const other = await saidOf(({ timestamps }) => timestamps.set(2, () => timestampOver('other')));
    expect(other).toContain(
      'timestamps/2.tsr is no timestamp over checkpoints/2: it is about other',
    );
    const none = await saidOf(({ timestamps }) =>
      timestamps.set(2, () => Buffer.from('0000', 'hex')),
    );
    expect(none).toContain('it is no RFC 3161 timestamp');
  });

  test('is left to OpenSSL for who made it', async () => {
    const files = seal({ ...whole, timestamps: new Map([[2, timestampOver]]) });
    const { notes } = await verifyExport(asFiles(files), asked());
    expect(notes.join()).toContain('openssl ts -verify');
  });
});

/** As much of a TimeStampResp as says what it is about. */
function timestampOver(note: string): Buffer {
  const der = (tag: number, ...parts: Buffer[]): Buffer => {
    const value = Buffer.concat(parts);
    const length = value.length < 128 ? [value.length] : [0x81, value.length];
    return Buffer.concat([Buffer.from([tag, ...length]), value]);
  };
  const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
  const one = der(0x02, Buffer.from([1]));
  const hash = createHash('sha256').update(note).digest();
  const imprint = der(0x30, der(0x30, oid('608648016503040201'), der(0x05)), der(0x04, hash));
  const time = der(0x18, Buffer.from('20261122160000Z'));
  const info = der(0x30, one, oid('2a0304'), imprint, one, time);
  const content = der(0x30, oid('2a864886f70d0109100104'), der(0xa0, der(0x04, info)));
  const signed = der(0x30, one, der(0x31), content);
  const token = der(0x30, oid('2a864886f70d010702'), der(0xa0, signed));
  return der(0x30, der(0x30, der(0x02, Buffer.from([0]))), token);
}
