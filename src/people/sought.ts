import { sql, type SQL } from 'drizzle-orm';
import type { Reader } from '#db/client.ts';

export type Sought = {
  /** The three characters of the text that the fewest people have; undefined for a single letter. */
  piece: string | undefined;
  /** That a name with its number holds the whole text. */
  holds(name: SQL, number: SQL): SQL;
};

/** Counting further would cost more than it saves. */
const ENOUGH = 500;

/** How a text is found in names and numbers without reading all of them (`name_pieces`). */
export async function soughtIn(read: Pick<Reader, 'all'>, search: string): Promise<Sought> {
  const text = smallLetters(search.trim());
  // Of one or two letters, the beginning of a word: anywhere in a name would be nearly everybody.
  const whole = [...text].length < 3 ? ` ${text}` : text;
  const holds = (name: SQL, number: SQL) =>
    sql`instr(lower(' ' || ${name} || ' ' || ${number}), ${whole}) > 0`;
  const letters = [...whole];
  const pieces = letters.slice(2).map((_, at) => letters.slice(at, at + 3).join(''));
  if (pieces.length === 0) return { piece: undefined, holds };
  const counts = await read.all<{ piece: string }>(sql`
    SELECT value AS piece FROM json_each(${JSON.stringify([...new Set(pieces)].slice(0, 20))})
    ORDER BY (SELECT count(*) FROM (SELECT 1 FROM name_pieces WHERE piece = value LIMIT ${ENOUGH}))
    LIMIT 1`);
  return { piece: counts[0]?.piece, holds };
}

/** As SQLite's `lower`: the letters of English alone. */
function smallLetters(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}
