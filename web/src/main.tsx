import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { beginBoot } from './api/boot';
import { watchNetwork } from './api/connection';
import { App } from './app';
import { startI18n } from './i18n';
import { paintEarly } from './theme/provider';
import { listenEarly } from './ui/early-keys';
import { watchParts } from './ui/outdated';
import './theme/tokens.css';
import './theme/global.css';

watchNetwork();
beginBoot();
watchParts();
listenEarly();
paintEarly();
await startI18n();
createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
