/** `backup FILE`: everything of this installation in one file, while it runs or while it stands still. The secret is not in it. */
import { resolve, join } from 'node:path';
import { writeBackup } from '@meanwhile/server/platform/backup/write-backup.ts';
import { systemClock } from '@meanwhile/server/platform/clock/clock.ts';
import type { Command } from '../command.ts';
import { openDatabase } from '../open-database.ts';
import { UsageTrouble } from '../read-arguments.ts';

export const backup: Command = {
  async run(given) {
    const [file, ...more] = given.words;
    if (file === undefined || more.length > 0) throw new UsageTrouble('Name one file to write.');
    const { settings } = given;
    const database = await openDatabase(settings, { command: 'backup', alone: false });
    try {
      const report = await writeBackup(database.access, {
        file: resolve(file),
        blobsFolder: join(settings.dataDir, 'blobs'),
        nowAt: systemClock().machineNowAt(),
      });
      console.log(
        `${report.rowCount} rows of ${report.tableCount} tables and ${report.blobCount} files are in ${resolve(file)} (${Math.ceil(report.sizeBytes / 1024)} kB).`,
      );
      console.log(
        settings.secretKey === null
          ? `Keep ${join(settings.dataDir, 'secret')} as well, in another place: without it encrypted parts cannot be read.`
          : 'Keep SECRET_KEY as well, in another place: without it encrypted parts cannot be read.',
      );
    } finally {
      await database.close();
    }
    return 0;
  },
};
