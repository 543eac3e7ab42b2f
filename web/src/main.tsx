import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { V2Phase1 } from './pages/V2Phase1';
import './styles/index.css';

const root = document.getElementById('root');
if (root === null) {
  throw new Error('index.html has no element with the id "root"');
}
createRoot(root).render(
  <StrictMode>
    <V2Phase1 />
  </StrictMode>,
);
