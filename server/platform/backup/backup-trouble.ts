/** A backup cannot be written or restored; the message is meant for the operator and says what to do. */
export class BackupTrouble extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.name = 'BackupTrouble';
  }
}
