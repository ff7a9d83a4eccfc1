// What does a browser do with a pushed notice? Shows it, and opens the case when it is pressed. It keeps nothing and answers no request.
self.addEventListener('push', (event) => {
  const told = event.data === null ? {} : event.data.json();
  const path = typeof told.path === 'string' && /^\/inbox\/[\w/-]+$/.test(told.path) ? told.path : '/inbox/mine';
  const title = typeof told.title === 'string' ? told.title : 'Meanwhile';
  event.waitUntil(self.registration.showNotification(title, { tag: told.tag, icon: '/favicon.svg', data: { path } }));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const { path } = event.notification.data;
  const open = async () => {
    const screens = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
    const desk = screens.find((screen) => new URL(screen.url).origin === self.location.origin);
    if (desk === undefined) return self.clients.openWindow(path);
    await desk.focus();
    return desk.navigate(path);
  };
  event.waitUntil(open());
});
