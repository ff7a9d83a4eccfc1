/** `upgrade`: brings the database to the schema of this version, after an automatic backup. `npm start` does the same by itself. */
import type { Command } from '../command.ts';
import { migrateDatabase } from '../migrate-database.ts';
import { openDatabase } from '../open-database.ts';

export const upgrade: Command = {
  async run(given) {
    const database = await openDatabase(given.settings, { command: 'upgrade', alone: false });
    try {
      const { found, known } = await migrateDatabase(database.access, given.settings.dataDir, (line) => console.log(line));
      console.log(found === known ? `The database is already at schema ${known}.` : `The database went from schema ${found} to ${known}.`);
    } finally {
      await database.close();
    }
    return 0;
  },
};
