/** The thread in which mails are read: with bounded memory, and replaced when one of them ends it. What reading is stands in `read-request.ts`. */
import { loadMailChannels, readRequest } from './read-request.ts';
import { serveReader } from './serve-reader.ts';

await loadMailChannels();
serveReader(readRequest);
