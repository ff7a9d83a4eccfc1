/** Is this the mail we sent to see whether mail arrives? The mark stands in the subject, which every forwarder leaves as it is. Proves nothing. */

const mark = /\bmeanwhile-test-([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b/i;

export function testSubject(id: string): string {
  return `Test of your address (meanwhile-test-${id})`;
}

/** The id of the test a subject names; null where it names none. */
export function testIn(subject: string): string | null {
  return mark.exec(subject.slice(0, 1_000))?.[1]?.toLowerCase() ?? null;
}
