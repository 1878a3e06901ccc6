import { openDatabase } from '#db/client.ts';
import { departments } from '#db/schema/index.ts';

/** Writes row after row, ten at once, and says each one's id as soon as the write is acknowledged. */
const [url = '', prefix = ''] = process.argv.slice(2);
const db = await openDatabase({ url });
let next = 0;
await Promise.all(
  Array.from({ length: 10 }, async () => {
    for (;;) {
      next += 1;
      const id = `${prefix}-${next}`;
      await db.write((tx) => tx.insert(departments).values({ id, name: id }));
      process.stdout.write(`${id}\n`);
    }
  }),
);
