/** Hands the event log to the person as a file. */

import { useCallback } from 'react';
import { eventLog } from '../stores/voiceAgentStore';

const FILE_NAME = 'jackfield-events.json';

export function useEventLog(): () => void {
  return useCallback(() => {
    const text = eventLog.toText({
      page: 'Jackfield',
      browser: navigator.userAgent,
      secure: window.isSecureContext,
      online: navigator.onLine,
    });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    link.download = FILE_NAME;
    link.click();
    URL.revokeObjectURL(link.href);
  }, []);
}
