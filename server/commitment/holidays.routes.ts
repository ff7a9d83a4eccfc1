/** Which public holidays could a calendar take over? Read only: what is approved is saved with the calendar. */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { refuse } from '@meanwhile/core/kernel/refusal.ts';
import { holidayYear } from '@meanwhile/wire/holidays.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { workspaceRoute, type HttpContext } from '../platform/http/route.ts';
import { holidaysOf } from './holidays.ts';

export function registerHolidayRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/holidays',
    summary: 'Countries, their regions, and the public holidays of a year there.',
    permission: 'channel:read',
    idempotency: 'safe',
    audit: null,
    query: z.strictObject({
      country: z.string().max(limits.regionChars).optional(),
      region: z.string().max(limits.regionChars).optional(),
      year: z.coerce.number().int().min(2000).max(limits.yearMax),
      locale: z.string().max(limits.shortLocaleChars).default('en'),
    }),
    answer: holidayYear,
    async handle({ query }) {
      const found = await holidaysOf({
        country: query.country ?? null,
        region: query.region ?? null,
        year: query.year,
        locale: query.locale,
      });
      if (found === null) return refuse('not_found');
      return { countries: [...found.countries], regions: [...found.regions], days: [...found.days] };
    },
  });
}
