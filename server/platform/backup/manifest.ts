/** What does a backup say about itself? The shape of `manifest.json`; read with care, because it comes from outside. */
import { z } from 'zod';
import { BackupTrouble } from './backup-trouble.ts';

const table = z.object({
  schema: z.string(),
  name: z.string(),
  columns: z.array(z.string()).min(1),
  rowCount: z.number().int().nonnegative(),
  /** Of the uncompressed COPY text, rows in the order of the primary key. */
  sha256: z.string().length(64),
});

const manifest = z.object({
  format: z.literal(1),
  product: z.literal('meanwhile'),
  version: z.string(),
  takenAt: z.iso.datetime(),
  schemaVersion: z.number().int().positive(),
  postgresVersion: z.number().int(),
  epoch: z.number().int().nullable(),
  tables: z.array(table),
  /** First instants of the months that partitioned tables were made for. */
  months: z.array(z.string()),
  sequences: z.array(z.object({ schema: z.string(), name: z.string(), lastValue: z.string().regex(/^-?\d+$/) })),
  /** Null: the backup was made without files. `sha256` is over the lines of `blobs.list`. */
  blobs: z.object({ count: z.number().int(), sha256: z.string().length(64) }).nullable(),
});

export type Manifest = z.infer<typeof manifest>;
export type TableFacts = Manifest['tables'][number];

export function tableEntry(facts: Pick<TableFacts, 'schema' | 'name'>): string {
  return `tables/${facts.schema}.${facts.name}.copy.gz`;
}

export function readManifest(text: string): Manifest {
  try {
    return manifest.parse(JSON.parse(text));
  } catch (cause) {
    throw new BackupTrouble('The manifest of this backup cannot be read: the file is damaged, or a newer Meanwhile wrote it.', cause);
  }
}
