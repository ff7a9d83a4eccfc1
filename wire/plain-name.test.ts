/** Attacks 7 and 9 at the door: does every name, label and title of the API come in as one line of characters that are seen? Found in the shapes themselves, so a new one counts too. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { plainLine, plainName } from './plain-name.ts';

const bent = 'Ro\u202eots\r\nBcc:\u200b x\u0000';
const straight = 'Roots Bcc: x';
const nameLike = /(?:^n|N)ames?$|^(?:subject|label|title|brand|skills?|choices|exceptionReason|exceptionNames)$/;
/** What a client sends begins with a verb. */
const request = /^(?:create|save|change|write|add|set|fill|apply|send|move|link)[A-Z]|^writeFirst$/;

type Found = { readonly path: string; readonly schema: z.ZodType };

/** Every text below `schema` that stands under a key like a name's. */
function namesIn(schema: z.ZodType, where: string, isName: boolean): Found[] {
  if (schema instanceof z.ZodObject)
    return Object.entries(schema.shape as Record<string, z.ZodType>).flatMap(([key, inner]) =>
      namesIn(inner, `${where}.${key}`, nameLike.test(key)),
    );
  if (schema instanceof z.ZodArray) return namesIn(schema.element as z.ZodType, where, isName);
  if (schema instanceof z.ZodRecord) return namesIn(schema.valueType as z.ZodType, where, isName);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return namesIn(schema.unwrap() as z.ZodType, where, isName);
  return schema instanceof z.ZodString && isName ? [{ path: where, schema }] : [];
}

const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
const found = (
  await Promise.all(
    files.map(async (file) => {
      const shapes = Object.entries((await import(path.join(import.meta.dirname, file))) as Record<string, unknown>);
      return shapes.flatMap(([name, schema]) => (request.test(name) && schema instanceof z.ZodType ? namesIn(schema, name, false) : []));
    }),
  )
).flat();

test('attack 9: no name of the API keeps a line break, a turned direction or a letter without width', () => {
  const paths = found.map((each) => each.path);
  expect(paths).toEqual(expect.arrayContaining(['createChannel.name', 'changeCase.subject', 'createField.choices', 'writeFirst.subject']));
  const kept = found.flatMap(({ path: where, schema }) => {
    const read = schema.safeParse(bent);
    return read.success && read.data !== straight ? [where] : [];
  });
  expect(kept).toEqual([]);
  // A shape that takes them as they come would be found out.
  expect(namesIn(z.strictObject({ name: z.string().trim() }), 'planted', false).map(({ schema }) => schema.parse(bent))).not.toEqual([
    straight,
  ]);
});

test('a name of characters nobody sees is no name, and one is counted as it is kept', () => {
  expect(plainName(5).safeParse('\u200b\u2060 \u3164').success).toBe(false);
  expect(plainLine(5).parse('\u200b')).toBe('');
  expect(plainName(3).parse('\u202eabc\u202c')).toBe('abc');
  expect(plainName(3).safeParse('abcd').success).toBe(false);
});
