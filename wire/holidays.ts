/** What a calendar can take over from public holidays: places to choose from, and days to approve. */
import { z } from 'zod';

const place = z.strictObject({ code: z.string(), name: z.string() });

export const holidayYear = z.strictObject({
  countries: z.array(place),
  /** Empty where a country has none, or none was asked for. */
  regions: z.array(place),
  days: z.array(
    z.strictObject({
      date: z.iso.date(),
      name: z.string(),
      /** Local time it begins at; null for a whole day. */
      from: z.string().nullable(),
    }),
  ),
});
export type HolidayYear = z.infer<typeof holidayYear>;
