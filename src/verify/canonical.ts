import { isAscii, isUtf8 } from 'node:buffer';

/** Where something stands in a line of bytes. */
export type Span = { from: number; to: number };

/** What a record's bytes show without being parsed whole: reading them this way costs a fraction. */
export type Scanned = {
  /** The values of the outermost object by their keys. */
  fields: ReadonlyMap<string, Span>;
  /** Every string of 64 bytes, which may be a SHA-256 in hex, with the key it stands under. */
  hashes: { key: Span; at: number }[];
};

/**
 * Reads the one canonical form that an object has in JSON (RFC 8785): keys in order and once, no blanks,
 * nothing escaped without need, each number in its shortest form. Undefined for any other bytes.
 */
export function scanCanonical(line: Buffer): Scanned | undefined {
  if (!isUtf8(line)) return undefined;
  const scanner = new Scanner(line);
  try {
    if (line[0] !== OPEN || scanner.value(0, 0) !== line.length) return undefined;
  } catch (error) {
    if (error === OTHERWISE) return undefined;
    throw error;
  }
  return scanner;
}

const [OPEN, CLOSE, LIST, END] = [0x7b, 0x7d, 0x5b, 0x5d];
const [QUOTE, ESCAPE, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const PLUS = 0x2b;
const DEEPEST = 64;
/** Thrown where the bytes are in another form. */
const OTHERWISE = Symbol('not canonical');

class Scanner implements Scanned {
  readonly fields = new Map<string, Span>();
  readonly hashes: Scanned['hashes'] = [];
  private readonly line: Buffer;
  private readonly isAscii: boolean;
  /** Whether the string read last can be compared byte by byte. */
  private plain = true;
  private keyFrom = 0;
  private keyTo = 0;

  constructor(line: Buffer) {
    this.line = line;
    this.isAscii = isAscii(line);
  }

  /** Reads the value that begins at `at`; returns where it ends. */
  value(at: number, depth: number): number {
    const first = this.line[at]!;
    if (first === QUOTE) {
      const end = this.text(at);
      if (end - at === 66) {
        this.hashes.push({ key: { from: this.keyFrom, to: this.keyTo }, at: at + 1 });
      }
      return end;
    }
    if (depth > DEEPEST) throw OTHERWISE;
    if (first === OPEN) return this.object(at, depth + 1);
    if (first === LIST) return this.list(at, depth + 1);
    return this.word(at);
  }

  private object(from: number, depth: number): number {
    const { line } = this;
    if (line[from + 1] === CLOSE) return from + 2;
    let [lastFrom, lastTo, lastPlain] = [0, 0, true];
    for (let at = from; ;) {
      // At the brace that opens, or the comma after the value before.
      const keyFrom = at + 1;
      if (line[keyFrom] !== QUOTE) throw OTHERWISE;
      const keyTo = this.text(keyFrom);
      const { plain } = this;
      if (lastTo > 0) {
        const rises =
          plain && lastPlain
            ? this.rises(lastFrom + 1, lastTo - 1, keyFrom + 1, keyTo - 1)
            : this.said(lastFrom, lastTo) < this.said(keyFrom, keyTo);
        if (!rises) throw OTHERWISE;
      }
      [lastFrom, lastTo, lastPlain] = [keyFrom, keyTo, plain];
      if (line[keyTo] !== COLON) throw OTHERWISE;
      this.keyFrom = keyFrom + 1;
      this.keyTo = keyTo - 1;
      at = this.value(keyTo + 1, depth);
      if (depth === 1) this.fields.set(this.said(keyFrom, keyTo), { from: keyTo + 1, to: at });
      if (line[at] === CLOSE) return at + 1;
      if (line[at] !== COMMA) throw OTHERWISE;
    }
  }

  private list(from: number, depth: number): number {
    const { line } = this;
    if (line[from + 1] === END) return from + 2;
    for (let at = from; ;) {
      at = this.value(at + 1, depth);
      if (line[at] === END) return at + 1;
      if (line[at] !== COMMA) throw OTHERWISE;
    }
  }

  private text(from: number): number {
    const { line } = this;
    let at = from + 1;
    let plain = this.isAscii;
    for (;;) {
      while (PLAIN[line[at]!] === 1) at += 1;
      const byte = line[at];
      if (byte === QUOTE) break;
      if (byte !== ESCAPE) throw OTHERWISE;
      plain = false;
      at = this.escape(at);
    }
    this.plain = plain;
    return at + 1;
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
    for (let byte = line[at]!; byte > COMMA || byte === PLUS; byte = line[++at]!) {
      if (byte === END || byte === CLOSE) break;
    }
    // One digit is by far the most frequent.
    if (at - from === 1 && line[from]! >= 0x30 && line[from]! <= 0x39) return at;
    const word = line.toString('latin1', from, at);
    if (word === 'true' || word === 'false' || word === 'null') return at;
    const number = Number(word);
    if (word === '' || !Number.isFinite(number) || String(number) !== word) throw OTHERWISE;
    return at;
  }

  private rises(aFrom: number, aTo: number, bFrom: number, bTo: number): boolean {
    const { line } = this;
    const shared = Math.min(aTo - aFrom, bTo - bFrom);
    for (let i = 0; i < shared; i += 1) {
      const difference = line[aFrom + i]! - line[bFrom + i]!;
      if (difference !== 0) return difference < 0;
    }
    return aTo - aFrom < bTo - bFrom;
  }

  private said(from: number, to: number): string {
    return JSON.parse(this.line.toString('utf8', from, to)) as string;
  }
}

/** Which bytes stand for themselves in a string. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte !== QUOTE && byte !== ESCAPE ? 1 : 0,
);
const SHORT = new Set([...'"\\bfnrt'].map((char) => char.charCodeAt(0)));
/** Control characters that have a form of two characters. */
const HAS_SHORT = new Set(['08', '09', '0a', '0c', '0d']);
