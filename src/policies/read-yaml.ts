import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import { z } from 'zod';
import { didYouMean } from '#nearest.ts';
import { ContentError, type Problem } from './content-error.ts';

export type YamlSource = {
  /** As errors name it. */
  file: string;
  text: string;
  /** The line of `file` on which `text` begins: 1 unless it is the head of another file. */
  firstLine?: number;
};

export type Path = readonly PropertyKey[];
export type ReadYaml<T> = { data: T; lineOf: (path: Path) => number };

/**
 * Parses YAML strictly by a zod schema. Throws a ContentError with every problem found, each at its
 * line; a misspelt key is told the nearest right one. `lineOf` finds the line of a value read, or of
 * the nearest thing that holds it. A file that a later revision inherits is not parsed again.
 */
export function readYaml<S extends z.ZodType>(schema: S, source: YamlSource): ReadYaml<z.infer<S>> {
  const mine = known.get(schema) ?? new Map<string, Known>();
  known.set(schema, mine);
  const before = mine.get(source.file);
  const isSame = before?.text === source.text && before.firstLine === source.firstLine;
  if (isSame) return before.read as ReadYaml<z.infer<S>>;
  const read = parse(schema, source);
  mine.set(source.file, { ...source, read });
  return read;
}

type Known = YamlSource & { read: ReadYaml<unknown> };

/** What was read last, by schema and file. */
const known = new WeakMap<z.ZodType, Map<string, Known>>();

function parse<S extends z.ZodType>(
  schema: S,
  { file, text, firstLine = 1 }: YamlSource,
): ReadYaml<z.infer<S>> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number) => lines.linePos(offset).line + firstLine - 1;
  if (document.errors.length > 0) {
    throw new ContentError(
      document.errors.map(({ message, pos }) => ({
        file,
        line: lineAt(pos[0]),
        sentence: `this is not valid YAML: ${lowerFirst(message)}`,
      })),
    );
  }

  const lineOf = (path: Path) => lineAt(offsetOf(document, path));
  const raw: unknown = document.toJS();
  const parsed = schema.safeParse(raw);
  if (parsed.success) return { data: parsed.data, lineOf };
  throw new ContentError(
    parsed.error.issues.flatMap((issue): Problem[] =>
      describe(issue, raw, schema).map(({ path, sentence }) => ({
        file,
        line: lineOf(path),
        sentence,
      })),
    ),
  );
}

/** Where the last part of the path that exists is written. */
function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents;
  let offset = (document.contents as Node | null)?.range?.[0] ?? 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
      if (!pair) break;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      offset = (node as Node | undefined)?.range?.[0] ?? offset;
    } else break;
  }
  return offset;
}

type Described = { path: Path; sentence: string };

function describe(issue: z.core.$ZodIssue, raw: unknown, schema: z.ZodType): Described[] {
  const { path } = issue;
  const name = label(path);
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, path);
    return issue.keys.map((key) => ({
      path: [...path, key],
      sentence:
        `\`${key}\` is not a key here` +
        (didYouMean(key, known) || `; the keys are ${known.map(quoted).join(', ')}`),
    }));
  }
  const value = valueAt(raw, path);
  if (value === undefined) return [{ path, sentence: `${name} is missing` }];
  if (issue.code === 'invalid_type') {
    const wanted = KINDS[issue.expected] ?? issue.expected;
    const quote =
      issue.expected === 'string' && typeof value !== 'object' ? ': put it in quotes' : '';
    return [{ path, sentence: `${name} must be ${wanted}${quote}` }];
  }
  if (issue.code === 'invalid_value') {
    const allowed = issue.values.map(String);
    const hint = didYouMean(String(value), allowed) || `; it may be ${allowed.join(', ')}`;
    return [{ path, sentence: `${name} is \`${String(value)}\`, which is not known${hint}` }];
  }
  return [{ path, sentence: `${name} ${issue.message}` }];
}

const KINDS: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of `key: value` lines',
  record: 'a group of `key: value` lines',
};

const quoted = (key: string) => `\`${key}\``;
const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

/** `\`text\``, or `item 2 of \`asks\``. */
function label(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return 'the file';
  if (typeof last !== 'number') return quoted(String(last));
  return `item ${last + 1} of ${quoted(String(path.at(-2)))}`;
}

function valueAt(raw: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) => (value as Record<PropertyKey, unknown> | null | undefined)?.[step],
    raw,
  );
}

/** The keys a schema knows at a path. */
function keysAt(schema: z.ZodType, path: Path): string[] {
  let at: unknown = schema;
  for (const step of [...path, undefined]) {
    while (
      at instanceof z.ZodOptional ||
      at instanceof z.ZodDefault ||
      at instanceof z.ZodNullable
    ) {
      at = at.unwrap();
    }
    if (step === undefined) break;
    if (at instanceof z.ZodObject) at = at.shape[String(step)];
    else if (at instanceof z.ZodArray) at = at.element;
  }
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
}
