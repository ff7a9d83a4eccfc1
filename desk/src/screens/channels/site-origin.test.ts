/** Are website addresses read the way people type them? */
import { describe, expect, it } from 'vitest';
import { originsOf } from './site-origin.ts';

describe('allowed websites', () => {
  it('a page address becomes its website, a bare name gets https, doubles count once', () => {
    expect(originsOf('https://lantern.example/about\nlantern.example\n\nhttp://localhost:5173 ')).toEqual({
      origins: ['https://lantern.example', 'http://localhost:5173'],
      refused: [],
    });
  });
  it('what is no website is named as typed', () => {
    expect(originsOf('ftp://lantern.example\nlantern\nhttps://user@lantern.example\njavascript://x').refused).toHaveLength(4);
  });
});
