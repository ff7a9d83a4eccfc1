/**
 * Who else is at this case just now? Known while their sockets are open, told to the others at the same case, stored nowhere and never told to a
 * customer. It says nothing about being at work: that is the stance's question.
 */
import type { OnlookersFrame } from '@meanwhile/wire/stream.ts';

export interface Onlooker {
  readonly workspaceId: string;
  readonly memberId: string;
  readonly name: string;
}

export interface Onlooking {
  /** Null: at no case. */
  look(caseId: string | null, writing: boolean): void;
  leave(): void;
}

export interface Onlookers {
  /** One socket comes; `tell` hears who else is where it looks, each time that changes. */
  enter(who: Onlooker, tell: (frame: OnlookersFrame) => void): Onlooking;
}

interface Place extends Onlooker {
  readonly tell: (frame: OnlookersFrame) => void;
  caseId: string | null;
  writing: boolean;
}

export function createOnlookers(): Onlookers {
  /** By workspace and case: an id of another workspace is another room. */
  const rooms = new Map<string, Set<Place>>();
  const keyOf = ({ workspaceId, caseId }: Pick<Place, 'workspaceId' | 'caseId'>): string => `${workspaceId} ${caseId ?? ''}`;

  const tellRoom = (room: ReadonlySet<Place>): void => {
    for (const place of room) {
      const others = new Map<string, { memberId: string; name: string; writing: boolean }>();
      for (const { memberId, name, writing } of room) {
        if (memberId === place.memberId) continue;
        others.set(memberId, { memberId, name, writing: writing || (others.get(memberId)?.writing ?? false) });
      }
      const people = [...others.values()].toSorted((a, b) => a.name.localeCompare(b.name));
      if (place.caseId !== null) place.tell({ type: 'onlookers', caseId: place.caseId, people });
    }
  };
  const out = (place: Place): void => {
    const room = rooms.get(keyOf(place));
    if (room?.delete(place) !== true) return;
    if (room.size === 0) rooms.delete(keyOf(place));
    else tellRoom(room);
  };
  return {
    enter(who, tell) {
      const place: Place = { ...who, tell, caseId: null, writing: false };
      return {
        look(caseId, writing) {
          if (place.caseId === caseId && place.writing === writing) return;
          if (place.caseId !== caseId) out(place);
          Object.assign(place, { caseId, writing });
          if (caseId === null) return;
          const room = rooms.get(keyOf(place)) ?? new Set();
          rooms.set(keyOf(place), room.add(place));
          tellRoom(room);
        },
        leave: () => out(place),
      };
    },
  };
}
