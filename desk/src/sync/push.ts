/** Does this browser show notices by itself? Asks the browser, and tells the server its address; switching off tells it too. */
import { api } from '../links.ts';
import { get, post, put } from './api.ts';

const worker = '/push-worker.js';

export const canPush = (): boolean => 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

async function current(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration('/');
  return (await registration?.pushManager.getSubscription()) ?? null;
}

export async function isPushOn(): Promise<boolean> {
  return canPush() && Notification.permission === 'granted' && (await current()) !== null;
}

/** False: the person, or the browser, said no. */
export async function switchPushOn(): Promise<boolean> {
  if ((await Notification.requestPermission()) !== 'granted') return false;
  const { key } = await get<{ readonly key: string }>(api.pushKey());
  await navigator.serviceWorker.register(worker, { scope: '/' });
  const { pushManager } = await navigator.serviceWorker.ready;
  // Made with another key of the installation: it would not be heard.
  await (await pushManager.getSubscription())?.unsubscribe();
  const { endpoint, keys } = (await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })).toJSON();
  await put(api.push(), { endpoint, p256dh: keys?.['p256dh'], auth: keys?.['auth'] });
  return true;
}

export async function switchPushOff(): Promise<void> {
  const subscription = await current();
  if (subscription === null) return;
  const { endpoint } = subscription;
  await subscription.unsubscribe();
  await post(api.pushRemove(), { endpoint });
}
