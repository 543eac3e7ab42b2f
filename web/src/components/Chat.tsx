/** What is written in the call, and what happened in it. */

import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { Room } from '../room/room';

const TEXT_LIMIT = 2_000;

export interface ChatProps {
  readonly room: Room;
  say(text: string): void;
}

export function Chat({ room, say }: ChatProps): ReactNode {
  const end = useRef<HTMLLIElement>(null);
  const last = room.lines.at(-1)?.key;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new line scrolls into sight
  useEffect(() => {
    end.current?.scrollIntoView?.({ block: 'nearest' });
  }, [last]);
  return (
    <section className="chat" aria-labelledby="chat-title">
      <h2 id="chat-title" className="room-title">
        Messages
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it */}
      <ol className="lines" aria-labelledby="chat-title" aria-live="polite" tabIndex={0}>
        {room.lines.map(({ key, from, text, own }) => (
          <li key={key} className="line" data-kind={from === '' ? 'note' : 'text'} data-own={own}>
            {from !== '' && <b className="line-from">{from}</b>}
            <span className="line-text">{text}</span>
          </li>
        ))}
        <li ref={end} aria-hidden="true" />
      </ol>
      <SayForm canChat={room.canChat} say={say} />
    </section>
  );
}

function SayForm({
  canChat,
  say,
}: {
  readonly canChat: boolean;
  say(text: string): void;
}): ReactNode {
  const [text, setText] = useState('');
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() !== '') {
      say(text);
      setText('');
    }
  };
  return (
    <form className="say" onSubmit={send}>
      <input
        type="text"
        className="text-input"
        aria-label="Message to all"
        placeholder={canChat ? 'Write to all' : 'Not connected'}
        maxLength={TEXT_LIMIT}
        disabled={!canChat}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit" className="button button-quiet" disabled={!canChat}>
        Send
      </button>
    </form>
  );
}
