/** What a call asks of the person while it goes on: the most urgent thing, and only that. */

import { type ReactNode, useEffect, useState } from 'react';
import type { Connection, Redialing } from '../call/connection';
import { Countdown } from './Countdown';
import { Icon, type IconName } from './Icon';

/** By then a question that is asked is on the screen. */
const QUESTION_SHOWN_MS = 600;

export interface CallNoticeProps {
  readonly connection: Connection;
  /** Nothing comes from an open microphone. */
  readonly isSilent: boolean;
  redialNow(): void;
  endCall(): void;
  unblockSound(): void;
  takeMicrophone(): void;
}

export function CallNotice(props: CallNoticeProps): ReactNode {
  const { connection } = props;
  // Always there, so that what appears in it is read aloud.
  return (
    <div className="notices" aria-live="polite" data-testid="call-notice">
      {connection.phase === 'redialing' ? (
        <RedialNotice {...props} connection={connection} />
      ) : (
        <LesserNotice {...props} />
      )}
    </div>
  );
}

function LesserNotice({ connection, isSilent, unblockSound, takeMicrophone }: CallNoticeProps) {
  if (connection.phase === 'asking' && !connection.listenOnly) {
    return <PermissionNotice />;
  }
  if (!('sessionId' in connection)) {
    return null;
  }
  if (connection.soundBlocked) {
    return (
      <Notice kind="sound" icon="volume" message="Your browser holds the sound back.">
        <button type="button" className="button" onClick={unblockSound}>
          Tap to hear
        </button>
      </Notice>
    );
  }
  if (connection.microphoneTrouble !== null) {
    const { message, hint } = connection.microphoneTrouble;
    return (
      <Notice kind="microphone" icon="microphone-off" message={message} hint={hint}>
        {connection.listenOnly && (
          <button type="button" className="button" onClick={takeMicrophone}>
            Use microphone
          </button>
        )}
      </Notice>
    );
  }
  return isSilent ? (
    <Notice
      kind="silence"
      icon="microphone-off"
      message="We hear nothing from your microphone."
      hint="Is it muted by a switch of its own, or is it the wrong one? Choose another in the settings."
    />
  ) : null;
}

/** A browser that has the permission already answers before anybody could read this. */
function PermissionNotice(): ReactNode {
  const [isDue, setIsDue] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsDue(true), QUESTION_SHOWN_MS);
    return () => clearTimeout(timer);
  }, []);
  return isDue ? (
    <Notice
      kind="permission"
      icon="microphone"
      message="May this page use your microphone?"
      hint="Your browser is asking you: choose “Allow”."
    />
  ) : null;
}

interface RedialNoticeProps extends CallNoticeProps {
  readonly connection: Redialing;
}

function RedialNotice({ connection, redialNow, endCall }: RedialNoticeProps): ReactNode {
  const { lost, attempt, at } = connection;
  return (
    <Notice
      kind="redial"
      icon="warning"
      message={lost.message}
      hint={
        <>
          {attempt === 1 ? 'Calling again' : `Calling again (attempt ${attempt})`}
          {/* Read aloud each second, it would be all one hears. */}
          <span aria-hidden="true">
            <Countdown key={at} until={at} />
          </span>
        </>
      }
    >
      <button type="button" className="button" onClick={redialNow}>
        Try now
      </button>
      <button type="button" className="button button-quiet" onClick={endCall}>
        Give up
      </button>
    </Notice>
  );
}

interface NoticeProps {
  readonly kind: string;
  readonly icon: IconName;
  readonly message: string;
  readonly hint?: ReactNode;
  readonly children?: ReactNode;
}

function Notice({ kind, icon, message, hint, children }: NoticeProps): ReactNode {
  return (
    <div className="notice" data-kind={kind}>
      <Icon name={icon} />
      <div>
        <p className="notice-message">{message}</p>
        {hint !== undefined && <p className="notice-hint">{hint}</p>}
      </div>
      {children !== undefined && <div className="notice-actions">{children}</div>}
    </div>
  );
}
