import { isUtf8 } from 'node:buffer';

/** Where something stands in a line of bytes. */
export type Span = { from: number; to: number };

/** What a record's bytes show without being parsed whole: reading them this way costs a fraction. */
export type Scanned = {
  /** The values of the outermost object by their keys. */
  fields: ReadonlyMap<string, Span>;
  /** Every string of 64 bytes, which may be a SHA-256 in hex. */
  hashes: Hashed[];
};

/** Where such a string begins, the outermost key and the innermost one that it stands under. */
export type Hashed = { at: number; field: string; keyFrom: number; keyTo: number };

/**
 * Reads the one canonical form that an object has in JSON (RFC 8785): keys in order and once, no blanks,
 * nothing escaped without need, each number in its shortest form. Undefined for any other bytes.
 */
export function scanCanonical(line: Buffer): Scanned | undefined {
  if (!isUtf8(line)) return undefined;
  const scanner = new Scanner(line);
  try {
    if (line[0] !== OPEN || scanner.object(0, 1) !== line.length) return undefined;
  } catch (error) {
    if (error === OTHERWISE) return undefined;
    throw error;
  }
  return scanner;
}

const [OPEN, CLOSE, LIST, END] = [0x7b, 0x7d, 0x5b, 0x5d];
const [QUOTE, ESCAPE, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [ZERO, NINE] = [0x30, 0x39];
const BEYOND_ASCII = 0x80;
const DEEPEST = 64;
/** Thrown where the bytes are in another form. */
const OTHERWISE = Symbol('not canonical');

/** Here a step too much for each key is what the whole check costs: nothing is made that is not asked for. */
class Scanner implements Scanned {
  readonly fields = new Map<string, Span>();
  readonly hashes: Hashed[] = [];
  private readonly line: Buffer;
  /** The outermost key that is being read. */
  private field = '';
  /** Where the escape read last begins. */
  private escapedAt = 0;

  constructor(line: Buffer) {
    this.line = line;
  }

  /** Reads the object that begins at `from`; returns where it ends. */
  object(from: number, depth: number): number {
    const { line } = this;
    if (line[from + 1] === CLOSE) return from + 2;
    let before = 0;
    let beforeTo = 0;
    // At the brace that opens, or the comma after the value before.
    for (let at = from; ;) {
      const key = at + 1;
      if (line[key] !== QUOTE) throw OTHERWISE;
      const to = this.text(key);
      if (line[to] !== COLON) throw OTHERWISE;
      if (before > 0 && !this.rises(before, beforeTo, key, to)) throw OTHERWISE;
      before = key;
      beforeTo = to;
      if (depth === 1) this.field = this.said(key, to);
      at = this.value(to + 1, depth, key, to);
      if (depth === 1) this.fields.set(this.field, { from: to + 1, to: at });
      if (line[at] === CLOSE) return at + 1;
      if (line[at] !== COMMA) throw OTHERWISE;
    }
  }

  /** Reads the value that begins at `at`, under the key of these bytes; returns where it ends. */
  private value(at: number, depth: number, key: number, keyTo: number): number {
    const first = this.line[at]!;
    if (first === QUOTE) {
      const end = this.text(at);
      if (end - at === 66) {
        const { field } = this;
        this.hashes.push({ at: at + 1, field, keyFrom: key + 1, keyTo: keyTo - 1 });
      }
      return end;
    }
    // One digit is by far the most frequent.
    if (first >= ZERO && first <= NINE && ENDS[this.line[at + 1]!] === 1) return at + 1;
    if (depth > DEEPEST) throw OTHERWISE;
    if (first === OPEN) return this.object(at, depth + 1);
    if (first === LIST) return this.list(at, depth + 1, key, keyTo);
    return this.word(at);
  }

  private list(from: number, depth: number, key: number, keyTo: number): number {
    const { line } = this;
    if (line[from + 1] === END) return from + 2;
    for (let at = from; ;) {
      at = this.value(at + 1, depth, key, keyTo);
      if (line[at] === END) return at + 1;
      if (line[at] !== COMMA) throw OTHERWISE;
    }
  }

  private text(from: number): number {
    const { line } = this;
    let at = from + 1;
    let byte = line[at]!;
    while (PLAIN[byte] === 1) byte = line[(at += 1)]!;
    return byte === QUOTE ? at + 1 : this.textFrom(at);
  }

  /** The rest of a text, from where it is not plain. */
  private textFrom(from: number): number {
    const { line } = this;
    for (let at = from; ;) {
      if (line[at] !== ESCAPE) throw OTHERWISE;
      this.escapedAt = at;
      at = this.escape(at);
      while (PLAIN[line[at]!] === 1) at += 1;
      if (line[at] === QUOTE) return at + 1;
    }
  }

  /** Two characters, or six for what has no shorter form. */
  private escape(at: number): number {
    const { line } = this;
    if (SHORT.has(line[at + 1]!)) return at + 2;
    if (at + 6 > line.length) throw OTHERWISE;
    const long = /^\\u00([01][0-9a-f])$/.exec(line.toString('latin1', at, at + 6))?.[1];
    if (long === undefined || HAS_SHORT.has(long)) throw OTHERWISE;
    return at + 6;
  }

  /** A number, true, false or null. */
  private word(from: number): number {
    const { line } = this;
    let at = from;
    while (at < line.length && ENDS[line[at]!] === 0) at += 1;
    const word = line.toString('latin1', from, at);
    if (word === 'true' || word === 'false' || word === 'null') return at;
    const number = Number(word);
    if (word === '' || !Number.isFinite(number) || String(number) !== word) throw OTHERWISE;
    return at;
  }

  /**
   * Whether the second key comes after the first by its UTF-16 units. The first bytes that differ tell,
   * unless both are beyond ASCII or one may be of an escape.
   */
  private rises(first: number, firstTo: number, second: number, secondTo: number): boolean {
    const { line } = this;
    if (this.escapedAt > first) return this.said(first, firstTo) < this.said(second, secondTo);
    const shared = Math.min(firstTo - first, secondTo - second) - 1;
    for (let i = 1; i < shared; i += 1) {
      const one = line[first + i]!;
      const other = line[second + i]!;
      if (one === other) continue;
      if (one < BEYOND_ASCII || other < BEYOND_ASCII) return one < other;
      return this.said(first, firstTo) < this.said(second, secondTo);
    }
    return firstTo - first < secondTo - second;
  }

  private said(from: number, to: number): string {
    if (this.escapedAt < from) return this.line.toString('utf8', from + 1, to - 1);
    return JSON.parse(this.line.toString('utf8', from, to)) as string;
  }
}

/** Which bytes stand for themselves in a string. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte !== QUOTE && byte !== ESCAPE ? 1 : 0,
);
/** Which bytes stand after a value. */
const ENDS = Uint8Array.from({ length: 256 }, (_, byte) =>
  [COMMA, END, CLOSE].includes(byte) ? 1 : 0,
);
const SHORT = new Set([...'"\\bfnrt'].map((char) => char.charCodeAt(0)));
/** Control characters that have a form of two characters. */
const HAS_SHORT = new Set(['08', '09', '0a', '0c', '0d']);
