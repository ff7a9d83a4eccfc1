/** `restore FILE`: a backup into an empty database and an empty blob folder. What was waiting to be sent then is not sent again. */
import { resolve, join } from 'node:path';
import { readBackup } from '@meanwhile/server/platform/backup/read-backup.ts';
import { systemClock } from '@meanwhile/server/platform/clock/clock.ts';
import type { Command } from '../command.ts';
import { migrateDatabase } from '../migrate-database.ts';
import { openDatabase } from '../open-database.ts';
import { UsageTrouble } from '../read-arguments.ts';

export const restore: Command = {
  async run(given) {
    const [file, ...more] = given.words;
    if (file === undefined || more.length > 0) throw new UsageTrouble('Name one file to restore.');
    const { settings } = given;
    const database = await openDatabase(settings, { command: 'restore', alone: true });
    try {
      const report = await readBackup(database.access, {
        file: resolve(file),
        blobsFolder: join(settings.dataDir, 'blobs'),
        nowAt: systemClock().machineNowAt(),
      });
      await migrateDatabase(database.access, settings.dataDir, (line) => console.log(line));
      console.log(
        `${report.rowCount} rows of ${report.tableCount} tables and ${report.blobCount} files are back, as they were at ${report.takenAt}; every checksum agrees.`,
      );
      if (report.heldCount > 0)
        console.log(
          `${report.heldCount} messages had not been sent, or may have been. They wait for a person under Deliveries; none goes out by itself.`,
        );
    } finally {
      await database.close();
    }
    return 0;
  },
};
