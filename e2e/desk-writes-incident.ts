/** What is done to incidents: linking and unlinking a case, the state of one, an answer to all taken back. Entries of `desk-writes.ts`. */
import { choose, type DeskWrite, type Scene } from './desk-write.ts';

const title = 'Paying fails';

/** The same one for all of them. */
async function incidentOf({ shop }: Scene): Promise<{ id: string }> {
  const { items } = (await shop.api('GET', '/incidents')).body;
  return items.find((one: { title: string }) => one.title === title) ?? (await shop.api('POST', '/incidents', { title })).body;
}
/** Opens it where it is looked at: its address is known only now. */
async function show(scene: Scene): Promise<void> {
  const { id } = await incidentOf(scene);
  await scene.page.evaluate((to) => history.pushState({}, '', to), `/incidents/${id}`);
  await scene.page.getByRole('heading', { level: 1, name: title }).waitFor();
}
const unlink = ({ page }: Scene) => page.getByRole('button', { name: `Unlink from ${title}` });
const isDone = (name: string) => async (scene: Scene) => {
  await show(scene);
  return (await scene.page.getByRole('button', { name, exact: true }).count()) > 0;
};
const atList = () => '/incidents';

export const incidentWrites: readonly DeskWrite[] = [
  {
    name: 'link a case to an incident',
    of: ['sync/incident-deeds/linkTo'],
    method: 'POST',
    path: /\/incidents\/[^/]+\/link$/,
    event: 'incident.changed',
    start: incidentOf,
    press: async (scene) => {
      await choose('Link to an incident')(scene);
      await scene.page.getByRole('dialog').getByRole('button', { name: title }).click();
    },
    isShown: async (scene) => (await unlink(scene).count()) > 0,
  },
  {
    name: 'unlink a case from an incident',
    of: ['sync/incident-deeds/unlinkFrom'],
    method: 'POST',
    path: /\/incidents\/[^/]+\/unlink$/,
    event: 'incident.changed',
    press: async (scene) => unlink(scene).click(),
    isShown: async (scene) => (await unlink(scene).count()) === 0,
  },
  {
    name: 'take an answer to all back',
    of: ['sync/incident-deeds/takeAnswerBack'],
    method: 'POST',
    path: /\/incidents\/[^/]+\/replies\/[^/]+\/undo$/,
    event: 'incident.changed',
    at: atList,
    start: async (scene) => {
      const { id } = await incidentOf(scene);
      await scene.shop.api('POST', `/incidents/${id}/link`, { ids: [scene.caseId, scene.mailCaseId] });
      const reply = { kind: 'news', texts: { en: 'We are at it.' }, locale: 'en', undoMs: 30_000 };
      const answered = await scene.shop.api('POST', `/incidents/${id}/reply`, reply);
      if (answered.status !== 201) throw new Error(`No answer to all: ${answered.status} ${JSON.stringify(answered.body)}`);
    },
    press: async (scene) => {
      await show(scene);
      await scene.page.getByRole('button', { name: 'Take it back' }).click();
    },
    isShown: async (scene) => {
      await show(scene);
      return (
        (await scene.page
          .getByRole('region', { name: 'Answers to all' })
          .getByText(/taken back/)
          .count()) > 0
      );
    },
  },
  {
    name: 'an incident is fixed',
    of: ['sync/incident-deeds/changeState'],
    method: 'PATCH',
    path: /\/incidents\/[^/]+$/,
    event: 'incident.changed',
    at: atList,
    press: async (scene) => {
      await show(scene);
      await scene.page.getByRole('button', { name: 'It is fixed' }).click();
    },
    isShown: isDone('Open again'),
  },
];
