/** Where does the desk start? Loads the words of the reader's language, then draws. What is on screen is decided by `router.tsx`. */
import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Toaster } from './parts/toast.tsx';
import { router } from './router.tsx';
import { applyTheme } from './shell/theme.ts';
import { queryClient } from './sync/query.ts';
import './theme.css';
import { loadWords, useLanguage } from './words/say.ts';

function Desk() {
  const language = useLanguage();
  return (
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queryClient}>
        <RouterProvider key={language} router={router} />
        <Toaster />
      </QueryClientProvider>
    </CSPProvider>
  );
}

// A new version was installed while this page was open, and the chunk it asked for is gone: take the new one. Drafts are kept on the device.
const reloadedKey = 'meanwhile.reloaded';
window.addEventListener('vite:preloadError', (event) => {
  if (sessionStorage.getItem(reloadedKey) === import.meta.url) return;
  sessionStorage.setItem(reloadedKey, import.meta.url);
  event.preventDefault();
  window.location.reload();
});

const place = document.getElementById('root');
if (place === null) throw new Error('index.html has no #root');
applyTheme();
await loadWords();
createRoot(place).render(
  <StrictMode>
    <Desk />
  </StrictMode>,
);
