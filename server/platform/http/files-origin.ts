/**
 * On which address are files handed out? Where FILES_URL names one, there and nowhere else, and nothing else is there: whatever a file
 * manages to do in a browser, it does on an address that knows no session, no desk and no messenger (attack 119).
 */
import type { FastifyRequest } from 'fastify';
import { Refused } from './problem.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Hands out bytes that came from outside. */
    servesFiles?: true;
  }
}

/** For the first hook of every request. Throws Refused `not_found` on the address this route is not at. */
export function refuseOtherOrigin(request: FastifyRequest, filesUrl: string): void {
  const isRouteOfFiles = request.routeOptions.config.servesFiles === true;
  if (isFilesHost(request.host, filesUrl) !== isRouteOfFiles) throw new Refused('not_found');
}

/** Compared as a browser would: without the default port, in small letters. */
function isFilesHost(host: string, filesUrl: string): boolean {
  const { protocol, origin } = new URL(filesUrl);
  const called = `${protocol}//${host}`;
  return URL.canParse(called) && new URL(called).origin === origin;
}
